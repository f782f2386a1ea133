/** What a pod's status says: its phase and conditions, as controllers, scheduler and kubelet ask for them. */
import { formatTime, parseTime } from '../../../../apimachinery/time.ts'
import type { Pod, PodCondition } from '../../../../generated/types.ts'

/** The condition of the type, if the pod has it. */
export function getCondition(pod: Pod, type: string): PodCondition | undefined {
  return pod.status?.conditions?.find((condition) => condition.type === type)
}

/** Whether the condition of the type is `True`. */
export function isConditionTrue(pod: Pod, type: string): boolean {
  return getCondition(pod, type)?.status === 'True'
}

/** Whether the pod takes traffic. */
export function isPodReady(pod: Pod): boolean {
  return isConditionTrue(pod, 'Ready')
}

/** Whether the pod has run to its end: Succeeded or Failed. It never runs again. */
export function isPodTerminal({ status }: Pick<Pod, 'status'>): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed'
}

/**
 * When a ready pod counts as available (ms): so many seconds after it became ready. Undefined for a pod that is not
 * ready, and for one that must wait but does not tell since when it is ready.
 */
export function availableAt(pod: Pod, minReadySeconds: number): number | undefined {
  if (!isPodReady(pod)) return undefined
  const since = parseTime(getCondition(pod, 'Ready')?.lastTransitionTime)
  if (minReadySeconds === 0) return since ?? 0
  return since === undefined ? undefined : since + minReadySeconds * 1000
}

/** Whether the pod has been ready for so many seconds. */
export function isPodAvailable(pod: Pod, minReadySeconds: number, now: number): boolean {
  const time = availableAt(pod, minReadySeconds)
  return minReadySeconds === 0 ? time !== undefined : time !== undefined && time <= now
}

/** What a caller says of a condition; the rest is kept or filled in. */
export type ConditionUpdate = Pick<PodCondition, 'type' | 'status' | 'reason' | 'message'>

/** Go writes its zero time as null, which the type of a time does not know. */
const NO_TIME = null as unknown as string

/**
 * Sets a condition of a pod that may be changed; its transition time moves only when its status does. True if
 * anything changed.
 */
export function setPodCondition(pod: Pod, update: ConditionUpdate, now: number): boolean {
  pod.status ??= {}
  const conditions = [...(pod.status.conditions ?? [])]
  const index = conditions.findIndex(({ type }) => type === update.type)
  const old = conditions[index]
  const next = nextCondition(pod, update, old, now)
  if (old !== undefined && sameCondition(old, next)) return false
  if (old === undefined) conditions.push(next)
  else conditions[index] = next
  pod.status.conditions = conditions
  return true
}

function nextCondition(
  pod: Pod,
  { type, status, reason, message }: ConditionUpdate,
  old: PodCondition | undefined,
  now: number,
): PodCondition {
  const moved = old === undefined || old.status !== status
  const generation = pod.metadata.generation
  return {
    lastProbeTime: old?.lastProbeTime ?? NO_TIME,
    lastTransitionTime: moved ? formatTime(now) : (old.lastTransitionTime ?? formatTime(now)),
    ...(message && { message }),
    ...(generation !== undefined && { observedGeneration: generation }),
    ...(reason && { reason }),
    status,
    type,
  }
}

function sameCondition(a: PodCondition, b: PodCondition): boolean {
  const fields = ['status', 'reason', 'message', 'lastTransitionTime', 'observedGeneration'] as const
  return fields.every((field) => a[field] === b[field])
}
