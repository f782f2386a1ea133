/** The policies that bindings put into force (policy/generic of k8s.io/apiserver). */
import type { KubeObject } from '../../apimachinery/object.ts'
import { compareStrings } from '../../base/compare-strings.ts'
import type { KindMap, MatchResources, Namespace, ParamKind, ParamRef } from '../../generated/types.ts'
import type { KeyValue } from '../../store/store.ts'
import type { AdmissionRequest } from '../admission/plugin.ts'
import { objectOf } from '../stored-object.ts'
import { matchesRequest, namespaceOf } from './match.ts'
import { paramsOf } from './params.ts'

type PolicyKind = 'MutatingAdmissionPolicy' | 'ValidatingAdmissionPolicy'

/** A policy by way of one of its bindings. */
export interface Bound<K extends PolicyKind> {
  readonly policy: KindMap[K]
  readonly binding: KindMap[`${K}Binding`]
}

/** All of them, in the order of the policies' names. `stored` are all bindings. */
export async function boundPolicies<K extends PolicyKind>(
  request: AdmissionRequest,
  kind: K,
  stored: readonly KeyValue[],
): Promise<Bound<K>[]> {
  const bindings = stored
    .map((kv) => objectOf(kv) as KindMap[`${K}Binding`])
    .sort((a, b) => compareStrings(a.spec?.policyName ?? '', b.spec?.policyName ?? ''))
  const found: Bound<K>[] = []
  for (const binding of bindings) {
    const name = binding.spec?.policyName ?? ''
    const policy = await request.client.find(kind, { namespace: '', name })
    if (policy) found.push({ policy: policy as KindMap[K], binding })
  }
  return found
}

/** With what a policy is asked about a request. */
interface Reach {
  readonly namespace: Namespace | undefined
  /** What paramsOf gives. */
  readonly params: readonly (KubeObject | undefined)[] | string
}

interface AnyBound {
  policy: { spec?: { matchConstraints?: MatchResources; paramKind?: ParamKind } }
  binding: { spec?: { matchResources?: MatchResources; paramRef?: ParamRef } }
}

/** Where policy and binding both match the request: what they are asked with. Undefined where they do not. */
export async function reachOf(request: AdmissionRequest, bound: AnyBound): Promise<Reach | undefined> {
  const { matchConstraints, paramKind } = bound.policy.spec ?? {}
  const { matchResources, paramRef } = bound.binding.spec ?? {}
  const namespace = await namespaceOf(request)
  if (!matchConstraints || !matchesRequest(matchConstraints, request, namespace)) return undefined
  if (matchResources && !matchesRequest(matchResources, request, namespace)) return undefined
  return { namespace, params: await paramsOf(request, { paramKind, paramRef }) }
}
