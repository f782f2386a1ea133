/** Drives pods off nodes with NoExecute taints that they do not bear, or no longer. Source: pkg/controller/tainteviction. */
import { noExecuteTaints } from '../../api/kinds/core/node/taints.ts'
import type { Client } from '../../apiserver/client.ts'
import { deepEqual } from '../../base/json.ts'
import type { Node, Pod, Taint } from '../../generated/types.ts'
import { disruptPod } from '../../runtime/disrupt-pod.ts'
import {
  type Change,
  keyOf,
  parseKey,
  type ReconcileContext,
  type Reconciler,
  type Result,
} from '../../runtime/reconciler.ts'
import { tolerationTime } from './toleration.ts'

/** When pods of a node are due, by their uid. An eviction that was announced keeps its time, as upstream's timers do. */
type Schedule = Record<string, number>

/** Its keys are those of nodes: one timer for each node that drives pods away, whatever the number of its pods. */
export function createTaintEvictionController(): Reconciler {
  /** Whether a node has such taints: asked once, then kept true by the changes that go by. */
  const tainted = new Map<string, boolean>()

  function podKeys(
    { type, object, previous }: Change,
    { client }: ReconcileContext,
  ): string[] | Promise<string[]> {
    const [pod, before] = [object as Pod, previous as Pod | undefined]
    const name = pod.spec?.nodeName
    if (!name || (type === 'modified' && before && isSamePod(pod, before))) return []
    const keysWhere = (drives: boolean) => (drives ? [`/${name}`] : [])
    const known = tainted.get(name)
    return known === undefined ? readTaints(name, client).then(keysWhere) : keysWhere(known)
  }

  async function readTaints(name: string, client: Client): Promise<boolean> {
    const node = await client.find('Node', { namespace: '', name })
    const drives = node !== undefined && noExecuteTaints(node).length > 0
    tainted.set(name, drives)
    return drives
  }

  function nodeKeys({ type, object, previous }: Change): string[] {
    const taints = type === 'deleted' ? [] : noExecuteTaints(object as Node)
    tainted.set(object.metadata.name!, taints.length > 0)
    const before = previous ? noExecuteTaints(previous as Node) : []
    return deepEqual(taints, before) ? [] : [keyOf(object)]
  }

  return {
    name: 'taint-eviction-controller',
    watches: [
      { kind: 'Node', keys: nodeKeys },
      { kind: 'Pod', keys: podKeys },
    ],
    reconcile: (key, context) => reconcileNode(parseKey(key).name, context),
  }
}

function isSamePod({ spec }: Pod, { spec: before }: Pod): boolean {
  return spec?.nodeName === before?.nodeName && deepEqual(spec?.tolerations, before?.tolerations)
}

async function reconcileNode(name: string, context: ReconcileContext): Promise<Result | undefined> {
  const { client, clock, state } = context
  const node = await client.find('Node', { namespace: '', name })
  const taints = node ? noExecuteTaints(node) : []
  const before = ((await state.get(name)) as Schedule | undefined) ?? {}
  const isConcerned = taints.length > 0 || Object.keys(before).length > 0
  const after: Schedule = {}
  for (const pod of node && isConcerned ? await client.lookup('Pod', 'assigned', name) : []) {
    if (pod.metadata.deletionTimestamp !== undefined) continue
    const due = await decide(pod, taints, before[pod.metadata.uid!], context)
    if (due !== undefined) after[pod.metadata.uid!] = due
  }
  if (!deepEqual(after, before)) await state.set(name, Object.keys(after).length > 0 ? after : undefined)
  const times = Object.values(after)
  if (times.length === 0) return undefined
  const next = Math.min(...times)
  const pods = times.filter((time) => time === next).length
  const who = pods === 1 ? '1 pod is' : `${pods} pods are`
  return { requeueAt: Math.max(next, clock.now()), why: `${who} evicted from node ${name} by its taints` }
}

/** Evicts a pod whose time has come; gives when it will, undefined if it may stay or has been evicted. */
async function decide(
  pod: Pod,
  taints: readonly Taint[],
  scheduled: number | undefined,
  context: ReconcileContext,
): Promise<number | undefined> {
  const now = context.clock.now()
  const time = taints.length === 0 ? Number.POSITIVE_INFINITY : tolerationTime(taints, pod.spec?.tolerations)
  const mayStay = time === Number.POSITIVE_INFINITY
  if (scheduled !== undefined && (mayStay || (time === 0 && scheduled > now)))
    await announce(pod, 'Cancelling deletion of Pod', context)
  if (mayStay) return undefined
  const due = time === 0 ? now : (scheduled ?? now + time)
  if (due > now) return due
  await evict(pod, context)
  return undefined
}

async function announce(pod: Pod, what: string, { recorder }: ReconcileContext): Promise<void> {
  const { namespace, name } = pod.metadata
  await recorder.event(pod, 'Normal', 'TaintManagerEviction', `${what} ${namespace}/${name}`)
}

async function evict(pod: Pod, context: ReconcileContext): Promise<void> {
  await announce(pod, 'Marking for deletion Pod', context)
  const why = {
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
  }
  await disruptPod(pod, why, context)
}
