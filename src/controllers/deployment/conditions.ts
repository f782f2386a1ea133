/** A deployment's conditions: reading, setting, removing. Source: deployment_util.go. */
import { formatTime } from '../../apimachinery/time.ts'
import type { DeploymentCondition } from '../../generated/types.ts'

/** The conditions of a deployment. */
export type ConditionType = 'Available' | 'Progressing' | 'ReplicaFailure'
type Conditions = readonly DeploymentCondition[]

/** The condition of a type, if it stands there. */
export function findCondition(conditions: Conditions | undefined, type: ConditionType) {
  return conditions?.find((condition) => condition.type === type)
}

/** A condition as of now (ms). */
export function newCondition(
  type: ConditionType,
  status: 'True' | 'False' | 'Unknown',
  reason: string,
  message: string,
  now: number,
): DeploymentCondition {
  const time = formatTime(now)
  return { type, status, lastUpdateTime: time, lastTransitionTime: time, reason, message }
}

/**
 * The conditions with one set. It is put at the end. Where status and reason stay, nothing changes at all; where the
 * status stays, so does the time of the transition.
 */
export function setCondition(conditions: Conditions, condition: DeploymentCondition): DeploymentCondition[] {
  const current = conditions.find(({ type }) => type === condition.type)
  const sameStatus = current?.status === condition.status
  if (sameStatus && current.reason === condition.reason) return [...conditions]
  const transition = sameStatus ? { lastTransitionTime: current.lastTransitionTime } : {}
  return [...removeCondition(conditions, condition.type), { ...condition, ...transition }]
}

/** The conditions without those of a type. */
export function removeCondition(conditions: Conditions, type: string): DeploymentCondition[] {
  return conditions.filter((condition) => condition.type !== type)
}
