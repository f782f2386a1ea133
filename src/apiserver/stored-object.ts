/** Between objects and what the store keeps: keys, indexes, resourceVersion. */
import type { Kind } from '../api/registry.ts'
import { groupResource, type ResourceInfo } from '../api/resource.ts'
import { keyBelow, resourcePrefix } from '../api/storage-key.ts'
import type { KubeObject, NamespacedName, ObjectMeta } from '../apimachinery/object.ts'
import type { IndexEntry, KeyValue } from '../store/store.ts'
import { managersIn, type RecordedManagers, rememberManagers } from './managers/recorded.ts'

/** Index of all objects by the uid of each of their owners. */
export const OWNER_INDEX = 'owner'

const decorated = new WeakMap<object, { revision: number; object: KubeObject }>()

/** The object in a stored value, with its resourceVersion; frozen. */
export function objectOf(kv: Pick<KeyValue, 'value' | 'modRevision'>): KubeObject {
  const value = kv.value as KubeObject
  const known = decorated.get(value)
  if (known?.revision === kv.modRevision) return known.object
  // The value is frozen throughout, so what is new of the object is all that is left to freeze.
  const { own, managers } = splitManagers(value)
  const metadata = Object.freeze({ ...own, resourceVersion: String(kv.modRevision) })
  const object = Object.freeze({ ...value, metadata }) as KubeObject
  rememberManagers(object, managers)
  decorated.set(value, { revision: kv.modRevision, object })
  return object
}

function splitManagers(value: KubeObject): { own: ObjectMeta; managers?: RecordedManagers } {
  const managers = managersIn(value)
  if (managers === undefined) return { own: value.metadata }
  const { managedFields: _, ...own } = value.metadata
  return { own, managers }
}

/** What is stored of an object: all of it but the resourceVersion, which is the store's. */
export function storedForm(object: KubeObject): KubeObject {
  const { resourceVersion: _, ...metadata } = object.metadata
  return { ...object, metadata }
}

/** Every request asks for a key, and what precedes the name is the kind's. */
const prefixes = new WeakMap<Kind, string>()

/** The key of an object of a kind. */
export function keyFor(kind: Kind, name: NamespacedName): string {
  let prefix = prefixes.get(kind)
  if (prefix === undefined) {
    prefix = resourcePrefix({ ...kind.resource, custom: kind.custom !== undefined })
    prefixes.set(kind, prefix)
  }
  return keyBelow(prefix, name)
}

/** The store's name for an index of a kind. */
export function indexName(resource: ResourceInfo, index: string): string {
  return `${groupResource(resource)}.${index}`
}

/** All index entries of an object: its owners, its labels where the kind wants them, and the kind's own. */
export function indexEntries(kind: Kind, object: KubeObject): IndexEntry[] {
  const { resource, definition } = kind
  const entries: IndexEntry[] = []
  for (const owner of object.metadata.ownerReferences ?? []) entries.push([OWNER_INDEX, owner.uid])
  if (definition.indexLabels) {
    const namespace = object.metadata.namespace ?? ''
    for (const [key, value] of Object.entries(object.metadata.labels ?? {}))
      entries.push([indexName(resource, 'label'), `${namespace}/${key}=${value}`])
  }
  for (const [index, term, weight] of definition.indexes?.(object) ?? [])
    entries.push([indexName(resource, index), term, weight])
  return entries
}
