/** Which tokens kubelets may ask for: those of their pods, for whom these are to be shown to. */
import { claimNames } from '../../api/kinds/core/pod/indexes.ts'
import { notFound } from '../../apimachinery/status-error.ts'
import type { Pod, TokenRequest } from '../../generated/types.ts'
import type { AdmissionRequest } from '../admission/plugin.ts'
import { authorize } from '../authorization/authorizer.ts'

/** Why the node may not have the token; undefined where it may. */
export async function tokenFault(request: AdmissionRequest, node: string): Promise<string | undefined> {
  const { operation, subresource, object, client, namespace } = request
  if (operation !== 'CREATE' || subresource !== 'token') return undefined
  const { boundObjectRef: ref, audiences = [] } = (object as TokenRequest).spec ?? {}
  if (ref?.apiVersion !== 'v1' || ref.kind !== 'Pod' || !ref.name)
    return 'node requested token not bound to a pod'
  if (!ref.uid) return 'node requested token with a pod binding without a uid'
  const pod = await client.find('Pod', { namespace, name: ref.name })
  if (!pod) throw notFound({ group: '', resource: 'pods' }, ref.name)
  if (ref.uid !== pod.metadata.uid)
    return `the UID in the bound object reference (${ref.uid}) does not match the UID in record. The object might have been deleted and then recreated`
  if (pod.spec?.nodeName !== node) return 'node requested token bound to a pod scheduled on a different node'
  return audienceFault(request, pod, audiences)
}

/** An audience stands in a volume of the pod, or the node has been given the right to it. */
async function audienceFault(
  request: AdmissionRequest,
  pod: Pod,
  audiences: readonly string[],
): Promise<string | undefined> {
  if (audiences.length > 1) return 'node may only request 0 or 1 audiences'
  const [audience = ''] = audiences
  if (await isUsed(request, pod, audience)) return undefined
  const { client, identity, namespace, name } = request
  const verb = 'request-serviceaccounts-token-audience'
  const action = { verb, group: '', resource: audience, subresource: '', name, namespace }
  if ((await authorize(client, identity, action)).allowed) return undefined
  return `audience "${audience}" not found in pod spec volume, ${identity.name} is not authorized to request tokens for this audience`
}

async function isUsed(request: AdmissionRequest, pod: Pod, audience: string): Promise<boolean> {
  const volumes = pod.spec?.volumes ?? []
  const projected = volumes.flatMap((volume) => volume.projected?.sources ?? [])
  if (projected.some(({ serviceAccountToken: token }) => token && (token.audience ?? '') === audience))
    return true
  for (const driver of await driversOf(request, pod)) {
    const found = await request.client.find('CSIDriver', { namespace: '', name: driver })
    if (found?.spec?.tokenRequests?.some((token) => (token.audience ?? '') === audience)) return true
  }
  return false
}

/** The drivers of a pod's volumes, and of the volumes of its claims. */
async function driversOf({ client, namespace }: AdmissionRequest, pod: Pod): Promise<Set<string>> {
  const drivers = new Set((pod.spec?.volumes ?? []).flatMap(({ csi }) => csi?.driver ?? []))
  for (const name of pod.spec ? claimNames(pod, pod.spec) : []) {
    const claim = await client.find('PersistentVolumeClaim', { namespace, name })
    const { volumeName = '' } = claim?.spec ?? {}
    const volume = volumeName
      ? await client.find('PersistentVolume', { namespace: '', name: volumeName })
      : undefined
    if (volume?.spec?.csi) drivers.add(volume.spec.csi.driver)
  }
  return drivers
}
