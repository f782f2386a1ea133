/** One look at an autoscaler: the conditions that it comes to, and the events that it tells. */
import { deepEqual } from '../../base/json.ts'
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerCondition,
  MetricStatus,
} from '../../generated/types.ts'
import type { ReconcileContext } from '../../runtime/reconciler.ts'
import { type Verdict, withCondition } from './conditions.ts'

/** What a look works with, and gathers. */
export interface Round {
  hpa: HorizontalPodAutoscaler
  context: ReconcileContext
  now: number
  say(verdict: Verdict): void
  tell(type: 'Normal' | 'Warning', reason: string, message: string): Promise<void>
  /** Writes conditions alone. */
  writeConditions(): Promise<void>
  /** Writes the whole status, if it differs. */
  writeStatus(counts: Counts): Promise<void>
}

/** The status beside the conditions. */
export interface Counts {
  current: number
  desired: number
  /** As long as the metrics asked for; undefined where they were not looked at. */
  metrics: MetricStatus[] | undefined
  rescaled?: string
}

/** A look that begins with the conditions as they are. */
export function beginRound(hpa: HorizontalPodAutoscaler, context: ReconcileContext): Round {
  let conditions: HorizontalPodAutoscalerCondition[] = hpa.status?.conditions ?? []
  const now = context.clock.now()
  const write = async (status: HorizontalPodAutoscaler['status']) => {
    if (deepEqual(status, hpa.status)) return
    await context.client.update('HorizontalPodAutoscaler', { ...hpa, status }, { subresource: 'status' })
  }
  return {
    hpa,
    context,
    now,
    say(verdict) {
      conditions = withCondition(conditions, verdict, now)
    },
    tell: (type, reason, message) => context.recorder.event(hpa, type, reason, message),
    writeConditions: () => write({ desiredReplicas: 0, ...hpa.status, conditions }),
    writeStatus({ current, desired, metrics, rescaled }) {
      const lastScaleTime = rescaled ?? hpa.status?.lastScaleTime
      return write({
        conditions,
        // Go writes a list that was never made as null.
        currentMetrics: metrics ?? (null as never),
        currentReplicas: current,
        desiredReplicas: desired,
        ...(lastScaleTime !== undefined && { lastScaleTime }),
      })
    },
  }
}
