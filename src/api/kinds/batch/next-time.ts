/** When a cron schedule fires next (github.com/robfig/cron/v3, spec.go and constantdelay.go). Times are ms. */

import { zoneOffset } from '../../../base/zone-offset.ts'
import type { CronFields, Schedule } from './schedule.ts'
import { nextOffsetChange } from './time-zone.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
/** A schedule that does not fire within so many years never does. */
const YEARS = 5

/**
 * The first moment after `after` whose date and time in the zone match; undefined if there is none within five years.
 * An hour that clocks skip does not fire; one that they go through twice fires twice.
 */
export function nextTime(schedule: Schedule, after: number, zone: string): number | undefined {
  const second = Math.floor(after / SECOND) * SECOND
  if ('everyMs' in schedule) return second + schedule.everyMs
  let from = Math.ceil((second + SECOND) / MINUTE) * MINUTE
  const lastYear = new Date(from).getUTCFullYear() + YEARS
  for (;;) {
    const offset = zoneOffset(zone, from)
    const local = nextMatch(schedule.fields, from + offset, lastYear)
    if (local === undefined) return undefined
    const change = nextOffsetChange(zone, from, local - offset)
    if (change === undefined) return local - offset
    from = change
  }
}

/** The same on a clock that is never set otherwise: the first minute from `from` on that matches. */
function nextMatch(fields: CronFields, from: number, lastYear: number): number | undefined {
  for (let time = from; ; ) {
    const date = new Date(time)
    const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()]
    if (year > lastYear) return undefined
    if (!fields.months.has(month + 1)) time = Date.UTC(year, month + 1, 1)
    else if (!isDay(fields, date)) time = Date.UTC(year, month, day + 1)
    else if (!fields.hours.has(date.getUTCHours())) time = (Math.floor(time / HOUR) + 1) * HOUR
    else if (!fields.minutes.has(date.getUTCMinutes())) time += MINUTE
    else return time
  }
}

/** With both fields of days restricted, either is enough. */
function isDay(fields: CronFields, date: Date): boolean {
  const ofMonth = fields.daysOfMonth.has(date.getUTCDate())
  const ofWeek = fields.daysOfWeek.has(date.getUTCDay())
  return fields.anyDayOfMonth || fields.anyDayOfWeek ? ofMonth && ofWeek : ofMonth || ofWeek
}
