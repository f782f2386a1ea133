/** Time zones of cron jobs: their names, and when their clocks are set otherwise. */
import { isTimeZone, zoneOffset } from '../../../base/zone-offset.ts'

const MINUTE = 60_000
const WEEK = 7 * 24 * 60 * MINUTE

/** What is wrong with the name of a time zone; undefined for one that is known. */
export function timeZoneProblem(zone: string): string | undefined {
  if (zone === '') return 'timeZone must be nil or non-empty string'
  if (zone.split('/').some((part) => !isNamePart(part))) return `unknown time zone ${zone}`
  if (zone.toLowerCase() === 'local')
    return 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones'
  return isTimeZone(zone) ? undefined : `unknown time zone ${zone}`
}

function isNamePart(part: string): boolean {
  return /^[A-Za-z._0-9+-]{1,14}$/.test(part) && part !== '.' && part !== '..' && !part.startsWith('-')
}

/** The first minute after `from`, at most `to`, at which the zone's clocks are set otherwise than at `from`. */
export function nextOffsetChange(zone: string, from: number, to: number): number | undefined {
  if (zone === 'UTC') return undefined
  const offset = zoneOffset(zone, from)
  // No zone changes its clocks twice within a week.
  for (let [before, after] = [from, Math.min(from + WEEK, to)]; before < to; ) {
    if (zoneOffset(zone, after) !== offset) return bisect(zone, offset, before, after)
    before = after
    after = Math.min(after + WEEK, to)
  }
  return undefined
}

function bisect(zone: string, offset: number, before: number, after: number): number {
  let [same, other] = [before, after]
  while (other - same > MINUTE) {
    const middle = same + Math.floor((other - same) / 2 / MINUTE) * MINUTE
    if (zoneOffset(zone, middle) === offset) same = middle
    else other = middle
  }
  return other
}
