/** What a policy says of a request (policy/validating/validator.go). */
import { type CompiledPolicy, compilePolicy } from '../../api/policies/compile-policy.ts'
import type { KubeObject } from '../../apimachinery/object.ts'
import type { Value } from '../../cel/values/value.ts'
import type { Namespace, ValidatingAdmissionPolicy } from '../../generated/types.ts'
import type { AdmissionRequest } from '../admission/plugin.ts'
import { Answers } from './answers.ts'
import { evaluate } from './evaluate.ts'
import { policyValues, type Values } from './values.ts'

/** Something that is wrong with the request. `always` is not left to the actions of the binding. */
export interface Decision {
  readonly message: string
  readonly reason: string
  readonly always?: boolean
}

/** What a policy is asked with, besides the request. */
export interface Subject {
  readonly param: KubeObject | undefined
  readonly namespace: Namespace | undefined
}

const MAX_MESSAGE_BYTES = 5 * 1024

/** All that the policy has against the request. Failures of its expressions count unless its failurePolicy is Ignore. */
export async function decide(
  request: AdmissionRequest,
  policy: ValidatingAdmissionPolicy,
  subject: Subject,
): Promise<Decision[]> {
  const compiled = compilePolicy(policy.spec ?? {})
  const answers = new Answers(request)
  // Who may do what is looked up as it is asked for; then the policy is asked anew.
  return answers.settled(() => ask(policy, compiled, policyValues(request, compiled, subject, answers)))
}

function ask(policy: ValidatingAdmissionPolicy, compiled: CompiledPolicy, values: Values): Decision[] {
  const { failurePolicy, validations = [] } = policy.spec ?? {}
  const failed = (message: string): Decision[] =>
    failurePolicy === 'Ignore' ? [] : [{ message, reason: 'Invalid' }]
  for (const condition of compiled.matchConditions) {
    const result = evaluate(condition, values)
    if (result instanceof Error) return failed(result.message)
    if (result !== true) return []
  }
  const decisions = compiled.validations.flatMap(({ condition, message }, index): Decision[] => {
    const result = evaluate(condition, values)
    if (result instanceof Error) return failed(result.message)
    if (result === true) return []
    const text = usable(message && evaluate(message, values))
    const { message: own = '', expression = '', reason = 'Invalid' } = validations[index] ?? {}
    return [{ message: text ?? (own.trim() || `failed expression: ${expression.trim()}`), reason }]
  })
  return [...decisions, ...annotationFailures(policy, compiled, values)]
}

/** There is no audit log; but an annotation that cannot be made refuses the request all the same. */
function annotationFailures(
  { spec }: ValidatingAdmissionPolicy,
  { auditAnnotations }: CompiledPolicy,
  values: Values,
): Decision[] {
  if (spec?.failurePolicy === 'Ignore') return []
  return auditAnnotations.flatMap((annotation) => {
    const result = evaluate(annotation, values)
    return result instanceof Error ? [{ message: result.message, reason: 'Invalid', always: true }] : []
  })
}

function usable(text: Value | Error | undefined): string | undefined {
  if (typeof text !== 'string') return undefined
  const trimmed = text.trim()
  const isUsable =
    trimmed !== '' && !trimmed.includes('\n') && Buffer.byteLength(trimmed) <= MAX_MESSAGE_BYTES
  return isUsable ? trimmed : undefined
}
