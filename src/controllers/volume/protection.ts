/** Lets claims and volumes go only when nobody uses them. Source: pvcprotection, pvprotection. */
import { isPodTerminal } from '../../api/kinds/core/pod/conditions.ts'
import type { Pod } from '../../generated/types.ts'
import { defineController } from '../../runtime/reconciler.ts'
import { isDeletedWith, removeFinalizer } from '../finalizers.ts'
import { claimKeysOf } from './claims-of-pod.ts'

const CLAIM_FINALIZER = 'kubernetes.io/pvc-protection'
const VOLUME_FINALIZER = 'kubernetes.io/pv-protection'

/** Holds a deleted claim as long as a pod on a node uses it. */
export const claimProtection = defineController({
  name: 'persistentvolumeclaim-protection-controller',
  for: 'PersistentVolumeClaim',
  watches: [
    {
      kind: 'Pod',
      keys: ({ type, object }) =>
        type === 'deleted' || isPodTerminal(object as Pod) ? claimKeysOf(object as Pod) : [],
    },
  ],
  async reconcile(claim, { namespace, name }, context) {
    if (claim === undefined || !isDeletedWith(claim, CLAIM_FINALIZER)) return undefined
    const pods = await context.client.lookup('Pod', 'claim', `${namespace}/${name}`)
    const isUsed = pods.some((pod) => pod.spec?.nodeName && !isPodTerminal(pod))
    if (!isUsed)
      await removeFinalizer(context.client, 'PersistentVolumeClaim', claim, CLAIM_FINALIZER, { asRead: true })
    return undefined
  },
})

/** Holds a deleted volume as long as a claim is bound to it. */
export const volumeProtection = defineController({
  name: 'persistentvolume-protection-controller',
  for: 'PersistentVolume',
  async reconcile(volume, _name, context) {
    if (volume === undefined || !isDeletedWith(volume, VOLUME_FINALIZER)) return undefined
    if (volume.status?.phase !== 'Bound')
      await removeFinalizer(context.client, 'PersistentVolume', volume, VOLUME_FINALIZER, { asRead: true })
    return undefined
  },
})
