/** The minute in which an Event was last seen: the term of its index 'minute', by which old Events are found and go. */
import { parseTime } from '../../../../apimachinery/time.ts'
import type { Event } from '../../../../generated/types.ts'

const MINUTE = 60_000
/** How long an Event stays after it was last seen, ms (the API server's --event-ttl). */
const EVENT_TTL = 3_600_000

/** Minutes since the epoch, as text; '0' for an Event without any time. */
export function eventMinute(event: Event): string {
  const { series, lastTimestamp, eventTime, firstTimestamp, metadata } = event
  const last =
    parseTime(series?.lastObservedTime) ??
    parseTime(lastTimestamp) ??
    parseTime(eventTime) ??
    parseTime(firstTimestamp) ??
    parseTime(metadata.creationTimestamp) ??
    0
  return String(Math.floor(last / MINUTE))
}

/** When the Events of a minute go: as soon as the youngest of them can be an hour old. In ms since the epoch. */
export function expiryOf(minute: string): number {
  return (Number(minute) + 1) * MINUTE + EVENT_TTL
}
