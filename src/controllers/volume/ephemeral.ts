/** Makes the claims of pods' ephemeral volumes. Source: volume/ephemeral/controller.go. */
import { controllerOf, type KubeObject } from '../../apimachinery/object.ts'
import { isAlreadyExists } from '../../apimachinery/status-error.ts'
import { deepCopy } from '../../base/json.ts'
import type { PersistentVolumeClaim, Pod, Volume } from '../../generated/types.ts'
import { keyOf, parseKey, type ReconcileContext, type Reconciler } from '../../runtime/reconciler.ts'
import { controllerReference } from '../ownership.ts'
import { isActive } from '../pod-state.ts'

/** A claim for each ephemeral volume, named after pod and volume, owned by the pod and gone with it. */
export const ephemeralVolumeController: Reconciler = {
  name: 'ephemeral-volume-controller',
  watches: [
    {
      kind: 'Pod',
      keys: ({ type, object }) =>
        type === 'added' && ephemeralVolumes(object as Pod).length > 0 ? [keyOf(object)] : [],
    },
  ],
  async reconcile(key, context) {
    const pod = await context.client.find('Pod', parseKey(key))
    if (pod === undefined || !isActive(pod)) return undefined
    for (const volume of ephemeralVolumes(pod)) await makeClaim(pod, volume, context)
    return undefined
  },
}

function ephemeralVolumes({ spec }: Pod): Volume[] {
  return spec?.volumes?.filter(({ ephemeral }) => ephemeral?.volumeClaimTemplate !== undefined) ?? []
}

async function makeClaim(pod: Pod, volume: Volume, { client, recorder }: ReconcileContext): Promise<void> {
  const { namespace = '' } = pod.metadata
  const name = `${pod.metadata.name}-${volume.name}`
  const existing: KubeObject | undefined = await client.find('PersistentVolumeClaim', { namespace, name })
  if (existing !== undefined) {
    if (controllerOf(existing)?.uid === pod.metadata.uid) return
    const message = `PVC ${namespace}/${name} was not created for pod ${namespace}/${pod.metadata.name} (pod is not owner)`
    await recorder.event(pod, 'Warning', 'FailedCreate', message)
    return
  }
  const { metadata, spec } = deepCopy(volume.ephemeral!.volumeClaimTemplate!)
  const claim = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { ...metadata, name, namespace, ownerReferences: [controllerReference(pod)] },
    spec,
  }
  try {
    await client.create('PersistentVolumeClaim', claim as PersistentVolumeClaim)
  } catch (error) {
    if (!isAlreadyExists(error)) throw error
  }
}
