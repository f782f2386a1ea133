/** Asks all policies that are bound about a request, and refuses it where one denies it (policy/validating/dispatcher.go). */
import type { KeyValue } from '../../store/store.ts'
import type { AdmissionRequest } from '../admission/plugin.ts'
import { type Bound, boundPolicies, reachOf } from './bound.ts'
import { type Decision, decide } from './decide.ts'
import { denied } from './denial.ts'
import { isExempt } from './match.ts'

/** Throws what the first denial says; tells warnings. `stored` are all bindings. */
export async function askPolicies(request: AdmissionRequest, stored: readonly KeyValue[]): Promise<void> {
  if (isExempt(request)) return
  const denials: Denial[] = []
  for (const bound of await boundPolicies(request, 'ValidatingAdmissionPolicy', stored))
    denials.push(...(await askBinding(request, bound)))
  const [first] = denials
  if (first === undefined) return
  const message = `ValidatingAdmissionPolicy '${first.policy}' with binding '${first.binding}' denied request: ${first.message}`
  throw denied(request, message, first.reason)
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
  bound: Bound<'ValidatingAdmissionPolicy'>,
): Promise<Denial[]> {
  const { policy, binding } = bound
  const reach = await reachOf(request, bound)
  if (reach === undefined) return []
  const { namespace, params } = reach
  const { validationActions = [] } = binding.spec ?? {}
  const names = { policy: policy.metadata.name ?? '', binding: binding.metadata.name ?? '' }
  if (typeof params === 'string')
    return policy.spec?.failurePolicy === 'Ignore'
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
