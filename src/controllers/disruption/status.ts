/** The status of a budget: what is healthy, and how much of it may be disrupted. Source: disruption.go, updatePdbStatus. */
import { isPodReady } from '../../api/kinds/core/pod/conditions.ts'
import { countedConditions } from '../../api/kinds/policy/disruption-condition.ts'
import { parseTime } from '../../apimachinery/time.ts'
import type { Pod, PodDisruptionBudget, PodDisruptionBudgetStatus } from '../../generated/types.ts'
import type { Expectation } from './expectation.ts'

/** So long is a pod whose eviction was granted expected to be deleted, ms (DeletionTimeout). */
const DELETION_TIMEOUT = 120_000

/** The evictions that were granted and have not led to a deletion yet. */
export interface Granted {
  /** Those to be counted on, by pod, with the time at which they were granted. */
  disruptedPods: Record<string, string>
  /** Pods that should have been deleted by now. */
  late: Pod[]
  /** When the first of those counted on is late, ms. */
  nextLate: number | undefined
}

/** Looks through the evictions that the budget's status notes. */
export function grantedEvictions(
  pods: readonly Pod[],
  { status = {} }: PodDisruptionBudget,
  now: number,
): Granted {
  const granted: Granted = { disruptedPods: {}, late: [], nextLate: undefined }
  for (const pod of pods) {
    const time = status.disruptedPods?.[pod.metadata.name ?? '']
    if (time === undefined || pod.metadata.deletionTimestamp !== undefined) continue
    const lateAt = (parseTime(time) ?? 0) + DELETION_TIMEOUT
    if (lateAt <= now) granted.late.push(pod)
    else {
      granted.disruptedPods[pod.metadata.name ?? ''] = time
      granted.nextLate = Math.min(granted.nextLate ?? lateAt, lateAt)
    }
  }
  return granted
}

/** The status as it should be. */
export function budgetStatus(
  { metadata, status = {} }: PodDisruptionBudget,
  { expectedPods, desiredHealthy }: Expectation,
  pods: readonly Pod[],
  { disruptedPods }: Granted,
  now: number,
): PodDisruptionBudgetStatus {
  const currentHealthy = pods.filter((pod) => isHealthy(pod, disruptedPods)).length
  // Without pods nothing is allowed: the first ones are safe before this controller has seen them.
  const disruptionsAllowed = expectedPods > 0 ? Math.max(0, currentHealthy - desiredHealthy) : 0
  const { generation } = metadata
  const counted = {
    ...(generation !== undefined && { observedGeneration: generation }),
    ...(Object.keys(disruptedPods).length > 0 && { disruptedPods }),
    disruptionsAllowed,
    currentHealthy,
    desiredHealthy,
    expectedPods,
  }
  const conditions = countedConditions({ ...counted, conditions: status.conditions ?? [] }, now)
  return { ...counted, conditions }
}

function isHealthy(pod: Pod, disruptedPods: Readonly<Record<string, string>>): boolean {
  const { name = '', deletionTimestamp } = pod.metadata
  return deletionTimestamp === undefined && disruptedPods[name] === undefined && isPodReady(pod)
}
