/** Times and durations as the API writes them and as kubectl shows them. Times are ms since the epoch. */

const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/
const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** The second that was written last, and its text: the clock stands still while thousands of objects are written. */
let written = { second: Number.NaN, text: '' }

/** A time of the API, whole seconds in UTC: `2026-01-31T08:15:00Z`. */
export function formatTime(ms: number): string {
  const second = Math.floor(ms / SECOND)
  if (second !== written.second) written = { second, text: `${new Date(ms).toISOString().slice(0, 19)}Z` }
  return written.text
}

/** A MicroTime of the API: `2026-01-31T08:15:00.123456Z`. Fractions of a ms are kept down to microseconds. */
export function formatMicroTime(ms: number): string {
  const micros = Math.floor((ms - Math.floor(ms)) * 1000)
  return `${new Date(Math.floor(ms)).toISOString().slice(0, 23)}${String(micros).padStart(3, '0')}Z`
}

/** Times that were read lately: at one moment the same few are read thousands of times. */
const read = new Map<string, number>()
const READ_LIMIT = 1000

/** A time of the API as ms since the epoch; undefined for what is not one (RFC 3339). */
export function parseTime(text: string | null | undefined): number | undefined {
  if (text === null || text === undefined) return undefined
  const known = read.get(text)
  if (known !== undefined) return known
  const ms = RFC3339.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(ms)) return undefined
  if (read.size >= READ_LIMIT) read.clear()
  read.set(text, ms)
  return ms
}

/** How kubectl shows an age, about three digits of it: `45s`, `5m12s`, `3h20m`, `5d3h`, `2y10d`. */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / SECOND)
  if (seconds < -1) return '<invalid>'
  if (seconds < 120) return `${Math.max(seconds, 0)}s`
  const minutes = Math.trunc(ms / MINUTE)
  if (minutes < 10) return pair(minutes, 'm', seconds % 60, 's')
  if (minutes < 180) return `${minutes}m`
  const hours = Math.trunc(ms / HOUR)
  if (hours < 8) return pair(hours, 'h', minutes % 60, 'm')
  if (hours < 48) return `${hours}h`
  const days = Math.trunc(hours / 24)
  if (days < 8) return pair(days, 'd', hours % 24, 'h')
  if (days < 730) return `${days}d`
  const years = Math.trunc(days / 365)
  return days < 2920 ? pair(years, 'y', days % 365, 'd') : `${years}y`
}

function pair(large: number, unit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${unit}` : `${large}${unit}${small}${smallUnit}`
}

/** An age in its largest unit only: `45s`, `5m`, `3h`, `5d`, `2y`. */
export function shortHumanDuration(ms: number): string {
  const seconds = Math.trunc(ms / SECOND)
  if (seconds < -1) return '<invalid>'
  if (seconds < 60) return `${Math.max(seconds, 0)}s`
  const minutes = Math.trunc(seconds / 60)
  if (minutes < 60) return `${minutes}m`
  const hours = Math.trunc(minutes / 60)
  if (hours < 24) return `${hours}h`
  return hours < 24 * 365 ? `${Math.trunc(hours / 24)}d` : `${Math.trunc(hours / 24 / 365)}y`
}

/** The age of something that began at an API time, as of now; `<unknown>` where the time is missing. */
export function humanAge(since: string | null | undefined, now: number): string {
  const start = parseTime(since)
  return start === undefined ? '<unknown>' : humanDuration(now - start)
}
