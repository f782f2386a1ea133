/** How far the indexes of an indexed job have come. Source: indexed_job_utils.go. */
import type { Job, Pod } from '../../generated/types.ts'
import { isTerminating } from '../pod-state.ts'
import {
  firstMissing,
  hasIndex,
  type Intervals,
  mergeIntervals,
  parseIntervals,
  withIndexes,
} from './index-intervals.ts'
import { judgeFailure } from './pod-failure-policy.ts'
import {
  earlierFailures,
  finishedAt,
  hasFailed,
  hasIndexLimits,
  indexOf,
  isTracked,
  replacesOnlyFailed,
  validIndexOf,
} from './pods.ts'

/** Which indexes have come to their end. */
export interface IndexProgress {
  succeeded: Intervals
  /** Undefined without a limit for each index. */
  failed: Intervals | undefined
  /**
   * By index, the failed pod that waits to be replaced. It stays until then, since its replacement takes over its
   * count of failures. Empty without a limit for each index.
   */
  awaitingReplacement: ReadonlyMap<number, Pod>
}

/** The progress that the status has noted, and that of the pods that are not counted yet. */
export function indexProgress(job: Job, pods: readonly Pod[], activePods: readonly Pod[]): IndexProgress {
  const completions = job.spec?.completions ?? 0
  const tracked = pods.filter(isTracked)
  const succeeded = withIndexes(
    parseIntervals(job.status?.completedIndexes, completions),
    indexesOf(
      job,
      tracked.filter(({ status }) => status?.phase === 'Succeeded'),
    ),
  )
  if (!hasIndexLimits(job)) return { succeeded, failed: undefined, awaitingReplacement: new Map() }
  const failed = withIndexes(
    parseIntervals(job.status?.failedIndexes, completions),
    indexesOf(
      job,
      tracked.filter((pod) => failsIndex(pod, job)),
    ),
  )
  const active = new Set(activePods.map(indexOf))
  const isPending = (index: number) =>
    !hasIndex(succeeded, index) && !hasIndex(failed, index) && !active.has(index)
  return { succeeded, failed, awaitingReplacement: lastFailures(job, tracked, isPending) }
}

function indexesOf(job: Job, pods: readonly Pod[]): number[] {
  return pods.map((pod) => validIndexOf(pod, job)).filter((index) => index !== undefined)
}

/** Whether this failure is the last that its index may have. */
function failsIndex(pod: Pod, job: Job): boolean {
  if (!hasFailed(pod, job)) return false
  const { counts, action } = judgeFailure(job, pod)
  if (action === 'FailIndex') return true
  return counts && earlierFailures(pod).counted >= (job.spec?.backoffLimitPerIndex ?? 0)
}

/** By index, the failed pod with the most failures before it, the latest of those. */
function lastFailures(
  job: Job,
  tracked: readonly Pod[],
  isPending: (index: number) => boolean,
): Map<number, Pod> {
  const last = new Map<number, Pod>()
  for (const pod of tracked) {
    const index = validIndexOf(pod, job)
    if (index === undefined || !hasFailed(pod, job) || !isPending(index)) continue
    const other = last.get(index)
    const isLater =
      other === undefined || (allFailures(other) <= allFailures(pod) && finishedAt(other) <= finishedAt(pod))
    if (isLater) last.set(index, pod)
  }
  return last
}

function allFailures(pod: Pod): number {
  const { counted, ignored } = earlierFailures(pod)
  return counted + ignored
}

/** The first indexes that have neither come to their end nor a pod at work, at most `count`. */
export function pendingIndexes(
  job: Job,
  { succeeded, failed }: IndexProgress,
  pods: readonly Pod[],
  activePods: readonly Pod[],
  count: number,
): number[] {
  const busy = replacesOnlyFailed(job) ? [...activePods, ...pods.filter(isTerminating)] : activePods
  const indexes = busy.map(indexOf).filter((index) => index !== undefined)
  const taken = mergeIntervals(withIndexes(succeeded, indexes), failed ?? [])
  return firstMissing(taken, count, job.spec?.completions ?? 0)
}
