/** The table of `kubectl events`, which is another than that of `get events`. Source: kubectl, cmd/events/event_printer.go. */
import { escapeCell } from '../../apimachinery/escape-terminal.ts'
import { joinLines, layoutColumns } from '../../apimachinery/tabwriter.ts'
import { humanAge } from '../../apimachinery/time.ts'
import type { Event } from '../../generated/types.ts'

/** How the table is laid out. */
export interface EventTableOptions {
  noHeaders: boolean
  /** Begin with the namespace. */
  allNamespaces: boolean
}

/** Gives the lines of some events. Later calls go on with the table: the header comes once, columns never get narrower. */
export function createEventTable({
  noHeaders,
  allNamespaces,
}: EventTableOptions): (events: readonly Event[], now: number) => string {
  const widths: number[] = []
  let hasHeader = noHeaders
  return (events, now) => {
    const header = ['LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE']
    const rows = events.map((event) => withNamespace(event.metadata.namespace ?? '', row(event, now)))
    if (!hasHeader) rows.unshift(withNamespace('NAMESPACE', header))
    hasHeader = true
    return joinLines(layoutColumns(rows, widths))
  }
  function withNamespace(namespace: string, cells: string[]): string[] {
    return allNamespaces ? [namespace, ...cells] : cells
  }
}

function row(event: Event, now: number): string[] {
  const { type = '', reason = '', message = '', involvedObject } = event
  const { kind = '', name = '' } = involvedObject
  const object = `${escapeCell(kind)}/${escapeCell(name)}`
  return [seen(event, now), escapeCell(type), escapeCell(reason), object, escapeCell(message.trim())]
}

/** When it was last seen; of what was seen several times, how often and since when. */
function seen({ eventTime, firstTimestamp, lastTimestamp, series, count = 0 }: Event, now: number): string {
  const first = humanAge(eventTime ?? firstTimestamp, now)
  if (series) return `${humanAge(series.lastObservedTime, now)} (x${series.count ?? 0} over ${first})`
  return count > 1 ? `${humanAge(lastTimestamp, now)} (x${count} over ${first})` : first
}
