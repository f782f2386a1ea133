/** The table of events that ends a description. */
import type { KubeObject } from '../../apimachinery/object.ts'
import { humanAge, parseTime } from '../../apimachinery/time.ts'
import type { Event } from '../../generated/types.ts'
import type { DescribeContext } from '../describe-context.ts'
import { visible } from './visible.ts'
import type { DescribeWriter } from './writer.ts'

/** The events about an object, oldest first by when they were last seen. */
export async function findEvents(context: DescribeContext, object: KubeObject): Promise<Event[]> {
  const { name = '', namespace = '', uid = '' } = object.metadata
  const fields = [
    `involvedObject.name=${name}`,
    `involvedObject.namespace=${namespace}`,
    `involvedObject.kind=${object.kind}`,
    `involvedObject.uid=${uid}`,
  ]
  const options = namespace === '' ? {} : { namespace }
  const fieldSelector = fields.join(',')
  const items = await visible(() => context.client.list('Event', { ...options, fieldSelector }))
  return [...items].sort((a, b) => lastSeen(a) - lastSeen(b))
}

function lastSeen(event: Event): number {
  return parseTime(event.lastTimestamp) ?? 0
}

/** Writes the events of an object; nothing with --show-events=false. */
export async function writeEvents(
  writer: DescribeWriter,
  context: DescribeContext,
  object: KubeObject,
): Promise<void> {
  if (context.showEvents) writeEventTable(writer, await findEvents(context, object), context.now)
}

/** Writes events in the order given; `<none>` where there are none. */
export function writeEventTable(writer: DescribeWriter, events: readonly Event[], now: number): void {
  if (events.length === 0) {
    writer.line(0, 'Events:\t<none>')
    return
  }
  writer.flush()
  writer.line(0, 'Events:')
  writer.line(1, 'Type\tReason\tAge\tFrom\tMessage')
  writer.line(1, '----\t------\t----\t----\t-------')
  for (const event of events) writer.line(1, eventRow(event, now))
}

function eventRow(event: Event, now: number): string {
  const from = event.source?.component || event.reportingComponent || ''
  const cells = [event.type ?? '', event.reason ?? '', eventAge(event, now), from, eventText(event)]
  return cells.join('\t')
}

/** The message after the part of the object that it is about: `spec.containers{nginx}: Pulling image`. */
function eventText({ message = '', involvedObject: { fieldPath = '' } }: Event): string {
  return fieldPath === '' ? message.trim() : `${fieldPath}: ${message.trim()}`
}

function eventAge(event: Event, now: number): string {
  const first = humanAge(event.eventTime ?? event.firstTimestamp, now)
  if (event.series)
    return `${humanAge(event.series.lastObservedTime, now)} (x${event.series.count ?? 0} over ${first})`
  if ((event.count ?? 0) > 1) return `${humanAge(event.lastTimestamp, now)} (x${event.count} over ${first})`
  return first
}
