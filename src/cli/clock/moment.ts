/** The moments that a user names: how far ahead, or when. */

import { timeProblem } from '../../api/schema/time-problem.ts'
import { parseDuration } from '../../apimachinery/duration.ts'
import { formatTime, parseTime } from '../../apimachinery/time.ts'
import { messageOf } from '../../base/error-message.ts'
import { CliError } from '../errors.ts'

const TIME_OF_DAY = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/
const DAY = 24 * 3_600_000

/** The API has no times after this one: its years have four digits. */
const LAST = Date.UTC(9999, 11, 31, 23, 59, 59)

/** How many ms ahead of now a duration such as `10m` leads. Throws CliError, also for what leads back. */
export function readDistance(text: string, now: number): number {
  let distance: number
  try {
    distance = parseDuration(text)
  } catch (error) {
    throw new CliError(messageOf(error), { cause: error })
  }
  return checkForward(now + distance, now) - now
}

/** The moment that a text names: `2026-01-31T12:00:00Z`, `+10m`, or a time of today, in UTC: `18:30`. */
export function readMoment(text: string, now: number): number {
  if (text.startsWith('+')) return now + readDistance(text.slice(1), now)
  return checkForward(timeOfToday(text, now) ?? timeOfApi(text), now)
}

function timeOfToday(text: string, now: number): number | undefined {
  const [match, hours, minutes, seconds = '0'] = TIME_OF_DAY.exec(text) ?? []
  if (match === undefined) return undefined
  const midnight = Math.floor(now / DAY) * DAY
  return midnight + ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
}

function timeOfApi(text: string): number {
  const time = parseTime(text)
  // Date.parse takes the 30th of February for the 2nd of March.
  const day = text.slice(8, 10)
  const isReal = time !== undefined && new Date(`${text.slice(0, 10)}T00:00:00Z`).getUTCDate() === Number(day)
  if (isReal) return time
  throw new CliError(
    `${timeProblem(text, 'time')}. A time is written as 2026-01-31T12:00:00Z, +10m, or for today 18:30`,
  )
}

function checkForward(moment: number, now: number): number {
  if (moment < now)
    throw new CliError(`the clock cannot go backwards: it is ${formatTime(now)} in the cluster already`)
  if (moment > LAST) throw new CliError(`the clock cannot go beyond ${formatTime(LAST)}`)
  return moment
}
