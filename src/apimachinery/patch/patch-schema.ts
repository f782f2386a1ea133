/** What strategic merge patches need to know of an object's schema, and the names of their directives. */
import { getOwn, isJsonObject, type Json, type JsonObject } from '../../base/json.ts'
import { goType, goValue } from '../go-format.ts'
import { PatchError } from './patch-error.ts'

/**
 * How a field is patched. A list's schema is that of the list for `patchStrategy` and `mergeKey`, and its
 * `child` leads to the fields of its items. Without a schema objects are merged and lists replaced.
 */
export interface PatchSchema {
  /** The schema of a field of the object, of a map's values, or of a list's items. */
  child(field: string): PatchSchema | undefined
  /** `merge` for lists that are merged item by item, `replace` for objects that are not merged. */
  readonly patchStrategy?: 'merge' | 'replace'
  /** The field that tells the items of a merged list of objects apart. A merged list without one is a set. */
  readonly mergeKey?: string
  /** The object is a union: fields that a patch does not name are dropped. */
  readonly retainKeys?: boolean
}

/** What to do with the object or list item that it stands in: `delete` or `replace`. */
export const PATCH = '$patch'
/** The fields of a union to keep. */
export const RETAIN_KEYS = '$retainKeys'
/** Starts the name of a list of values to take out of a set: `$deleteFromPrimitiveList/finalizers`. */
export const DELETE_FROM_LIST = '$deleteFromPrimitiveList'
/** Starts the name of a list that gives the order of a merged list: `$setElementOrder/containers`. */
export const SET_ORDER = '$setElementOrder'

/** The field that a directive such as `$setElementOrder/containers` is about. */
export function directiveField(directive: string, prefix: string): string {
  if (directive.startsWith(`${prefix}/`)) return directive.slice(prefix.length + 1)
  throw prefix === SET_ORDER
    ? badOrderList()
    : new PatchError('bad-patch', 'invalid patch format of primitive list')
}

/** The value is no list where the order of one is given, or lists disagree about it. */
export function badOrderList(): PatchError {
  return new PatchError('bad-patch', 'invalid patch format of setElementOrder list')
}

/** The value as a list. Throws for anything else. */
export function asList(value: Json | undefined): Json[] {
  if (Array.isArray(value)) return value
  throw new PatchError('internal', `expected a ${goType([])}, but received a ${goType(value)}`)
}

/** The value as an object. Throws for anything else. */
export function asObject(value: Json | undefined): JsonObject {
  if (isJsonObject(value)) return value
  throw new PatchError('internal', `expected a ${goType({})}, but received a ${goType(value)}`)
}

/** The value of a list item's merge key. Throws where the item is no object or has none. */
export function mergeKeyValue(item: Json, mergeKey: string): Json {
  const object = asObject(item)
  if (Object.hasOwn(object, mergeKey)) return getOwn(object, mergeKey) as Json
  const text = `map: ${goValue(object)} does not contain declared merge key: ${mergeKey}`
  throw new PatchError('internal', text)
}

/** Which kind of values two lists hold: objects or scalars; undefined where both are empty. Throws for a mix. */
export function itemKind(...lists: Json[][]): 'object' | 'scalar' | undefined {
  let type: string | undefined
  for (const item of lists.flat()) {
    if (Array.isArray(item)) throw new PatchError('not-applicable', 'lists of lists are not supported')
    const own = item === null ? 'null' : typeof item
    if (type !== undefined && own !== type)
      throw new PatchError('internal', `list element types are not identical: ${goValue(lists)}`)
    type = own
  }
  if (type === undefined) return undefined
  return type === 'object' ? 'object' : 'scalar'
}
