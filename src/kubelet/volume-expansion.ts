/** File systems grow on the nodes where pods use them. Source: volume/util/operationexecutor, NodeExpandVolume. */
import { isKubeletStopped } from '../api/behaviour/node.ts'
import {
  FILE_SYSTEM_PENDING,
  isFileSystemPending,
} from '../api/kinds/core/persistent-volume-claim/resizing.ts'
import { claimNames } from '../api/kinds/core/pod/indexes.ts'
import { nameOf } from '../apiserver/client.ts'
import type { PersistentVolumeClaim, Pod } from '../generated/types.ts'
import { type Change, defineController, type ReconcileContext } from '../runtime/reconciler.ts'

/** Acts on claims whose volume has grown, as soon as a running pod has it mounted. */
export const volumeExpansion = defineController({
  name: 'kubelet-volume-expansion',
  component: 'kubelet',
  for: 'PersistentVolumeClaim',
  watches: [{ kind: 'Pod', keys: claimsOfStartedPod }],
  async reconcile(claim, _name, context) {
    if (claim === undefined || !isFileSystemPending(claim)) return undefined
    const term = `${claim.metadata.namespace}/${claim.metadata.name}`
    const pods = (await context.client.lookup('Pod', 'claim', term)).filter(isRunning)
    for (const pod of pods) if (await isOnLiveNode(pod, context)) return grow(claim, pod, context)
    return undefined
  },
})

function claimsOfStartedPod({ type, object, previous }: Change): string[] {
  const pod = object as Pod
  const isStarted = type !== 'deleted' && isRunning(pod) && !(previous && isRunning(previous as Pod))
  if (!isStarted || pod.spec?.volumes === undefined) return []
  return [...claimNames(pod, pod.spec)].map((name) => `${pod.metadata.namespace}/${name}`)
}

function isRunning({ status }: Pod): boolean {
  return status?.phase === 'Running'
}

async function isOnLiveNode({ spec }: Pod, { client }: ReconcileContext): Promise<boolean> {
  const node = await client.find('Node', { namespace: '', name: spec?.nodeName ?? '' })
  return node !== undefined && !isKubeletStopped(node)
}

async function grow(
  claim: PersistentVolumeClaim,
  pod: Pod,
  { client, recorder }: ReconcileContext,
): Promise<undefined> {
  const { allocatedResourceStatuses: _done, conditions = [], ...status } = claim.status ?? {}
  const left = conditions.filter(({ type }) => type !== FILE_SYSTEM_PENDING)
  const volume = claim.spec?.volumeName ?? ''
  const { spec } = await client.get('PersistentVolume', { namespace: '', name: volume })
  const capacity = { ...status.capacity, storage: spec?.capacity?.storage ?? '' }
  const next = { ...status, capacity, ...(left.length > 0 && { conditions: left }) }
  const { namespace, name } = nameOf(claim)
  await client.update('PersistentVolumeClaim', { ...claim, status: next }, { subresource: 'status' })
  const host = pod.spec?.nodeName ?? ''
  const message = `MountVolume.NodeExpandVolume succeeded for volume "${volume}" ${host}`
  await recorder.event(pod, 'Normal', 'FileSystemResizeSuccessful', message, { host })
  const grown = await client.get('PersistentVolumeClaim', { namespace, name })
  await recorder.event(grown, 'Normal', 'FileSystemResizeSuccessful', message, { host })
}
