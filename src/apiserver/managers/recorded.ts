/**
 * The managers of an object as they are stored: entries of managedFields whose fields are text, or left out where a manager
 * owns all that no other owns. Objects that only the control plane wrote have none: what it owns is worked out when
 * somebody asks.
 */
import type { KubeObject } from '../../apimachinery/object.ts'
import type { JsonObject } from '../../base/json.ts'

/** One manager of an object. An empty list tells that a user has dropped them all, and that none are to be tracked. */
export interface RecordedManager {
  manager: string
  operation: 'Apply' | 'Update'
  apiVersion: string
  time?: string
  subresource?: string
  /** fieldsV1 as JSON; missing for the manager of all the rest. */
  fields?: string
}

/** The managers of an object. */
export type RecordedManagers = readonly RecordedManager[]

/** Beside the objects, for nearly no reader asks. */
const known = new WeakMap<KubeObject, RecordedManagers>()

/** The managers that are stored with an object that came out of the store. */
export function recordedManagers(object: KubeObject): RecordedManagers | undefined {
  return known.get(object)
}

/** Keeps the managers beside the object. */
export function rememberManagers(object: KubeObject, managers: RecordedManagers | undefined): void {
  if (managers !== undefined) known.set(object, managers)
}

/** Lets an object that was made of another keep the other's managers. */
export function inheritManagers(object: KubeObject, from: KubeObject): void {
  if (object !== from) rememberManagers(object, known.get(from))
}

/** Puts managers into an object that is to be stored. */
export function setManagers(object: KubeObject, managers: RecordedManagers | undefined): void {
  if (managers !== undefined) object.metadata.managedFields = managers as unknown as JsonObject[]
}

/** The managers that were put into an object that is to be stored. */
export function managersIn(object: KubeObject): RecordedManagers | undefined {
  return object.metadata.managedFields as unknown as RecordedManagers | undefined
}

/** The object as readers get it, with its managers beside it. */
export function withoutManagers(object: KubeObject): KubeObject {
  const managers = managersIn(object)
  if (managers === undefined) return object
  const { managedFields: _, ...metadata } = object.metadata
  const shown = { ...object, metadata }
  rememberManagers(shown, managers)
  return shown
}

/** Takes out of an object what its sender says of its managers. */
export function takeManagedFields({ metadata }: KubeObject): readonly JsonObject[] | undefined {
  const { managedFields } = metadata
  if (managedFields !== undefined) delete metadata.managedFields
  return managedFields
}

/** Whether two lists tell of the same, but for when it was. */
export function differInTimeOnly(a: RecordedManagers, b: RecordedManagers): boolean {
  const timeless = (managers: RecordedManagers) =>
    managers.map(({ time: _, ...rest }) => JSON.stringify(Object.entries(rest).sort())).sort()
  return a.length === b.length && timeless(a).join() === timeless(b).join()
}

/** Whether a user owns something of the status: what the control plane owns of it is not stored. */
export function isStatusOwned(managers: RecordedManagers): boolean {
  return managers.some(({ fields }) => fields?.includes('"f:status"'))
}
