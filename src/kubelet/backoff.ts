/** Growing pauses between tries, as client-go's flowcontrol.Backoff keeps them for the kubelet. */
import type { Backoff } from './run.ts'

const FIRST_MS = 10_000
const MAX_MS = 300_000

/** The pause after another failure: 10 s, then twice as long each time up to 5 min. */
export function nextBackoff(before: Backoff | undefined, now: number): Backoff {
  return { delay: before === undefined ? FIRST_MS : Math.min(before.delay * 2, MAX_MS), at: now }
}

/** Whether a failure is that long after the last try that it counts as the first one again: 10 min. */
export function isForgotten({ at }: Backoff, failedAt: number): boolean {
  return failedAt - at > 2 * MAX_MS
}
