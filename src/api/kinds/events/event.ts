/** Event of events.k8s.io: the same stored object as the core group's, under newer field names. */
import type { Unstructured } from '../../../apimachinery/object.ts'
import type { EventsEvent } from '../../../generated/types.ts'
import { defineKind, type VersionConversion } from '../../define-kind.ts'
import { event } from '../core/event/event.ts'

/** New name of each field that core Events call otherwise. */
const RENAMED = {
  regarding: 'involvedObject',
  note: 'message',
  reportingController: 'reportingComponent',
  deprecatedSource: 'source',
  deprecatedFirstTimestamp: 'firstTimestamp',
  deprecatedLastTimestamp: 'lastTimestamp',
  deprecatedCount: 'count',
} as const

/** Turns an Event of events.k8s.io/v1 into the core Event that is stored, and back. */
export const eventsConversion: VersionConversion = {
  toStored: (object) => rename(object, Object.entries(RENAMED), 'v1'),
  fromStored: (object) => rename(object, swapped, 'events.k8s.io/v1'),
}

const swapped = Object.entries(RENAMED).map(([to, from]): [string, string] => [from, to])

function rename(object: Unstructured, names: readonly (readonly [string, string])[], apiVersion: string) {
  const renamed: Unstructured = { ...object, apiVersion }
  for (const [from, to] of names) {
    if (!(from in object)) continue
    delete renamed[from]
    renamed[to] = object[from]
  }
  return renamed
}

type Cells = NonNullable<typeof event.columns>

/** Event, `events.k8s.io/v1`, which is stored as the core Event that it is. Its hooks take both forms. */
export const eventsEvent = defineKind<EventsEvent>({
  kind: 'Event',
  group: 'events.k8s.io',
  conversions: { v1: eventsConversion },
  columns: (event.columns as Cells).map((column) => ({
    ...column,
    cell: (object, now) => column.cell(toCore(object), now),
  })),
  validate: (object) => event.validate?.(toCore(object)) ?? [],
  indexes: (object) => event.indexes?.(toCore(object)) ?? [],
  selectableFields: Object.fromEntries(
    Object.entries(event.selectableFields ?? {}).map(([field, value]) => [
      field.replace('involvedObject.', 'regarding.').replace('reportingComponent', 'reportingController'),
      (object: EventsEvent) => value(toCore(object)),
    ]),
  ),
  prepareCreate: becomeCore,
  prepareUpdate: becomeCore,
})

/** Both kinds stand under the same keys of the store, so both are stored in the same form. */
function becomeCore(object: EventsEvent): void {
  const core = toCore(object)
  for (const field of Object.keys(RENAMED)) delete (object as unknown as Unstructured)[field]
  Object.assign(object, core)
}

function toCore(object: EventsEvent): NonNullable<Parameters<NonNullable<typeof event.validate>>[0]> {
  return eventsConversion.toStored(object as unknown as Unstructured) as never
}
