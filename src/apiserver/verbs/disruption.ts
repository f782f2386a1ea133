/** Takes one disruption from a budget before a pod is evicted. Source: registry/core/pod/storage/eviction.go. */
import {
  countedConditions,
  disruptionAllowed,
  syncFailure,
} from '../../api/kinds/policy/disruption-condition.ts'
import { forbidden, type StatusError, tooManyRequests } from '../../apimachinery/status-error.ts'
import { formatTime } from '../../apimachinery/time.ts'
import type { PodDisruptionBudget, PodDisruptionBudgetStatus } from '../../generated/types.ts'

/** So many evictions may be granted that the disruption controller has not seen yet. */
const MAX_DISRUPTED_PODS = 2000
const VIOLATION = "Cannot evict pod as it would violate the pod's disruption budget."
/** Seconds after which a client should ask again while the server has not caught up. */
const RETRY_AFTER_SECONDS = 10

/** The refusal while the budget's status is not known to hold for the pod as it is. */
export function budgetInProcess(name: string): StatusError {
  return refused(`The disruption budget ${name} is still being processed by the server.`, RETRY_AFTER_SECONDS)
}

/**
 * The budget's status after one more of its pods is evicted: less by one, with the pod noted so that the controller
 * does not count on it. Throws TooManyRequests where the budget allows none, Forbidden for a status out of bounds.
 */
export function statusAfterEviction(
  budget: PodDisruptionBudget,
  pod: string,
  now: number,
): PodDisruptionBudgetStatus {
  checkAllowance(budget)
  const status = budget.status ?? {}
  const spent = { ...status, disruptionsAllowed: (status.disruptionsAllowed ?? 0) - 1 }
  return {
    ...spent,
    ...(spent.disruptionsAllowed === 0 && { conditions: countedConditions(spent, now) }),
    disruptedPods: { ...status.disruptedPods, [pod]: formatTime(now) },
  }
}

function checkAllowance({ metadata, status = {} }: PodDisruptionBudget): void {
  const { name = '', generation = 0 } = metadata
  const { observedGeneration = 0, disruptionsAllowed = 0, disruptedPods = {} } = status
  if (observedGeneration < generation) throw budgetInProcess(name)
  if (disruptionsAllowed < 0) throw outOfBounds(name, 'pdb disruptions allowed is negative')
  if (Object.keys(disruptedPods).length > MAX_DISRUPTED_PODS)
    throw outOfBounds(name, 'DisruptedPods map too big - too many evictions not confirmed by PDB controller')
  if (disruptionsAllowed === 0) throw refused(reasonOf(name, status))
}

function reasonOf(name: string, status: PodDisruptionBudgetStatus): string {
  const { currentHealthy = 0, desiredHealthy = 0 } = status
  const start = `The disruption budget ${name}`
  const none = `${start} does not allow evicting pods currently`
  // First of all, for the counts of a status that could not be worked out are not to be trusted.
  const failure = syncFailure(status)
  if (failure !== undefined) return `${none} because it failed sync: ${failure}`
  if (currentHealthy <= desiredHealthy)
    return `${start} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`
  const condition = disruptionAllowed(status)
  return condition?.status === 'False' && condition.message !== ''
    ? `${none} (${condition.reason}): ${condition.message}`
    : none
}

function refused(message: string, retryAfterSeconds = 0): StatusError {
  return tooManyRequests(VIOLATION, retryAfterSeconds, [{ reason: 'DisruptionBudget', message }])
}

function outOfBounds(name: string, reason: string): StatusError {
  return forbidden({ group: 'policy', resource: 'poddisruptionbudget' }, name, reason)
}
