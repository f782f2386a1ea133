/** The taints that follow from a node's conditions and from cordoning (doNoScheduleTaintingPass, processTaintBaseEviction). */
import { getNodeCondition } from '../../api/kinds/core/node/conditions.ts'
import { isBeingEvicted } from '../../api/kinds/core/node/disruption.ts'
import {
  hasTaint,
  NOT_READY_TAINT,
  UNREACHABLE_TAINT,
  UNSCHEDULABLE_TAINT,
} from '../../api/kinds/core/node/taints.ts'
import { formatTime } from '../../apimachinery/time.ts'
import type { Node, Taint } from '../../generated/types.ts'
import type { ReconcileContext } from '../../runtime/reconciler.ts'

/** Which taint a condition of a node means, by its status. */
const conditionTaints: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Ready: { False: NOT_READY_TAINT, Unknown: UNREACHABLE_TAINT },
  MemoryPressure: { True: 'node.kubernetes.io/memory-pressure' },
  DiskPressure: { True: 'node.kubernetes.io/disk-pressure' },
  NetworkUnavailable: { True: 'node.kubernetes.io/network-unavailable' },
  PIDPressure: { True: 'node.kubernetes.io/pid-pressure' },
}

/** The keys of NoSchedule taints that are the controller's alone. */
const own = new Set([UNSCHEDULABLE_TAINT, ...Object.values(conditionTaints).flatMap(Object.values<string>)])

/** The node with the taints that its state asks for; those of others stay. */
export async function keepTaints(node: Node, context: ReconcileContext): Promise<Node> {
  const wanted = wantedTaints(node)
  const isKept = (taint: Taint) => !isOwn(taint) || wanted.some((other) => isSame(other, taint))
  const added = wanted.filter(({ key, effect }) => !hasTaint(node, key, effect))
  return setTaints(node, isKept, added, context)
}

/** The NoExecute taint that the node's readiness asks for; undefined for a node that is ready, or says nothing yet. */
export function evictionTaint(node: Node): Taint | undefined {
  const key = conditionTaints.Ready?.[getNodeCondition(node, 'Ready')?.status ?? '']
  return key === undefined ? undefined : { key, effect: 'NoExecute' }
}

/** Whether the node's pods are to be driven away and are not yet. */
export function awaitsEviction(node: Node): boolean {
  return evictionTaint(node) !== undefined && !isBeingEvicted(node)
}

/** Adds the NoExecute taint. */
export async function startEviction(node: Node, context: ReconcileContext): Promise<void> {
  await setTaints(node, () => true, [evictionTaint(node)!], context)
}

/** Takes the NoExecute taint back though the node is not ready. */
export async function stopEviction(node: Node, context: ReconcileContext): Promise<void> {
  await setTaints(node, (taint) => !isEviction(taint), [], context)
}

function wantedTaints(node: Node): Taint[] {
  const keys = (node.status?.conditions ?? []).flatMap(
    ({ type, status }) => conditionTaints[type]?.[status] ?? [],
  )
  if (node.spec?.unschedulable) keys.push(UNSCHEDULABLE_TAINT)
  const wanted = keys.map((key): Taint => ({ key, effect: 'NoSchedule' }))
  // Pods that are being driven away already still are if the reason changes. To begin with that is for zones.ts.
  const eviction = isBeingEvicted(node) ? evictionTaint(node) : undefined
  return eviction === undefined ? wanted : [...wanted, eviction]
}

function isOwn(taint: Taint): boolean {
  return taint.effect === 'NoSchedule' ? own.has(taint.key) : isEviction(taint)
}

function isEviction({ key, effect }: Taint): boolean {
  return effect === 'NoExecute' && (key === NOT_READY_TAINT || key === UNREACHABLE_TAINT)
}

function isSame(a: Taint, b: Taint): boolean {
  return a.key === b.key && a.effect === b.effect
}

async function setTaints(
  node: Node,
  isKept: (taint: Taint) => boolean,
  added: readonly Taint[],
  { client, clock }: ReconcileContext,
): Promise<Node> {
  const { taints: before = [], ...spec } = node.spec ?? {}
  const kept = before.filter(isKept)
  if (kept.length === before.length && added.length === 0) return node
  const timeAdded = formatTime(clock.now())
  const taints = [...kept, ...added.map((taint) => ({ ...taint, timeAdded }))]
  return client.update('Node', { ...node, spec: { ...spec, ...(taints.length > 0 && { taints }) } })
}
