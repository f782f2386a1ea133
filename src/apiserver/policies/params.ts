/** The parameters of a policy: objects that a binding names (policy/generic/policy_dispatcher.go, CollectParams). */
import { kindName } from '../../api/registry.ts'
import { formatLabelSelector } from '../../apimachinery/label-selector.ts'
import { type KubeObject, parseApiVersion } from '../../apimachinery/object.ts'
import type { ParamKind, ParamRef } from '../../generated/types.ts'
import type { AdmissionRequest } from '../admission/plugin.ts'

/**
 * The objects that the policy is asked with, one after another; a single undefined where it takes none. A text is what
 * is wrong with the binding.
 */
export async function paramsOf(
  request: AdmissionRequest,
  { paramKind, paramRef: ref }: { paramKind: ParamKind | undefined; paramRef: ParamRef | undefined },
): Promise<readonly (KubeObject | undefined)[] | string> {
  if (!paramKind || !ref) return [undefined]
  const { group, version } = parseApiVersion(paramKind.apiVersion ?? '')
  const kind = paramKind.kind ?? ''
  const resource = await request.server.registry.findKind({ group, version, kind })
  if (!resource) return `failed to find resource referenced by paramKind: '${group}/${version}, Kind=${kind}'`
  const namespace = resource.namespaced ? ref.namespace || request.namespace : ''
  if (!resource.namespaced && ref.namespace)
    return 'paramRef.namespace must not be provided for a cluster-scoped `paramKind`'
  if (resource.namespaced && namespace === '')
    return 'cannot use namespaced paramRef in policy binding that matches cluster-scoped resources'
  const found = await findParams(request, kindName(resource), namespace, ref)
  if (found.length === 0 && ref.parameterNotFoundAction === 'Deny')
    return 'no params found for policy binding with `Deny` parameterNotFoundAction'
  return found
}

async function findParams(
  { client }: AdmissionRequest,
  kind: string,
  namespace: string,
  { name, selector }: ParamRef,
): Promise<readonly KubeObject[]> {
  if (name) {
    const param = await client.find(kind, { namespace, name })
    return param ? [param] : []
  }
  const labelSelector = formatLabelSelector(selector)
  const options = { ...(namespace !== '' && { namespace }) }
  const { items } = await client.list(kind, isEverything(selector) ? options : { ...options, labelSelector })
  return items
}

function isEverything(selector: ParamRef['selector']): boolean {
  const { matchLabels = {}, matchExpressions = [] } = selector ?? {}
  return Object.keys(matchLabels).length === 0 && matchExpressions.length === 0
}
