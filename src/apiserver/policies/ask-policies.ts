/** Asks all policies that are bound about a request, and refuses it where one denies it (policy/validating/dispatcher.go). */
import { forbidden, StatusError, type StatusReason } from '../../apimachinery/status-error.ts'
import { compareStrings } from '../../base/compare-strings.ts'
import type { ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from '../../generated/types.ts'
import type { KeyValue } from '../../store/store.ts'
import type { AdmissionRequest } from '../admission/plugin.ts'
import { objectOf } from '../stored-object.ts'
import { type Decision, decide } from './decide.ts'
import { isExempt, matchesRequest, namespaceOf } from './match.ts'
import { paramsOf } from './params.ts'

const CODES: Readonly<Record<string, number>> = {
  Forbidden: 403,
  Invalid: 422,
  RequestEntityTooLarge: 413,
  Unauthorized: 401,
}

/** Throws what the first denial says; tells warnings. `stored` are all bindings. */
export async function askPolicies(request: AdmissionRequest, stored: readonly KeyValue[]): Promise<void> {
  if (isExempt(request)) return
  const bindings = stored
    .map((kv) => objectOf(kv) as ValidatingAdmissionPolicyBinding)
    .sort((a, b) => compareStrings(a.spec?.policyName ?? '', b.spec?.policyName ?? ''))
  const denials: Denial[] = []
  for (const binding of bindings) {
    const name = binding.spec?.policyName ?? ''
    const policy = await request.client.find('ValidatingAdmissionPolicy', { namespace: '', name })
    if (policy) denials.push(...(await askBinding(request, policy, binding)))
  }
  if (denials[0]) throw refusal(request, denials[0])
}

/** A binding by which a request is refused. */
interface Denial {
  readonly policy: string
  readonly binding: string
  readonly message: string
  readonly reason: string
}

async function askBinding(
  request: AdmissionRequest,
  policy: ValidatingAdmissionPolicy,
  binding: ValidatingAdmissionPolicyBinding,
): Promise<Denial[]> {
  const namespace = await namespaceOf(request)
  const { matchConstraints, failurePolicy } = policy.spec ?? {}
  if (!matchConstraints || !matchesRequest(matchConstraints, request, namespace)) return []
  const { matchResources, validationActions = [] } = binding.spec ?? {}
  if (matchResources && !matchesRequest(matchResources, request, namespace)) return []
  const names = { policy: policy.metadata.name ?? '', binding: binding.metadata.name ?? '' }
  const params = await paramsOf(request, {
    paramKind: policy.spec?.paramKind,
    paramRef: binding.spec?.paramRef,
  })
  if (typeof params === 'string')
    return failurePolicy === 'Ignore'
      ? []
      : [{ ...names, message: `failed to configure binding: ${params}`, reason: 'Invalid' }]
  const decisions: Decision[] = []
  for (const param of params) decisions.push(...(await decide(request, policy, { param, namespace })))
  if (validationActions.includes('Warn'))
    for (const { message } of decisions) request.warn(warning(names, message))
  return decisions
    .filter(({ always }) => always || validationActions.includes('Deny'))
    .map(({ message, reason }) => ({ ...names, message, reason }))
}

function warning({ policy, binding }: { policy: string; binding: string }, message: string): string {
  return `Validation failed for ValidatingAdmissionPolicy '${policy}' with binding '${binding}': ${message}`
}

/** The words of a Forbidden, with the reason that the policy gives. */
function refusal({ kind, name }: AdmissionRequest, denial: Denial): StatusError {
  const { group, plural } = kind.resource
  const message = `ValidatingAdmissionPolicy '${denial.policy}' with binding '${denial.binding}' denied request: ${denial.message}`
  const { status } = forbidden({ group, resource: plural }, name, message)
  return new StatusError({
    ...status,
    reason: denial.reason as StatusReason,
    code: CODES[denial.reason] ?? 422,
    details: { ...status.details, causes: [{ message }] },
  })
}
