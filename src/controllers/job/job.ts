/** The job controller: runs pods until enough have succeeded, or too many failed. Source: job_controller.go. */
import { isJobFinished } from '../../api/kinds/batch/job-conditions.ts'
import { selectorFromLabelSelector } from '../../apimachinery/label-selector.ts'
import type { KubeObject } from '../../apimachinery/object.ts'
import { formatTime } from '../../apimachinery/time.ts'
import type { Job } from '../../generated/types.ts'
import { defineController, type ReconcileContext, type Result } from '../../runtime/reconciler.ts'
import { watchPods } from '../pod-watch.ts'
import { setJobCondition } from './conditions.ts'
import { findCompletion, findEnd, restartsOf } from './ending.ts'
import { managePods, stopPods } from './manage-pods.ts'
import { isManagedElsewhere } from './managed-by.ts'
import { indexOf } from './pods.ts'
import { beginRound, type Round } from './round.ts'
import { forgetStreak, keepStreak } from './streaks.ts'
import { trackPods } from './tracking.ts'

/** Runs the pods of Jobs. */
export const jobController = defineController({
  name: 'job-controller',
  for: 'Job',
  watches: [
    watchPods({
      kind: 'Job',
      selector: (owner: KubeObject) => selectorFromLabelSelector((owner as Job).spec?.selector),
      counts: (pod) => `${restartsOf(pod)} ${indexOf(pod)}`,
    }),
  ],
  async reconcile(job, name, context) {
    if (job !== undefined && !isJobFinished(job))
      return isManagedElsewhere(job) ? undefined : reconcileJob(job, context)
    await forgetStreak(name, context)
    return undefined
  },
})

async function reconcileJob(job: Job, context: ReconcileContext): Promise<Result | undefined> {
  const round = await beginRound(job, context)
  round.end = findEnd(round)
  const refusal = round.end === undefined ? await goOn(round) : await stop(round)
  const held = await trackPods(round)
  await (round.end === undefined ? keepStreak(job, round.streak, context) : undefined)
  const failure = refusal ?? held
  // A refusal is tried again by the loop: when the world has moved, or after a growing pause.
  if (failure !== undefined) throw failure
  return round.end === undefined ? firstOf(round.wakeUps) : undefined
}

/** As long as a pod cannot be stopped the job has not come to its end. */
async function stop(round: Round): Promise<Error | undefined> {
  const refusal = await stopPods(round)
  if (refusal !== undefined) round.end = undefined
  return refusal
}

async function goOn(round: Round): Promise<Error | undefined> {
  const isLeaving = round.job.metadata.deletionTimestamp !== undefined
  const refusal = isLeaving ? undefined : await managePods(round)
  round.end = findCompletion(round)
  if (round.end === undefined && !isLeaving) await noteSuspension(round)
  return refusal
}

/** Tells that the job is suspended, or works again. Its time begins anew with each resumption. */
async function noteSuspension({ context, job, status, now }: Round): Promise<void> {
  const isSuspended = job.spec?.suspend === true
  const text = isSuspended ? 'Suspended' : 'Resumed'
  const verdict = { reason: `Job${text}`, message: `Job ${text.toLowerCase()}` }
  const before = status.conditions ?? []
  const after = setJobCondition(before, 'Suspended', isSuspended ? 'True' : 'False', verdict, now)
  // A suspended job has no start, so that its template may change (KEP-5440).
  if (isSuspended) delete status.startTime
  if (after === before) return
  status.conditions = [...after]
  if (!isSuspended) status.startTime = formatTime(now)
  await context.recorder.event(job, 'Normal', text, `Job ${text.toLowerCase()}`)
}

function firstOf(wakeUps: Round['wakeUps']): Result | undefined {
  return wakeUps.toSorted((a, b) => a.requeueAt - b.requeueAt)[0]
}
