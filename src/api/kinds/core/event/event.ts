/** Event: something happened to an object. */
import type { Event } from '../../../../generated/types.ts'
import type { IndexEntry } from '../../../../store/store.ts'
import { defineKind } from '../../../define-kind.ts'
import { columns } from './columns.ts'
import { eventMinute } from './minute.ts'
import { validate } from './validation.ts'

/**
 * Event, `v1`. Found by the index 'involved' under the uid of the object that it is about, and by 'minute' under the
 * minute in which it was last seen.
 */
export const event = defineKind<Event>({
  kind: 'Event',
  group: '',
  programs: { object: ({ source }) => programOf(source?.component) },
  allowCreateOnUpdate: true,
  validate,
  columns,
  indexes(object): IndexEntry[] {
    const { uid } = object.involvedObject ?? {}
    return [['minute', eventMinute(object)], ...(uid ? [['involved', uid] as const] : [])]
  },
  selectableFields: {
    'involvedObject.kind': ({ involvedObject }) => involvedObject?.kind ?? '',
    'involvedObject.namespace': ({ involvedObject }) => involvedObject?.namespace ?? '',
    'involvedObject.name': ({ involvedObject }) => involvedObject?.name ?? '',
    'involvedObject.uid': ({ involvedObject }) => involvedObject?.uid ?? '',
    'involvedObject.apiVersion': ({ involvedObject }) => involvedObject?.apiVersion ?? '',
    'involvedObject.resourceVersion': ({ involvedObject }) => involvedObject?.resourceVersion ?? '',
    'involvedObject.fieldPath': ({ involvedObject }) => involvedObject?.fieldPath ?? '',
    reason: ({ reason }) => reason ?? '',
    reportingComponent: ({ reportingComponent }) => reportingComponent ?? '',
    source: ({ source, reportingComponent }) => source?.component || reportingComponent || '',
    type: ({ type }) => type ?? '',
  },
  fieldIndexes: { 'involvedObject.uid': 'involved' },
})

/** The program that an event's component is part of. */
function programOf(component: string | undefined): string {
  if (component === 'kubelet') return component
  return component?.endsWith('scheduler') ? 'kube-scheduler' : 'kube-controller-manager'
}
