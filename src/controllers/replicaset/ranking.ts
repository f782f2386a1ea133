/** Which pods go first when there are too many, in the order that Kubernetes documents. */
import { isPodReady } from '../../api/kinds/core/pod/conditions.ts'
import { parseTime } from '../../apimachinery/time.ts'
import type { Pod } from '../../generated/types.ts'
import { isActive, readySince } from '../pod-state.ts'

const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost'
const PHASE_ORDER: Record<string, number> = { Pending: 0, Unknown: 1, Running: 2 }

/**
 * The pods to delete, the most expendable first.
 * @param related active or not, all pods that spread together with these: those of the deployment's other sets, too
 */
export function podsToDelete(
  pods: readonly Pod[],
  related: readonly Pod[],
  count: number,
  now: number,
): Pod[] {
  if (count >= pods.length) return [...pods]
  const onNode = countByNode(related)
  return [...pods].sort((a, b) => compareForDeletion(a, b, onNode, now)).slice(0, count)
}

function countByNode(pods: readonly Pod[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const pod of pods) {
    if (!isActive(pod)) continue
    const node = pod.spec?.nodeName ?? ''
    counts.set(node, (counts.get(node) ?? 0) + 1)
  }
  return counts
}

/** Below zero if `a` should go before `b`. The first rule that tells them apart decides. */
function compareForDeletion(a: Pod, b: Pod, onNode: ReadonlyMap<string, number>, now: number): number {
  const nodes = [a.spec?.nodeName ?? '', b.spec?.nodeName ?? ''] as const
  return (
    Number(nodes[0] !== '') - Number(nodes[1] !== '') ||
    phaseOrder(a) - phaseOrder(b) ||
    Number(isPodReady(a)) - Number(isPodReady(b)) ||
    deletionCost(a) - deletionCost(b) ||
    (onNode.get(nodes[1]) ?? 0) - (onNode.get(nodes[0]) ?? 0) ||
    (isPodReady(a) && isPodReady(b) ? compareAges(readySince(a), readySince(b), a, b, now) : 0) ||
    maxRestarts(b) - maxRestarts(a) ||
    compareAges(parseTime(a.metadata.creationTimestamp), parseTime(b.metadata.creationTimestamp), a, b, now)
  )
}

/** How far the pod has come: those that have not yet come far go first. */
export function phaseOrder(pod: Pod): number {
  return PHASE_ORDER[pod.status?.phase ?? 'Pending'] ?? 0
}

function deletionCost(pod: Pod): number {
  const text = pod.metadata.annotations?.[DELETION_COST] ?? '0'
  return /^-?(0|[1-9]\d*)$/.test(text) ? Number(text) : 0
}

/**
 * The younger goes first, ages compared by their order of magnitude (LogarithmicScaleDown); within one, the uid
 * decides, which is as good as chance. An unknown time counts as the youngest.
 */
function compareAges(
  a: number | undefined,
  b: number | undefined,
  podA: Pod,
  podB: Pod,
  now: number,
): number {
  if (a === b) return 0
  if (a === undefined) return -1
  if (b === undefined) return 1
  const magnitudes = magnitude(now - a) - magnitude(now - b)
  if (magnitudes !== 0) return magnitudes
  return (podA.metadata.uid ?? '') < (podB.metadata.uid ?? '') ? -1 : 1
}

/** floor(log2) of the age in nanoseconds; -1 for none. */
function magnitude(ageMs: number): number {
  return ageMs > 0 ? Math.floor(Math.log2(ageMs * 1e6)) : -1
}

/** Restarts of the container that was restarted most. */
export function maxRestarts(pod: Pod): number {
  const restartable =
    pod.spec?.initContainers?.filter(({ restartPolicy }) => restartPolicy === 'Always') ?? []
  const sidecars = new Set(restartable.map(({ name }) => name))
  const statuses = [
    ...(pod.status?.containerStatuses ?? []),
    ...(pod.status?.initContainerStatuses ?? []).filter(({ name }) => sidecars.has(name)),
  ]
  return Math.max(0, ...statuses.map(({ restartCount }) => restartCount ?? 0))
}
