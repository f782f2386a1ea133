/** Tells when something will be: `12:00:50 (in 50s)`. */
import { formatTime, humanDuration } from '../../apimachinery/time.ts'

/** A moment (ms) as seen from now: its time in UTC, with the day if that is another one, and how long until then. */
export function formatMoment(at: number, now: number): string {
  const [day = '', time = ''] = formatTime(at).replace('Z', '').split('T')
  const isToday = formatTime(now).startsWith(day)
  return `${isToday ? time : `${day} ${time}`} (in ${humanDuration(at - now)})`
}
