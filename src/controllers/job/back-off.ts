/** How long a job waits before it replaces failed pods. Source: backoff_utils.go. */
import type { Pod } from '../../generated/types.ts'
import { earlierFailures, finishedAt } from './pods.ts'

const FIRST_MS = 10_000
const LONGEST_MS = 600_000

/** The failures in a row that a job has seen. */
export interface FailureStreak {
  count: number
  /** When the last of them came to its end, ms. */
  last: number
}

/** The streak after pods have finished: a success ends it, but for failures that came after it. */
export function nextStreak(
  before: FailureStreak | undefined,
  succeeded: readonly Pod[],
  failed: readonly Pod[],
): FailureStreak | undefined {
  if (succeeded.length === 0 && failed.length === 0) return before
  const lastSuccess = Math.max(Number.NEGATIVE_INFINITY, ...succeeded.map(finishedAt))
  const failures = failed.map(finishedAt).filter((time) => time > lastSuccess)
  if (failures.length === 0) return undefined
  const earlier = succeeded.length === 0 ? (before?.count ?? 0) : 0
  return { count: earlier + failures.length, last: Math.max(...failures) }
}

/** From when on the pods that failed may be replaced, ms: 10 s after the last failure, doubled for each, at most 10 min. */
export function mayReplaceAt(streak: FailureStreak | undefined): number {
  if (streak === undefined || streak.count === 0) return Number.NEGATIVE_INFINITY
  return streak.last + Math.min(FIRST_MS * 2 ** (streak.count - 1), LONGEST_MS)
}

/** The same for one index, whose failures stand at its last pod. */
export function mayReplaceIndexAt(lastFailed: Pod | undefined): number {
  if (lastFailed === undefined) return Number.NEGATIVE_INFINITY
  const { counted, ignored } = earlierFailures(lastFailed)
  return mayReplaceAt({ count: counted + ignored + 1, last: finishedAt(lastFailed) })
}
