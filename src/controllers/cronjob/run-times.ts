/** Which runs of a cron job are due, and when the next one is. Source: cronjob/utils.go. Times are ms. */
import { nextTime } from '../../api/kinds/batch/next-time.ts'
import type { Schedule } from '../../api/kinds/batch/schedule.ts'
import { parseTime } from '../../apimachinery/time.ts'
import type { CronJob } from '../../generated/types.ts'

/** More missed runs than this are told as a fault. */
const MANY = 100

/** What has been missed since the last run. */
export interface MissedRuns {
  /** The last run, or the moment from which on runs count. */
  since: number
  /** The latest run that should have begun by now. */
  latest: number | undefined
  /** Roughly how many there were, where there was more than one. */
  count: number
}

/** A schedule in its zone. */
export interface Timetable {
  schedule: Schedule
  zone: string
  /** Runs before this moment are not missed: the schedule was another one then. */
  since: number
}

/** Why a schedule that can be read makes no sense. */
export interface TimetableProblem {
  error: string
}

/**
 * The runs that should have begun by now and have not.
 * @param withinDeadline leave out those whose starting deadline is over
 */
export function missedRuns(
  { metadata, spec, status }: CronJob,
  timetable: Timetable,
  now: number,
  withinDeadline: boolean,
): MissedRuns | TimetableProblem {
  const run = parseTime(status?.lastScheduleTime) ?? parseTime(metadata.creationTimestamp) ?? 0
  const last = Math.max(run, timetable.since)
  const deadline = withinDeadline ? spec.startingDeadlineSeconds : undefined
  const since = deadline === undefined ? last : Math.max(last, now - deadline * 1000)
  const first = next(timetable, since)
  if (first !== undefined && now < first) return { since, latest: undefined, count: 0 }
  const second = first === undefined ? undefined : next(timetable, first)
  if (first !== undefined && second !== undefined && now < second) return { since, latest: first, count: 0 }
  const interval = first === undefined || second === undefined ? 0 : second - first
  if (first === undefined || interval < 1000)
    return { error: 'time difference between two schedules is less than 1 second' }
  const count = Math.floor((now - first) / interval) + 1
  // The interval need not be the same everywhere (`30 6-16/4 * * 1-5`), so one more of them is looked at.
  return { since, latest: latestUntil(timetable, first + (count - 2) * interval, now), count }
}

/** Whether so many runs were missed that something must be wrong. */
export function areMany({ count }: MissedRuns): boolean {
  return count > MANY
}

/** When the next run is to begin; undefined for a schedule that never fires again. */
export function nextRun(cronJob: CronJob, timetable: Timetable, now: number): number | undefined {
  const missed = missedRuns(cronJob, timetable, now, false)
  const from = 'error' in missed ? now : (missed.latest ?? (missed.count === 0 ? missed.since : now))
  const run = next(timetable, from)
  return run !== undefined && run <= now ? next(timetable, now) : run
}

function next({ schedule, zone }: Timetable, after: number): number | undefined {
  return nextTime(schedule, after, zone)
}

function latestUntil(timetable: Timetable, from: number, now: number): number | undefined {
  let latest: number | undefined
  for (let run = next(timetable, from); run !== undefined && run <= now; run = next(timetable, run))
    latest = run
  return latest
}
