/** The conditions of a job: making and setting them. */
import { formatTime } from '../../apimachinery/time.ts'
import type { JobCondition } from '../../generated/types.ts'

/** A condition that holds as of now (ms). */
export function trueCondition(type: string, reason: string, message: string, now: number): JobCondition {
  return condition(type, 'True', reason, message, now)
}

/** A condition with any status, as of now (ms). */
function condition(type: string, status: string, reason: string, message: string, now: number): JobCondition {
  const time = formatTime(now)
  return { type, status, lastProbeTime: time, lastTransitionTime: time, reason, message }
}

/**
 * The conditions with one set, at its old place or at the end. The same list if nothing changes; what was never true
 * is not set to False.
 */
export function setJobCondition(
  conditions: readonly JobCondition[],
  type: string,
  status: 'True' | 'False',
  { reason = '', message = '' }: Pick<JobCondition, 'reason' | 'message'>,
  now: number,
): readonly JobCondition[] {
  const old = conditions.find((candidate) => candidate.type === type)
  const next = condition(type, status, reason, message, now)
  if (old === undefined) return status === 'True' ? [...conditions, next] : conditions
  if (old.status === status && old.reason === reason && old.message === message) return conditions
  return conditions.map((candidate) => (candidate === old ? next : candidate))
}
