/** The condition DisruptionAllowed of a budget. Source: component-helpers/apps/poddisruptionbudget/helpers.go. */
import { formatTime } from '../../../apimachinery/time.ts'
import type { Condition, PodDisruptionBudgetStatus } from '../../../generated/types.ts'

const DISRUPTION_ALLOWED = 'DisruptionAllowed'

/** The condition of a status, if it has it. */
export function disruptionAllowed({ conditions }: PodDisruptionBudgetStatus): Condition | undefined {
  return conditions?.find(({ type }) => type === DISRUPTION_ALLOWED)
}

/** The conditions of a status that allows as many disruptions as it says. */
export function countedConditions(status: PodDisruptionBudgetStatus, now: number): Condition[] {
  const isAllowed = (status.disruptionsAllowed ?? 0) > 0
  const reason = isAllowed ? 'SufficientPods' : 'InsufficientPods'
  return withCondition(status, isAllowed ? 'True' : 'False', reason, '', now)
}

/** The conditions of a status that could not be worked out. */
export function failedConditions(
  status: PodDisruptionBudgetStatus,
  message: string,
  now: number,
): Condition[] {
  return withCondition(status, 'False', 'SyncFailed', message, now)
}

/** Why a status could not be worked out; undefined for one that could. */
export function syncFailure(status: PodDisruptionBudgetStatus): string | undefined {
  const condition = disruptionAllowed(status)
  const isFailed = condition?.status === 'False' && condition.reason === 'SyncFailed'
  return isFailed ? condition.message || undefined : undefined
}

/** As apimachinery's meta.SetStatusCondition: the transition time moves only with the condition's status. */
function withCondition(
  { conditions = [], observedGeneration }: PodDisruptionBudgetStatus,
  status: string,
  reason: string,
  message: string,
  now: number,
): Condition[] {
  const old = conditions.find(({ type }) => type === DISRUPTION_ALLOWED)
  const next: Condition = {
    type: DISRUPTION_ALLOWED,
    status,
    ...(observedGeneration !== undefined && { observedGeneration }),
    lastTransitionTime: old?.status === status ? old.lastTransitionTime : formatTime(now),
    reason,
    message,
  }
  return old ? conditions.map((each) => (each === old ? next : each)) : [...conditions, next]
}
