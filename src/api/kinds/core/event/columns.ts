/** The table of events: when, what, about what (pkg/printers/internalversion/printers.go, printEvent). */
import { humanAge, parseTime } from '../../../../apimachinery/time.ts'
import type { Event } from '../../../../generated/types.ts'
import { column, nameColumn, wideColumn } from '../../../columns.ts'
import type { Column } from '../../../define-kind.ts'

/** LAST SEEN TYPE REASON OBJECT MESSAGE, wide: SUBOBJECT SOURCE FIRST SEEN COUNT NAME. */
export const columns: readonly Column<Event>[] = [
  column('Last Seen', lastSeen),
  column('Type', ({ type }) => type ?? ''),
  column('Reason', ({ reason }) => reason ?? ''),
  column('Object', ({ involvedObject }) => {
    const kind = (involvedObject?.kind ?? '').toLowerCase()
    return involvedObject?.name ? `${kind}/${involvedObject.name}` : kind
  }),
  wideColumn('Subobject', ({ involvedObject }) => involvedObject?.fieldPath ?? ''),
  wideColumn('Source', ({ source, reportingComponent, reportingInstance }) => {
    const component = source?.component || reportingComponent || ''
    const host = source?.host || reportingInstance || ''
    return host === '' ? component : `${component}, ${host}`
  }),
  column('Message', ({ message }) => (message ?? '').trim()),
  wideColumn('First Seen', firstSeen),
  wideColumn('Count', ({ series, count }) => (series ? (series.count ?? 0) : count || 1)),
  { ...nameColumn, priority: 1 },
]

/** Events of the newer kind have an eventTime instead of a first and a last time. */
function firstSeen({ firstTimestamp, eventTime }: Event, now: number): string {
  return humanAge(parseTime(firstTimestamp) === undefined ? eventTime : firstTimestamp, now)
}

/** A series tells by itself when it was last seen. */
function lastSeen(event: Event, now: number): string {
  if (event.series) return humanAge(event.series.lastObservedTime, now)
  if (parseTime(event.lastTimestamp) !== undefined) return humanAge(event.lastTimestamp, now)
  return firstSeen(event, now)
}
