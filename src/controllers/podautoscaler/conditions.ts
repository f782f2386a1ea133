/** The conditions of an autoscaler (horizontal.go, setCondition). */
import { formatTime } from '../../apimachinery/time.ts'
import type { HorizontalPodAutoscalerCondition } from '../../generated/types.ts'

/** What a condition says; its time follows from whether its status changes. */
export interface Verdict {
  type: 'AbleToScale' | 'ScalingActive' | 'ScalingLimited'
  status: 'True' | 'False'
  reason: string
  message: string
}

/** The conditions with one more, or with a changed one. */
export function withCondition(
  conditions: readonly HorizontalPodAutoscalerCondition[],
  verdict: Verdict,
  now: number,
): HorizontalPodAutoscalerCondition[] {
  const old = conditions.find(({ type }) => type === verdict.type)
  const { type, status, reason, message } = verdict
  const since = old?.status === status ? old.lastTransitionTime : undefined
  const condition = { type, status, lastTransitionTime: since ?? formatTime(now), reason, message }
  return old === undefined
    ? [...conditions, condition]
    : conditions.map((each) => (each === old ? condition : each))
}
