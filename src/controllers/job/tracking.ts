/**
 * Counts the pods that have come to their end, lets them go, and writes the job's status. Source: job_controller.go,
 * trackJobStatusAndRemoveFinalizers.
 *
 * Upstream writes the uids of pods into status.uncountedTerminatedPods before it lets them go, since it may be killed
 * between the two. Here a round is stored as a whole, so only those pods stay there that could not be let go.
 */
import { isJobConditionTrue } from '../../api/kinds/batch/job-conditions.ts'
import { deepEqual } from '../../base/json.ts'
import type { Job, JobStatus, Pod } from '../../generated/types.ts'
import { removeFinalizer } from '../finalizers.ts'
import { setJobCondition } from './conditions.ts'
import { countIndexes, formatIntervals } from './index-intervals.ts'
import { judgeFailure } from './pod-failure-policy.ts'
import { hasFailed, indexOf, isIndexed, isTracked, TRACKING_FINALIZER, validIndexOf } from './pods.ts'
import type { Round } from './round.ts'

/** Counts, lets go and writes. Gives the first refusal. */
export async function trackPods(round: Round): Promise<Error | undefined> {
  const { pods, status } = round
  const held = new Set(pods.filter(isTracked).map(({ metadata }) => metadata.uid))
  countReleased(status, held)
  const failure = await letGo(round, held)
  countReleased(status, held)
  noteIndexes(round)
  const { active, ready, terminating } = round
  setCount(status, 'active', active)
  Object.assign(status, { ready, terminating })
  const isFinished = noteEnd(round)
  await writeStatus(round)
  if (isFinished) await tellEnd(round)
  return failure
}

/** Takes the finalizer off all pods that can be counted now; those that fail stay among the uncounted. */
async function letGo(round: Round, held: Set<string | undefined>): Promise<Error | undefined> {
  let failure: Error | undefined
  for (const pod of round.pods) {
    if (!isTracked(pod) || !canLetGo(round, pod)) continue
    noteUncounted(round, pod)
    try {
      await removeFinalizer(round.context.client, 'Pod', pod, TRACKING_FINALIZER)
      held.delete(pod.metadata.uid)
    } catch (error) {
      if (!(error instanceof Error)) throw error
      failure ??= error
    }
  }
  return failure
}

/** What has ended, unless its replacement has yet to read its count of failures; with the job itself all goes. */
function canLetGo({ job, end, indexes }: Round, pod: Pod): boolean {
  if (job.metadata.deletionTimestamp !== undefined || end !== undefined) return true
  if (pod.status?.phase === 'Succeeded') return true
  if (!hasFailed(pod, job)) return false
  const awaiting = indexes?.awaitingReplacement.get(indexOf(pod) ?? -1)
  return awaiting?.metadata.uid !== pod.metadata.uid
}

/** Adds the pod to those that are to be counted, once. Successes of indexes are counted by their index. */
function noteUncounted({ job, end, status }: Round, pod: Pod): void {
  const { uid = '' } = pod.metadata
  const uncounted = status.uncountedTerminatedPods ?? {}
  const { succeeded = [], failed = [] } = uncounted
  if (succeeded.includes(uid) || failed.includes(uid)) return
  if (pod.status?.phase === 'Succeeded') {
    if (!isIndexed(job)) status.uncountedTerminatedPods = { ...uncounted, succeeded: [...succeeded, uid] }
    return
  }
  // When a job has failed, all that was at work has failed with it.
  const isFailure = hasFailed(pod, job) || end?.type === 'FailureTarget'
  const isValid = !isIndexed(job) || validIndexOf(pod, job) !== undefined
  if (isFailure && isValid && judgeFailure(job, pod).counts)
    status.uncountedTerminatedPods = { ...uncounted, failed: [...failed, uid] }
}

/** Counts the noted pods that nothing holds any more. */
function countReleased(status: JobStatus, held: ReadonlySet<string | undefined>): void {
  const uncounted = status.uncountedTerminatedPods ?? {}
  const left: NonNullable<JobStatus['uncountedTerminatedPods']> = {}
  for (const outcome of ['failed', 'succeeded'] as const) {
    const uids = uncounted[outcome] ?? []
    const waiting = uids.filter((uid) => held.has(uid))
    if (waiting.length > 0) left[outcome] = waiting
    setCount(status, outcome, (status[outcome] ?? 0) + uids.length - waiting.length)
  }
  status.uncountedTerminatedPods = left
}

/** The API leaves counts of zero out. */
function setCount(status: JobStatus, name: 'active' | 'succeeded' | 'failed', count: number): void {
  if (count > 0) status[name] = count
  else delete status[name]
}

function noteIndexes({ indexes, status }: Round): void {
  if (indexes === undefined) return
  setCount(status, 'succeeded', countIndexes(indexes.succeeded))
  if (indexes.succeeded.length > 0) status.completedIndexes = formatIntervals(indexes.succeeded)
  else delete status.completedIndexes
  if (indexes.failed !== undefined) status.failedIndexes = formatIntervals(indexes.failed)
}

/** Sets the condition by which the job ends, and when all is counted and gone the last one. Says whether that is so. */
function noteEnd({ job, end, status, now, terminating }: Round): boolean {
  if (end === undefined) return false
  const conditions = status.conditions ?? []
  if (!isJobConditionTrue(job, end.type)) status.conditions = [...conditions, end]
  const { failed = [], succeeded = [] } = status.uncountedTerminatedPods ?? {}
  if (failed.length + succeeded.length > 0 || terminating > 0) return false
  const last = end.type === 'FailureTarget' ? 'Failed' : 'Complete'
  status.conditions = [...setJobCondition(status.conditions ?? [], last, 'True', end, now)]
  const time = status.conditions.find(({ type }) => type === last)?.lastTransitionTime
  if (last === 'Complete' && time !== undefined) status.completionTime = time
  return true
}

async function writeStatus({ context, job, status }: Round): Promise<void> {
  if (deepEqual(status, job.status)) return
  await context.client.update('Job', { ...job, status }, { subresource: 'status' })
}

async function tellEnd({ context, job, end, status }: Round): Promise<void> {
  const { recorder } = context
  const { reason = '', message = '' } = end ?? {}
  if (end?.type === 'FailureTarget') return recorder.event(job, 'Warning', reason, message)
  if (tooMany(job, status)) {
    const text = 'Too many succeeded pods running after completion count reached'
    await recorder.event(job, 'Warning', 'TooManySucceededPods', text)
  }
  await recorder.event(job, 'Normal', 'Completed', 'Job completed')
}

function tooMany({ spec }: Job, { succeeded = 0 }: JobStatus): boolean {
  return spec?.completions !== undefined && succeeded > spec.completions
}
