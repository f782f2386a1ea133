/** Events as kubectl's typed client prints them: fields in the order of the Go struct, times that are missing as null. */
import type { Unstructured } from '../../apimachinery/object.ts'
import type { Event } from '../../generated/types.ts'

const METADATA = [
  'name',
  'generateName',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
  'managedFields',
]
const REFERENCE = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath']

/** The event; its keys stand in the order given. */
export function typedEvent(event: Event): Unstructured {
  const { action, related, series, count, type, reason, message, source = {} } = event
  const { reportingComponent = '', reportingInstance = '' } = event
  return {
    kind: 'Event',
    apiVersion: 'v1',
    metadata: inOrder({ creationTimestamp: null, ...event.metadata }, METADATA) as Unstructured['metadata'],
    involvedObject: inOrder(event.involvedObject, REFERENCE),
    ...(reason && { reason }),
    ...(message && { message }),
    source: inOrder(source, ['component', 'host']),
    firstTimestamp: event.firstTimestamp ?? null,
    lastTimestamp: event.lastTimestamp ?? null,
    ...(count && { count }),
    ...(type && { type }),
    eventTime: event.eventTime ?? null,
    ...(series && { series: inOrder(series, ['count', 'lastObservedTime']) }),
    ...(action && { action }),
    ...(related && { related: inOrder(related, REFERENCE) }),
    reportingComponent,
    reportingInstance,
  }
}

/** An EventList of them. */
export function typedEventList(events: readonly Event[]): object {
  return { kind: 'EventList', apiVersion: 'v1', metadata: {}, items: events.map(typedEvent) }
}

function inOrder(object: object, keys: readonly string[]): Record<string, unknown> {
  const known = new Set(keys)
  const values = object as Record<string, unknown>
  const rest = Object.keys(values).filter((key) => !known.has(key))
  const present = [...keys, ...rest].filter((key) => values[key] !== undefined)
  return Object.fromEntries(present.map((key) => [key, values[key]]))
}
