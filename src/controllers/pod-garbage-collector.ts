/** Removes pods that nobody else will ever remove: without a node, on a lost one, or ended long ago. Source: podgc/gc_controller.go. */
import { isNodeReady } from '../api/kinds/core/node/conditions.ts'
import { OUT_OF_SERVICE_TAINT } from '../api/kinds/core/node/taints.ts'
import { isPodTerminal, setPodCondition } from '../api/kinds/core/pod/conditions.ts'
import { parseTime } from '../apimachinery/time.ts'
import { nameOf } from '../apiserver/client.ts'
import { unlessGone } from '../apiserver/unless-gone.ts'
import { compareStrings } from '../base/compare-strings.ts'
import type { Node, Pod } from '../generated/types.ts'
import type { Change, ReconcileContext, Reconciler, Result } from '../runtime/reconciler.ts'
import { parseKey } from '../runtime/reconciler.ts'

/** How long a pod may be bound to a node that is not (yet) there. */
const QUARANTINE = 40_000
/** So many ended pods are kept (--terminated-pod-gc-threshold), and so often it is looked whether there are more. */
const ENDED_THRESHOLD = 12_500
const ENDED_PERIOD = 20_000

/**
 * Upstream gives the pods of every absent node 40 s, since its view of the nodes may lag. Here a deletion is seen as it
 * happens, so the pods of a deleted node go at once, and come up elsewhere before the command ends. The quarantine
 * holds for pods that were bound to a node that nobody has seen.
 */
export function createPodGarbageCollector({ threshold = ENDED_THRESHOLD } = {}): Reconciler {
  return {
    name: 'pod-garbage-collector-controller',
    watches: [
      { kind: 'Node', keys: nodeKeys },
      { kind: 'Pod', keys: podKeys },
    ],
    async reconcile(key, context) {
      const { namespace: topic, name } = parseKey(key)
      if (topic === 'pod') return removeUnscheduled(name, context)
      if (topic === 'ended') return removeEnded(threshold, context)
      const node = await context.client.find('Node', { namespace: '', name })
      if (topic === 'lost') return node && removeFromLostNode(node, context)
      if (node !== undefined) return undefined
      return removeFromAbsentNode(name, topic === 'deleted' ? 0 : QUARANTINE, context)
    },
  }
}

function nodeKeys({ type, object, previous }: Change): string[] {
  const { name } = object.metadata
  if (type === 'deleted') return [`deleted/${name}`]
  return isOutOfService(object as Node) && !(previous && isOutOfService(previous as Node))
    ? [`lost/${name}`]
    : []
}

/** Somebody vouches that the machine is off (KEP-2268): it counts while the node is not ready. */
function isOutOfService(node: Node): boolean {
  const isTainted = node.spec?.taints?.some(({ key }) => key === OUT_OF_SERVICE_TAINT) ?? false
  return isTainted && !isNodeReady(node)
}

function podKeys({ type, object, previous }: Change): string[] {
  if (type === 'deleted') return []
  const [pod, before] = [object as Pod, previous as Pod | undefined]
  const keys = isPodTerminal(pod) && !(before && isPodTerminal(before)) ? ['ended/'] : []
  const isLeaving = pod.metadata.deletionTimestamp !== undefined
  const node = pod.spec?.nodeName
  if (!node) return isLeaving ? [...keys, `pod/${pod.metadata.namespace}/${pod.metadata.name}`] : keys
  if (before?.spec?.nodeName !== node) keys.push(`bound/${node}`)
  if (isLeaving && before?.metadata.deletionTimestamp === undefined) keys.push(`lost/${node}`)
  return keys
}

/** A pod that was deleted before it had a node has nobody to confirm its end. */
async function removeUnscheduled(key: string, context: ReconcileContext): Promise<undefined> {
  const pod = await context.client.find('Pod', parseKey(key))
  if (pod?.metadata.deletionTimestamp === undefined || pod.spec?.nodeName) return
  await failAndDelete(pod, undefined, context)
}

/** The kubelet of a node that is off will not confirm the end of pods that were deleted. */
async function removeFromLostNode(node: Node, context: ReconcileContext): Promise<undefined> {
  if (!isOutOfService(node)) return
  for (const pod of await context.client.lookup('Pod', 'assigned', node.metadata.name!))
    if (pod.metadata.deletionTimestamp !== undefined) await failAndDelete(pod, undefined, context)
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
    if (due > now) requeueAt = Math.min(requeueAt ?? due, due)
    else await failAndDelete(pod, 'PodGC: node no longer exists', context)
  }
  return requeueAt === undefined
    ? undefined
    : { requeueAt, why: `pods bound to node ${node}, which does not exist, are removed` }
}

/** Every 20 s while there are too many of them: to look with each pod that ends would cost ever more. */
async function removeEnded(threshold: number, context: ReconcileContext): Promise<Result | undefined> {
  const { client, clock, state } = context
  const { count = 0 } = await client.aggregate('Pod', 'ended', '')
  const surplus = count - threshold
  if (surplus <= 0) return undefined
  const now = clock.now()
  const due = ((await state.get('ended')) as number | undefined) ?? nextPeriod(now)
  if (due > now) {
    await state.set('ended', due)
    return { requeueAt: due, why: `the oldest of ${count} pods that have ended are removed` }
  }
  const oldest = (await client.lookup('Pod', 'ended', '')).sort(byEvictionAndAge).slice(0, surplus)
  for (const pod of oldest) await failAndDelete(pod, undefined, context)
  await state.set('ended', undefined)
  return undefined
}

function nextPeriod(now: number): number {
  return Math.ceil(now / ENDED_PERIOD) * ENDED_PERIOD
}

/** Evicted pods first, for nobody counts them; then the oldest. */
function byEvictionAndAge(a: Pod, b: Pod): number {
  const isEvicted = ({ status }: Pod) => status?.phase === 'Failed' && status.reason === 'Evicted'
  return (
    Number(isEvicted(b)) - Number(isEvicted(a)) ||
    compareStrings(a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? '') ||
    compareStrings(a.metadata.name ?? '', b.metadata.name ?? '')
  )
}

/** A pod that has not ended is Failed first, so that whoever counts it sees why. */
async function failAndDelete(
  pod: Pod,
  why: string | undefined,
  { client, clock }: ReconcileContext,
): Promise<void> {
  const preconditions = { uid: pod.metadata.uid }
  await unlessGone(async () => {
    if (!isPodTerminal(pod))
      await client.update('Pod', failed(pod, why, clock.now()), { subresource: 'status' })
    await client.delete('Pod', nameOf(pod), { gracePeriodSeconds: 0, preconditions })
  })
}

function failed(pod: Pod, message: string | undefined, now: number): Pod {
  const next: Pod = { ...pod, status: { ...pod.status, phase: 'Failed' } }
  if (message !== undefined)
    setPodCondition(
      next,
      { type: 'DisruptionTarget', status: 'True', reason: 'DeletionByPodGC', message },
      now,
    )
  return next
}
