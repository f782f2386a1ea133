/** What a job's controller knows in one round: the job, its pods and what is to become of its status. */
import { isPodReady } from '../../api/kinds/core/pod/conditions.ts'
import { selectorFromLabelSelector } from '../../apimachinery/label-selector.ts'
import { formatTime } from '../../apimachinery/time.ts'
import type { Job, JobCondition, JobStatus, Pod } from '../../generated/types.ts'
import type { ReconcileContext } from '../../runtime/reconciler.ts'
import { claimObjects, controlledBy } from '../ownership.ts'
import { isActive, isTerminating } from '../pod-state.ts'
import { type FailureStreak, nextStreak } from './back-off.ts'
import { countIndexes } from './index-intervals.ts'
import { type IndexProgress, indexProgress } from './index-progress.ts'
import { judgeFailure } from './pod-failure-policy.ts'
import { hasFailed, hasIndexLimits, isIndexed, isTracked, TRACKING_FINALIZER, validIndexOf } from './pods.ts'
import { readStreak } from './streaks.ts'

/** One look at a job. The counts go down and up with the pods that the round deletes and makes. */
export interface Round {
  context: ReconcileContext
  job: Job
  /** Cluster time, ms. */
  now: number
  /** All pods that are the job's, ended ones included. */
  pods: readonly Pod[]
  activePods: readonly Pod[]
  active: number
  ready: number
  terminating: number
  succeeded: number
  failed: number
  /** Of an indexed job: how far its indexes have come. */
  indexes: IndexProgress | undefined
  /** Failures in a row, those that this round sees included; undefined where each index waits for itself. */
  streak: FailureStreak | undefined
  /** The status that this round writes. */
  status: JobStatus
  /** The condition by which the job comes to its end, once that is certain. */
  end: JobCondition | undefined
  /** When to look again, and why. */
  wakeUps: { requeueAt: number; why: string }[]
}

/** Looks at the job and its pods. */
export async function beginRound(job: Job, context: ReconcileContext): Promise<Round> {
  const pods = await claimPods(job, context)
  const now = context.clock.now()
  const status = newStatus(job, now)
  const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {}
  const uncounted = new Set([...succeeded, ...failed])
  const fresh = pods.filter((pod) => isFresh(pod, job, uncounted))
  const newSucceeded = fresh.filter((pod) => pod.status?.phase === 'Succeeded')
  const newFailed = fresh.filter((pod) => hasFailed(pod, job))
  const activePods = pods.filter(isActive)
  const indexes = isIndexed(job) ? indexProgress(job, pods, activePods) : undefined
  return {
    context,
    job,
    now,
    pods,
    activePods,
    active: activePods.length,
    ready: activePods.filter(isPodReady).length,
    terminating: pods.filter(isTerminating).length,
    succeeded: indexes
      ? countIndexes(indexes.succeeded)
      : (status.succeeded ?? 0) + newSucceeded.length + succeeded.length,
    failed:
      (status.failed ?? 0) + newFailed.filter((pod) => judgeFailure(job, pod).counts).length + failed.length,
    indexes,
    streak: hasIndexLimits(job)
      ? undefined
      : nextStreak(await readStreak(job, context), newSucceeded, newFailed),
    status,
    end: undefined,
    wakeUps: [],
  }
}

/** The job's pods, after taking over matching orphans and letting go of those that match no longer. */
async function claimPods(job: Job, { client }: ReconcileContext): Promise<Pod[]> {
  const owned = await controlledBy(client, job, 'Pod')
  const orphans = await client.lookup('Pod', 'orphan', job.metadata.namespace ?? '')
  const selector = selectorFromLabelSelector(job.spec?.selector)
  return claimObjects(client, job, 'Pod', selector, [...owned, ...orphans], TRACKING_FINALIZER)
}

/** A job starts when it is first seen, unless it is suspended. */
function newStatus({ spec, status }: Job, now: number): JobStatus {
  const { failed = [], succeeded = [] } = status?.uncountedTerminatedPods ?? {}
  return {
    ...status,
    ...(!spec?.suspend && { startTime: status?.startTime ?? formatTime(now) }),
    uncountedTerminatedPods: {
      ...(failed.length > 0 && { failed: [...failed] }),
      ...(succeeded.length > 0 && { succeeded: [...succeeded] }),
    },
  }
}

/** Not counted yet in any way. */
function isFresh(pod: Pod, job: Job, uncounted: ReadonlySet<string>): boolean {
  if (!isTracked(pod) || uncounted.has(pod.metadata.uid ?? '')) return false
  return !isIndexed(job) || validIndexOf(pod, job) !== undefined
}
