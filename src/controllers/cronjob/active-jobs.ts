/** Keeps a cron job's list of active jobs, and the time of its last success. Source: cronjob_controllerv2.go. */
import { isJobConditionTrue, isJobFinished } from '../../api/kinds/batch/job-conditions.ts'
import { parseTime } from '../../apimachinery/time.ts'
import type { Job } from '../../generated/types.ts'
import type { Round } from './round.ts'
import { tellOnce } from './told.ts'

/** Strikes off what has come to its end or is gone, and tells of jobs that are nobody's idea of a run. */
export async function syncActive(round: Round): Promise<void> {
  for (const job of round.jobs) {
    const isListed = round.status.active.some(({ uid }) => uid === job.metadata.uid)
    if (isListed && isJobFinished(job)) await strikeOff(round, job)
    if (!isListed && !isJobFinished(job)) await tellUnexpected(round, job)
    noteSuccess(round, job)
  }
  await strikeOffMissing(round)
}

async function strikeOff({ status, context, cronJob }: Round, job: Job): Promise<void> {
  status.active = status.active.filter(({ uid }) => uid !== job.metadata.uid)
  const outcome = isJobConditionTrue(job, 'Complete') ? 'Complete' : 'Failed'
  const message = `Saw completed job: ${job.metadata.name}, status: ${outcome}`
  await context.recorder.event(cronJob, 'Normal', 'SawCompletedJob', message)
}

/** Someone made it by hand in the cron job's name. */
async function tellUnexpected({ context, cronJob }: Round, { metadata }: Job): Promise<void> {
  await tellOnce(context, cronJob, {
    type: 'Warning',
    reason: 'UnexpectedJob',
    message: `Saw a job that the controller did not create or forgot: ${metadata.name}`,
    occasion: metadata.uid ?? '',
  })
}

function noteSuccess({ status }: Round, job: Job): void {
  const completed = parseTime(job.status?.completionTime)
  if (!isJobConditionTrue(job, 'Complete') || completed === undefined) return
  if (completed > (parseTime(status.lastSuccessfulTime) ?? Number.NEGATIVE_INFINITY))
    status.lastSuccessfulTime = job.status!.completionTime!
}

async function strikeOffMissing({ status, context, cronJob, jobs }: Round): Promise<void> {
  const known = new Set(jobs.map(({ metadata }) => metadata.uid))
  for (const { uid, namespace = '', name = '' } of status.active) {
    if (known.has(uid) || (await context.client.find('Job', { namespace, name })) !== undefined) continue
    status.active = status.active.filter((reference) => reference.uid !== uid)
    const message = `Active job went missing: ${name}`
    await context.recorder.event(cronJob, 'Normal', 'MissingJob', message)
  }
}
