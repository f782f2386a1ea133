/** Between objects and what the store keeps: keys, indexes, resourceVersion. */
import type { Kind } from '../api/registry.ts'
import { groupResource, type ResourceInfo } from '../api/resource.ts'
import { keyBelow, resourcePrefix } from '../api/storage-key.ts'
import type { KubeObject, NamespacedName } from '../apimachinery/object.ts'
import type { IndexEntry, KeyValue, Put } from '../store/store.ts'
import { managersIn, withoutManagers } from './managers/recorded.ts'

/** Index of all objects by the uid of each of their owners. */
export const OWNER_INDEX = 'owner'

/** Objects whose managers are stored with them, as their readers see them. */
const shown = new WeakMap<KubeObject, KubeObject>()

/** The object in a stored value; frozen. Nearly always it is the value itself. */
export function objectOf({ value }: Pick<KeyValue, 'value'>): KubeObject {
  const stored = value as KubeObject
  if (managersIn(stored) === undefined) return stored
  const known = shown.get(stored)
  if (known !== undefined) return known
  const object = withoutManagers(stored)
  // The value is frozen throughout, so what is new of the object is all that is left to freeze.
  Object.freeze(object.metadata)
  shown.set(stored, Object.freeze(object))
  return object
}

/** What the store is to write for an object, which bears the revision of that write as its resourceVersion. */
export function putOf(kind: Kind, key: string, { metadata, ...rest }: KubeObject): Put {
  const value = { ...rest, metadata: { ...metadata } } as KubeObject
  return {
    type: 'put',
    key,
    value,
    stamp(revision) {
      value.metadata.resourceVersion = String(revision)
    },
    indexes: indexEntries(kind, value),
  }
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

/** Each write asks for some, and each look-up for one. */
const indexNames = new WeakMap<object, Map<string, string>>()

/** The store's name for an index of a kind. */
export function indexName(resource: Pick<ResourceInfo, 'group' | 'plural'>, index: string): string {
  let names = indexNames.get(resource)
  if (names === undefined) {
    names = new Map()
    indexNames.set(resource, names)
  }
  let name = names.get(index)
  if (name === undefined) {
    name = `${groupResource(resource)}.${index}`
    names.set(index, name)
  }
  return name
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
