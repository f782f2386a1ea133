/** Deletes finished jobs beyond a cron job's history limits. Source: cronjob_controllerv2.go, cleanupFinishedJobs. */
import { isJobConditionTrue } from '../../api/kinds/batch/job-conditions.ts'
import { nameOf } from '../../apiserver/client.ts'
import { compareStrings } from '../../base/compare-strings.ts'
import type { Job } from '../../generated/types.ts'
import type { Round } from './round.ts'

/** Keeps the youngest jobs of each outcome. */
export async function cleanUpHistory(round: Round): Promise<void> {
  const { successfulJobsHistoryLimit, failedJobsHistoryLimit } = round.cronJob.spec
  await removeOldest(round, 'Complete', successfulJobsHistoryLimit)
  await removeOldest(round, 'Failed', failedJobsHistoryLimit)
}

async function removeOldest(round: Round, outcome: string, limit: number | undefined): Promise<void> {
  if (limit === undefined) return
  const jobs = round.jobs.filter((job) => isJobConditionTrue(job, outcome))
  for (const job of jobs.sort(byStart).slice(0, Math.max(jobs.length - limit, 0))) await deleteJob(round, job)
}

/** The earliest start first; those that have none come last. */
function byStart(a: Job, b: Job): number {
  const [start, other] = [a.status?.startTime ?? '~', b.status?.startTime ?? '~']
  return compareStrings(start, other) || compareStrings(a.metadata.name ?? '', b.metadata.name ?? '')
}

/** Deletes a job with its pods. Gives the error if it was refused, after telling it in an Event. */
export async function deleteJob(round: Round, job: Job): Promise<Error | undefined> {
  const { cronJob, status, context } = round
  const { client, recorder } = context
  try {
    await client.delete('Job', nameOf(job), { propagationPolicy: 'Background' })
  } catch (error) {
    if (!(error instanceof Error)) throw error
    await recorder.event(cronJob, 'Warning', 'FailedDelete', `Deleted job: ${error.message}`)
    return error
  }
  status.active = status.active.filter(({ uid }) => uid !== job.metadata.uid)
  await recorder.event(cronJob, 'Normal', 'SuccessfulDelete', `Deleted job ${job.metadata.name}`)
  return undefined
}
