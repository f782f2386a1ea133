/** The minute in which an Event was last seen: the term of its index 'minute', by which old Events are found. */
import { parseTime } from '../../../../apimachinery/time.ts'
import type { Event } from '../../../../generated/types.ts'

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
  return String(Math.floor(last / 60_000))
}
