/** What a pod's status says to controllers: active, terminating, when it becomes available. Sources: podutil, controller_utils.go. */
import { getCondition, isPodTerminal } from '../api/kinds/core/pod/conditions.ts'
import { parseTime } from '../apimachinery/time.ts'
import type { Pod } from '../generated/types.ts'

/** Neither terminal nor on its way out: what counts as a replica. */
export function isActive(pod: Pod): boolean {
  return !isPodTerminal(pod) && pod.metadata.deletionTimestamp === undefined
}

/** On its way out with containers that may still run. */
export function isTerminating(pod: Pod): boolean {
  return !isPodTerminal(pod) && pod.metadata.deletionTimestamp !== undefined
}

/** Since when the pod is ready, in ms; undefined if it is not, or nobody knows. */
export function readySince(pod: Pod): number | undefined {
  const condition = getCondition(pod, 'Ready')
  return condition?.status === 'True' ? parseTime(condition.lastTransitionTime) : undefined
}

/** When the next of the pods that are ready now becomes available, in ms; undefined if none is waiting. */
export function nextAvailableAt(
  pods: readonly Pod[],
  minReadySeconds: number,
  now: number,
): number | undefined {
  const times = pods
    .map(readySince)
    .filter((since) => since !== undefined)
    .map((since) => since + minReadySeconds * 1000)
    .filter((time) => time > now)
  return times.length === 0 ? undefined : Math.min(...times)
}
