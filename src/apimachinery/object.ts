/** The shape that every object of the API shares. */
import type { JsonObject } from '../base/json.ts'

/** Labels by key. */
export type Labels = Record<string, string>

/** An owner of an object, of the object's own namespace or of none. */
export interface OwnerReference {
  apiVersion: string
  kind: string
  name: string
  uid: string
  controller?: boolean
  blockOwnerDeletion?: boolean
}

/** The metadata of an object. */
export interface ObjectMeta {
  name?: string
  generateName?: string
  namespace?: string
  uid?: string
  resourceVersion?: string
  generation?: number
  creationTimestamp?: string | null
  deletionTimestamp?: string
  deletionGracePeriodSeconds?: number
  labels?: Labels
  annotations?: Record<string, string>
  ownerReferences?: OwnerReference[]
  finalizers?: string[]
  managedFields?: JsonObject[]
  selfLink?: string
}

/** Any object of the API, built in or custom: what the pipeline handles without knowing the kind. */
export interface KubeObject {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
}

/** An object whose fields beyond the metadata are reached by name. */
export type Unstructured = KubeObject & { [field: string]: unknown }

/** Namespace and name; the namespace is '' for kinds that have none. */
export interface NamespacedName {
  namespace: string
  name: string
}

/** The metadata of a list. */
export interface ListMeta {
  resourceVersion?: string
  continue?: string
  remainingItemCount?: number
}

/** Objects of a kind, as the API gives them: whole, or a page. */
export interface KubeList<T extends KubeObject = KubeObject> {
  apiVersion: string
  kind: string
  metadata: ListMeta
  items: T[]
}

/** Splits an apiVersion: 'apps/v1' into group 'apps' and version 'v1', 'v1' into group '' and version 'v1'. */
export function parseApiVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf('/')
  return slash < 0
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) }
}

/** The apiVersion of a group and a version: the inverse of parseApiVersion. */
export function formatApiVersion(group: string, version: string): string {
  return group === '' ? version : `${group}/${version}`
}

/** The owner that manages the object (`controller: true`), if there is one. */
export function controllerOf(object: KubeObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((reference) => reference.controller === true)
}
