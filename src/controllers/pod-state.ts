/** What a pod's status says to controllers: active, terminal, ready, available. Sources: podutil, controller_utils.go. */
import { parseTime } from '../apimachinery/time.ts'
import type { Pod } from '../generated/types.ts'

/** Succeeded or Failed: none of its containers will run again. */
export function isTerminal(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed'
}

/** Neither terminal nor on its way out: what counts as a replica. */
export function isActive(pod: Pod): boolean {
  return !isTerminal(pod) && pod.metadata.deletionTimestamp === undefined
}

/** On its way out with containers that may still run. */
export function isTerminating(pod: Pod): boolean {
  return !isTerminal(pod) && pod.metadata.deletionTimestamp !== undefined
}

/** The condition Ready is True. */
export function isReady(pod: Pod): boolean {
  return readyCondition(pod)?.status === 'True'
}

/** Since when the pod is ready, in ms; undefined if it is not, or nobody knows. */
export function readySince(pod: Pod): number | undefined {
  const condition = readyCondition(pod)
  return condition?.status === 'True' ? parseTime(condition.lastTransitionTime) : undefined
}

/** The condition Ready, whatever it says. */
export function readyCondition(pod: Pod) {
  return pod.status?.conditions?.find((condition) => condition.type === 'Ready')
}

/** Ready for at least so many seconds. */
export function isAvailable(pod: Pod, minReadySeconds: number, now: number): boolean {
  if (!isReady(pod)) return false
  if (minReadySeconds === 0) return true
  const since = readySince(pod)
  return since !== undefined && since + minReadySeconds * 1000 <= now
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
