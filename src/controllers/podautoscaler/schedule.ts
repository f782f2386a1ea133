/** When an autoscaler is looked at: on a grid of 15 seconds from its creation, as by --horizontal-pod-autoscaler-sync-period. */
import { parseTime } from '../../apimachinery/time.ts'
import type { HorizontalPodAutoscaler } from '../../generated/types.ts'

/** ms between two looks at an autoscaler. */
export const SYNC_PERIOD_MS = 15_000

/** Whether an autoscaler is to be looked at right now. The first time is one period after its creation, as upstream. */
export function isSyncTime(hpa: HorizontalPodAutoscaler, syncedAt: number | undefined, now: number): boolean {
  const age = now - createdAt(hpa, now)
  return age >= SYNC_PERIOD_MS && age % SYNC_PERIOD_MS === 0 && syncedAt !== now
}

/** The first time for a look that is not before `moment`, and after now. */
export function nextSyncTime(hpa: HorizontalPodAutoscaler, moment: number, now: number): number {
  const created = createdAt(hpa, now)
  const reached = Math.ceil((moment - created) / SYNC_PERIOD_MS)
  const passed = Math.floor((now - created) / SYNC_PERIOD_MS) + 1
  return created + Math.max(reached, passed) * SYNC_PERIOD_MS
}

function createdAt({ metadata }: HorizontalPodAutoscaler, now: number): number {
  return parseTime(metadata.creationTimestamp) ?? now
}
