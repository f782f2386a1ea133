/** What kubelets may do to pods: tell of them, evict and delete them, and show those that they run by themselves. */
import { claimNames, references } from '../../api/kinds/core/pod/indexes.ts'
import { isMirrorPod, MIRROR_ANNOTATION } from '../../api/kinds/core/pod/mirror.ts'
import { notFound } from '../../apimachinery/status-error.ts'
import { deepEqual } from '../../base/json.ts'
import type { Pod } from '../../generated/types.ts'
import type { AdmissionRequest } from '../admission/plugin.ts'

/** Why the node may not do that to a pod; undefined where it may. */
export async function podFault(request: AdmissionRequest, node: string): Promise<string | undefined> {
  switch (request.subresource) {
    case undefined:
      return writeFault(request, node)
    case 'status':
      return statusFault(request, node)
    case 'eviction':
      return evictionFault(request, node)
    default:
      return `unexpected pod subresource "${request.subresource}", only 'status' and 'eviction' are allowed`
  }
}

async function writeFault(request: AdmissionRequest, node: string): Promise<string | undefined> {
  const { operation, object } = request
  if (operation === 'CREATE') return creationFault(request, object as Pod, node)
  if (operation === 'UPDATE')
    return `unexpected operation "UPDATE", node "${node}" can only create and delete mirror pods`
  return (object as Pod).spec?.nodeName === node
    ? undefined
    : `node "${node}" can only delete pods with spec.nodeName set to itself`
}

async function creationFault(request: AdmissionRequest, pod: Pod, node: string): Promise<string | undefined> {
  if (!isMirrorPod(pod))
    return `pod does not have "${MIRROR_ANNOTATION}" annotation, node "${node}" can only create mirror pods`
  if (pod.spec?.nodeName !== node)
    return `node "${node}" can only create pods with spec.nodeName set to itself`
  return (await ownerFault(request, pod, node)) ?? contentFault(pod, node)
}

async function ownerFault(
  { client }: AdmissionRequest,
  { metadata }: Pod,
  node: string,
): Promise<string | undefined> {
  const [owner, ...others] = metadata.ownerReferences ?? []
  if (others.length > 0)
    return `node "${node}" can only create pods with a single owner reference set to itself`
  if (owner?.apiVersion !== 'v1' || owner.kind !== 'Node' || owner.name !== node)
    return `node "${node}" can only create pods with an owner reference set to itself`
  if (owner.controller !== true)
    return `node "${node}" can only create pods with a controller owner reference set to itself`
  if (owner.blockOwnerDeletion === true)
    return `node "${node}" must not set blockOwnerDeletion on an owner reference`
  const found = await client.find('Node', { namespace: '', name: node })
  if (!found) throw notFound({ group: '', resource: 'nodes' }, node)
  const { uid = '' } = found.metadata
  return owner.uid === uid ? undefined : `node ${node} UID mismatch: expected ${owner.uid} got ${uid}`
}

/** A pod that a node makes leads to nothing that the node could not read otherwise. */
function contentFault(pod: Pod, node: string): string | undefined {
  const { spec } = pod
  if (!spec) return undefined
  const cannot = (what: string) => `node "${node}" can not create pods that reference ${what}`
  const { secrets, configMaps } = references(spec)
  if (spec.serviceAccountName) return cannot('a service account')
  if (secrets.size > 0) return cannot('secrets')
  if (configMaps.size > 0) return cannot('configmaps')
  const projected = (spec.volumes ?? []).flatMap((volume) => volume.projected?.sources ?? [])
  if (projected.some(({ clusterTrustBundle }) => clusterTrustBundle)) return cannot('clustertrustbundles')
  if (claimNames(pod, spec).size > 0) return cannot('persistentvolumeclaims')
  return (spec.resourceClaims ?? []).length > 0 ? cannot('resourceclaims') : undefined
}

function statusFault({ operation, object, old }: AdmissionRequest, node: string): string | undefined {
  if (operation !== 'UPDATE') return `unexpected operation "${operation}"`
  const [before, now] = [old as Pod, object as Pod]
  if (before.spec?.nodeName !== node)
    return `node "${node}" can only update pod status for pods with spec.nodeName set to itself`
  if (!deepEqual(before.metadata.labels ?? {}, now.metadata.labels ?? {}))
    return `node "${node}" cannot update labels through pod status`
  const [claimsBefore, claims] = [before, now].map(({ status }) => status?.resourceClaimStatuses ?? [])
  return deepEqual(claimsBefore, claims) ? undefined : `node "${node}" cannot update resource claim statues`
}

async function evictionFault(
  { client, namespace, name }: AdmissionRequest,
  node: string,
): Promise<string | undefined> {
  const pod = await client.find('Pod', { namespace, name })
  if (!pod) throw notFound({ group: '', resource: 'pods' }, name)
  return pod.spec?.nodeName === node
    ? undefined
    : `node ${node} can only evict pods with spec.nodeName set to itself`
}
