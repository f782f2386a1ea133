/** Volumes that must come to a node before pods there can start (volumemanager, WaitForAttachAndMount). */
import { attacherOf } from '../api/kinds/core/persistent-volume/attachable.ts'
import { claimNames } from '../api/kinds/core/pod/indexes.ts'
import type { Client } from '../apiserver/client.ts'
import type { PersistentVolume, PersistentVolumeClaim, Pod, VolumeAttachment } from '../generated/types.ts'
import { type Change, keyOf, type ReconcileContext, type Watch } from '../runtime/reconciler.ts'

/** Whether all claims of the pod are bound, and the volumes that have to be attached to its node are. A pod that has started has them. */
export async function hasVolumes(pod: Pod, client: Client): Promise<boolean> {
  const { spec, status, metadata } = pod
  if (status?.podIP || spec?.volumes === undefined) return true
  for (const name of claimNames(pod, spec)) {
    const claim = await client.find('PersistentVolumeClaim', { namespace: metadata.namespace ?? '', name })
    if (claim?.status?.phase !== 'Bound') return false
    const volume = await findVolume(claim.spec?.volumeName ?? '', client)
    if (volume === undefined || (await attacherOf(volume, client)) === undefined) continue
    const attachments = await client.lookup('VolumeAttachment', 'volume', volume.metadata.name ?? '')
    if (!attachments.some((each) => each.spec?.nodeName === spec.nodeName && each.status?.attached))
      return false
  }
  return true
}

/** What pods wait for that have not started: their claims, and their volumes where they are. */
export const volumeWatches: readonly Watch[] = [
  {
    kind: 'PersistentVolumeClaim',
    async keys({ object, previous }, { client }) {
      const [claim, before] = [object as PersistentVolumeClaim, previous as PersistentVolumeClaim | undefined]
      if (claim.status?.phase !== 'Bound' || before?.status?.phase === 'Bound') return []
      return podsWaitingFor(keyOf(claim), client)
    },
  },
  { kind: 'VolumeAttachment', keys: podsOfAttachment },
]

async function podsWaitingFor(claim: string, client: Client): Promise<string[]> {
  const pods = await client.lookup('Pod', 'claim', claim)
  return pods.filter(({ spec, status }) => spec?.nodeName && !status?.podIP).map(keyOf)
}

async function podsOfAttachment({ type, object }: Change, { client }: ReconcileContext): Promise<string[]> {
  const { spec, status } = object as VolumeAttachment
  if (type === 'deleted' || !status?.attached) return []
  const volume = await findVolume(spec?.source?.persistentVolumeName ?? '', client)
  const { namespace, name } = volume?.spec?.claimRef ?? {}
  return name === undefined ? [] : podsWaitingFor(`${namespace}/${name}`, client)
}

function findVolume(name: string, client: Client): Promise<PersistentVolume | undefined> {
  return client.find('PersistentVolume', { namespace: '', name })
}
