/** The cron job controller: starts a job at each time of a schedule. Source: cronjob_controllerv2.go. */
import { isJobFinished } from '../../api/kinds/batch/job-conditions.ts'
import { parseSchedule } from '../../api/kinds/batch/schedule.ts'
import { timeZoneProblem } from '../../api/kinds/batch/time-zone.ts'
import { quote } from '../../apimachinery/go-format.ts'
import { controllerOf } from '../../apimachinery/object.ts'
import { deepEqual } from '../../base/json.ts'
import { createRecent } from '../../base/recent.ts'
import type { CronJob, Job } from '../../generated/types.ts'
import {
  type Change,
  defineController,
  type ReconcileContext,
  type Result,
} from '../../runtime/reconciler.ts'
import { controlledBy } from '../ownership.ts'
import { syncActive } from './active-jobs.ts'
import { cleanUpHistory } from './history.ts'
import type { Round } from './round.ts'
import { areMany, missedRuns, nextRun, type Timetable } from './run-times.ts'
import { forgetSchedule, scheduledSince } from './schedule-changes.ts'
import { startJob } from './start-job.ts'
import { forgetTold, tellOnce } from './told.ts'

/** Starts the jobs of CronJobs, and clears them away. */
export const cronJobController = defineController({
  name: 'cronjob-controller',
  for: 'CronJob',
  watches: [{ kind: 'Job', keys: cronJobsOfJob }],
  // A round leaves nothing to a second one: jobs that it starts or deletes are in the status that it writes.
  ignoresOwn: true,
  async reconcile(cronJob, name, context) {
    if (cronJob !== undefined) return reconcileCronJob(cronJob, context)
    await forgetTold(name, context)
    await forgetSchedule(name, context)
    return undefined
  },
})

/** A job concerns its cron job when it comes, goes, or ends; not while it runs. */
function cronJobsOfJob({ type, object, previous }: Change): string[] {
  const [job, before] = [object as Job, previous as Job | undefined]
  if (type === 'modified' && before !== undefined && isSameRun(before, job)) return []
  const owners = [job, before ?? job].map(controllerOf).filter((owner) => owner?.kind === 'CronJob')
  return owners.map((owner) => `${job.metadata.namespace ?? ''}/${owner!.name}`)
}

function isSameRun(before: Job, after: Job): boolean {
  return (
    isJobFinished(before) === isJobFinished(after) && controllerOf(before)?.uid === controllerOf(after)?.uid
  )
}

async function reconcileCronJob(cronJob: CronJob, context: ReconcileContext): Promise<Result | undefined> {
  const round: Round = {
    context,
    cronJob,
    jobs: await controlledBy(context.client, cronJob, 'Job'),
    status: { ...cronJob.status, active: [...(cronJob.status?.active ?? [])] },
    now: context.clock.now(),
  }
  await cleanUpHistory(round)
  await syncActive(round)
  try {
    return await runDue(round)
  } finally {
    await writeStatus(round)
  }
}

/** Starts the latest run that is due; says when the next one is. */
async function runDue(round: Round): Promise<Result | undefined> {
  const { cronJob, now } = round
  const timetable = await readTimetable(round)
  if (timetable === undefined) return undefined
  const missed = missedRuns(cronJob, timetable, now, true)
  if ('error' in missed) {
    await warn(round, 'InvalidSchedule', `invalid schedule: ${cronJob.spec.schedule} : ${missed.error}`)
    return undefined
  }
  if (missed.latest !== undefined) {
    if (areMany(missed)) await tellManyMissed(round, missed.latest)
    if (isTooLate(round, missed.latest)) await tellTooLate(round, missed.latest)
    else await startJob(round, missed.latest)
  }
  const requeueAt = nextRun({ ...cronJob, status: round.status }, timetable, now)
  return requeueAt === undefined
    ? undefined
    : { requeueAt, why: `cron job ${cronJob.metadata.name} starts a job` }
}

/** When to run; undefined for a cron job that must not, or whose schedule makes no sense. */
async function readTimetable(round: Round): Promise<Timetable | undefined> {
  const { metadata, spec } = round.cronJob
  if (metadata.deletionTimestamp !== undefined) return undefined
  const problem = spec.timeZone === undefined ? undefined : timeZoneProblem(spec.timeZone)
  if (problem !== undefined) {
    await warn(round, 'UnknownTimeZone', `invalid timeZone: ${quote(spec.timeZone ?? '')}: ${problem}`)
    return undefined
  }
  const since = await scheduledSince(round)
  if (spec.suspend) return undefined
  if (spec.schedule.includes('TZ')) await warn(round, 'UnsupportedSchedule', unsupported(spec.schedule))
  const schedule = readSchedule(spec.schedule)
  if (!('error' in schedule)) {
    const zone = schedule.zone ?? spec.timeZone ?? 'UTC'
    return { schedule, zone, since }
  }
  const text = `unparseable schedule: ${quote(spec.schedule)} : ${schedule.error}`
  await warn(round, 'UnparseableSchedule', text)
  return undefined
}

/** Schedules that were read lately: each run of a cron job asks for its own several times. */
const schedules = createRecent<ReturnType<typeof parseSchedule>>(1000)

function readSchedule(text: string): ReturnType<typeof parseSchedule> {
  const known = schedules.get(text)
  if (known !== undefined) return known
  const schedule = parseSchedule(text)
  schedules.set(text, schedule)
  return schedule
}

function unsupported(schedule: string): string {
  return `CRON_TZ or TZ used in schedule ${quote(schedule)} is not officially supported, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details`
}

function warn(
  { context, cronJob }: Round,
  reason: string,
  message: string,
  occasion = message,
): Promise<void> {
  return tellOnce(context, cronJob, { type: 'Warning', reason, message, occasion })
}

function tellManyMissed(round: Round, latest: number): Promise<void> {
  const message =
    'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew'
  return warn(round, 'TooManyMissedTimes', message, `${latest}`)
}

function isTooLate({ cronJob, now }: Round, time: number): boolean {
  const deadline = cronJob.spec.startingDeadlineSeconds
  return deadline !== undefined && time + deadline * 1000 < now
}

function tellTooLate(round: Round, time: number): Promise<void> {
  const text = new Date(time).toUTCString().replace('GMT', '+0000')
  return warn(round, 'MissSchedule', `Missed scheduled time to start a job: ${text}`)
}

async function writeStatus({ context, cronJob, status }: Round): Promise<void> {
  const { active, ...rest } = status
  const next = { ...rest, ...(active.length > 0 && { active }) }
  if (deepEqual(next, cronJob.status ?? {})) return
  await context.client.update('CronJob', { ...cronJob, status: next }, { subresource: 'status' })
}
