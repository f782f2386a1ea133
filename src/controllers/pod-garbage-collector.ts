/** Removes pods that no kubelet will ever end: those of absent nodes. Source: podgc/gc_controller.go. */
import { isPodTerminal } from '../api/kinds/core/pod/conditions.ts'
import { isNotFound } from '../apimachinery/status-error.ts'
import { formatTime, parseTime } from '../apimachinery/time.ts'
import { nameOf } from '../apiserver/client.ts'
import type { Pod, PodCondition } from '../generated/types.ts'
import type { Change, ReconcileContext, Reconciler, Result } from '../runtime/reconciler.ts'
import { parseKey } from '../runtime/reconciler.ts'

/** How long a pod may be bound to a node that is not (yet) there. */
const QUARANTINE = 40_000

/**
 * Upstream gives the pods of every absent node 40 s, since its view of the nodes may lag. Here a deletion is seen as it
 * happens, so the pods of a deleted node go at once, and come up elsewhere before the command ends. The quarantine
 * holds for pods that were bound to a node that nobody has seen.
 */
export const podGarbageCollector: Reconciler = {
  name: 'pod-garbage-collector-controller',
  watches: [
    {
      kind: 'Node',
      keys: ({ type, object }) => (type === 'deleted' ? [`deleted/${object.metadata.name}`] : []),
    },
    { kind: 'Pod', keys: podKeys },
  ],
  async reconcile(key, context) {
    const { namespace: topic, name } = parseKey(key)
    if (topic === 'pod') return removeUnscheduled(name, context)
    if ((await context.client.find('Node', { namespace: '', name })) !== undefined) return undefined
    return removeFromAbsentNode(name, topic === 'deleted' ? 0 : QUARANTINE, context)
  },
}

function podKeys({ type, object, previous }: Change): string[] {
  if (type === 'deleted') return []
  const pod = object as Pod
  const node = pod.spec?.nodeName
  if (node !== undefined && node !== '')
    return (previous as Pod | undefined)?.spec?.nodeName === node ? [] : [`bound/${node}`]
  return pod.metadata.deletionTimestamp === undefined
    ? []
    : [`pod/${pod.metadata.namespace}/${pod.metadata.name}`]
}

/** A pod that was deleted before it had a node has nobody to confirm its end. */
async function removeUnscheduled(key: string, context: ReconcileContext): Promise<undefined> {
  const pod = await context.client.find('Pod', parseKey(key))
  if (pod?.metadata.deletionTimestamp === undefined || pod.spec?.nodeName) return
  await failAndDelete(pod, undefined, context)
}

async function removeFromAbsentNode(
  node: string,
  quarantine: number,
  context: ReconcileContext,
): Promise<Result | undefined> {
  const now = context.clock.now()
  let requeueAt: number | undefined
  for (const pod of await context.client.lookup('Pod', 'assigned', node)) {
    const due = (parseTime(pod.metadata.creationTimestamp) ?? 0) + quarantine
    if (due > now) {
      requeueAt = Math.min(requeueAt ?? due, due)
      continue
    }
    const condition: PodCondition = {
      type: 'DisruptionTarget',
      status: 'True',
      lastTransitionTime: formatTime(now),
      reason: 'DeletionByPodGC',
      message: 'PodGC: node no longer exists',
    }
    await failAndDelete(pod, condition, context)
  }
  return requeueAt === undefined ? undefined : { requeueAt }
}

/** A pod that has not ended is Failed first, so that whoever counts it sees why. */
async function failAndDelete(
  pod: Pod,
  condition: PodCondition | undefined,
  { client }: ReconcileContext,
): Promise<void> {
  try {
    if (!isPodTerminal(pod)) await client.update('Pod', failed(pod, condition), { subresource: 'status' })
    await client.delete('Pod', nameOf(pod), {
      gracePeriodSeconds: 0,
      preconditions: { uid: pod.metadata.uid },
    })
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}

function failed(pod: Pod, condition: PodCondition | undefined): Pod {
  const others = pod.status?.conditions?.filter(({ type }) => type !== condition?.type) ?? []
  const conditions = condition === undefined ? others : [...others, condition]
  return { ...pod, status: { ...pod.status, phase: 'Failed', conditions } }
}
