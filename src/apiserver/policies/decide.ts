/** What a policy says of a request (policy/validating/validator.go). */
import { type CompiledPolicy, compilePolicy } from '../../api/policies/compile-policy.ts'
import type { KubeObject } from '../../apimachinery/object.ts'
import { OutOfBudget } from '../../cel/errors.ts'
import type { Value } from '../../cel/values/value.ts'
import type { Namespace, ValidatingAdmissionPolicy } from '../../generated/types.ts'
import type { AdmissionRequest } from '../admission/plugin.ts'
import { Answers } from './answers.ts'
import { Budget, CONDITION_BUDGET, VALIDATION_BUDGET } from './budget.ts'
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
  const valuesWith = (budget: Budget) => policyValues(request, compiled, subject, { answers, budget })
  return answers.settled(() => ask(policy, compiled, valuesWith))
}

type ValuesWith = (budget: Budget) => Values

function ask(
  policy: ValidatingAdmissionPolicy,
  compiled: CompiledPolicy,
  valuesWith: ValuesWith,
): Decision[] {
  const failed = (message: string): Decision[] =>
    policy.spec?.failurePolicy === 'Ignore' ? [] : [{ message, reason: 'Invalid' }]
  try {
    const isMeant = meant(compiled, valuesWith)
    if (isMeant instanceof Error) return failed(isMeant.message)
    if (!isMeant) return []
    return [
      ...validationFailures(policy, compiled, valuesWith, failed),
      ...annotationFailures(policy, compiled, valuesWith),
    ]
  } catch (error) {
    if (error instanceof OutOfBudget) return failed(error.message)
    throw error
  }
}

/** Do all conditions hold? */
function meant({ matchConditions }: CompiledPolicy, valuesWith: ValuesWith): boolean | Error {
  const budget = new Budget(CONDITION_BUDGET)
  const values = valuesWith(budget)
  for (const condition of matchConditions) {
    const result = evaluate(condition, values, budget)
    if (result instanceof Error) return result
    if (result !== true) return false
  }
  return true
}

function validationFailures(
  { spec }: ValidatingAdmissionPolicy,
  compiled: CompiledPolicy,
  valuesWith: ValuesWith,
  failed: (message: string) => Decision[],
): Decision[] {
  const budget = new Budget(VALIDATION_BUDGET)
  const values = valuesWith(budget)
  return compiled.validations.flatMap(({ condition, message }, index): Decision[] => {
    const result = evaluate(condition, values, budget)
    if (result instanceof Error) return failed(result.message)
    if (result === true) return []
    const text = usable(message && evaluate(message, values, budget))
    const { message: own = '', expression = '', reason = 'Invalid' } = spec?.validations?.[index] ?? {}
    return [{ message: text ?? (own.trim() || `failed expression: ${expression.trim()}`), reason }]
  })
}

/** There is no audit log; but an annotation that cannot be made refuses the request all the same. */
function annotationFailures(
  { spec }: ValidatingAdmissionPolicy,
  { auditAnnotations }: CompiledPolicy,
  valuesWith: ValuesWith,
): Decision[] {
  if (spec?.failurePolicy === 'Ignore') return []
  const budget = new Budget(VALIDATION_BUDGET)
  const values = valuesWith(budget)
  return auditAnnotations.flatMap((annotation) => {
    const result = evaluate(annotation, values, budget)
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
