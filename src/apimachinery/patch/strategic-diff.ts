/** Computes strategic merge patches: what turns one object into another. */
import { compareStrings } from '../../base/compare-strings.ts'
import { deepEqual, getOwn, isJsonObject, type Json, type JsonObject, setOwn } from '../../base/json.ts'
import { identityBy, orderLike } from './list-order.ts'
import {
  asObject,
  DELETE_FROM_LIST,
  itemKind,
  mergeKeyValue,
  PATCH,
  type PatchSchema,
  RETAIN_KEYS,
  SET_ORDER,
} from './patch-schema.ts'

/** Which differences count. */
export interface DiffOptions {
  /** Whether what is missing in the modified object is deleted. */
  deletions: boolean
  /** Whether what is new or different in the modified object is set. */
  changes: boolean
  /** Whether the order of merged lists is given along. */
  order: boolean
}

/** The patch that turns the original into the modified object. It shares parts with both. */
export function diffObjects(
  original: JsonObject,
  modified: JsonObject,
  schema: PatchSchema | undefined,
  options: DiffOptions,
  retainKeys = false,
): JsonObject {
  const patch: JsonObject = {}
  for (const key of Object.keys(modified)) diffField(patch, key, original, modified, schema, options)
  const missing = Object.keys(original).filter((key) => !Object.hasOwn(modified, key))
  if (options.deletions) for (const key of missing) setOwn(patch, key, null)
  if (!retainKeys) return patch
  const retained = Object.keys(modified).filter((key) => modified[key] !== null)
  const needed = Object.keys(patch).length > 0 || missing.some((key) => original[key] !== null)
  if (retained.length > 0 && needed) patch[RETAIN_KEYS] = retained.sort()
  return patch
}

function diffField(
  patch: JsonObject,
  key: string,
  original: JsonObject,
  modified: JsonObject,
  schema: PatchSchema | undefined,
  options: DiffOptions,
): void {
  const before = getOwn(original, key)
  const after = modified[key]!
  const fieldSchema = schema?.child(key)
  if (isJsonObject(before) && isJsonObject(after) && fieldSchema?.patchStrategy !== 'replace') {
    const changes = diffObjects(before, after, fieldSchema, options, fieldSchema?.retainKeys)
    if (Object.keys(changes).length > 0) setOwn(patch, key, changes)
  } else if (Array.isArray(before) && Array.isArray(after) && fieldSchema?.patchStrategy === 'merge')
    diffMergedList(patch, key, before, after, fieldSchema, options)
  else if (options.changes && !deepEqual(before, after)) setOwn(patch, key, after)
}

/** Writes the changes of a merged list, the values to take out of it, and its order. */
function diffMergedList(
  patch: JsonObject,
  key: string,
  before: Json[],
  after: Json[],
  schema: PatchSchema,
  options: DiffOptions,
): void {
  if (before.length === 0) {
    if (after.length > 0 && options.changes) setOwn(patch, key, after)
    return
  }
  const { changes, removed, order } =
    itemKind(before, after) === 'object'
      ? diffItems(before, after, schema, options)
      : diffScalars(before, after, options)
  if (changes.length > 0) setOwn(patch, key, changes)
  if (removed.length > 0) patch[`${DELETE_FROM_LIST}/${key}`] = removed
  if (order.length > 0 && options.order) patch[`${SET_ORDER}/${key}`] = order
}

interface ListDiff {
  changes: Json[]
  removed: Json[]
  order: Json[]
}

function diffScalars(before: Json[], after: Json[], options: DiffOptions): ListDiff {
  const added = options.changes ? after.filter((item) => !before.includes(item)) : []
  const gone = options.deletions ? before.filter((item) => !after.includes(item)) : []
  const removed = [...new Set(gone)].sort((a, b) => compareStrings(String(a), String(b)))
  const ordered = removed.length > 0 || (options.changes && !deepEqual(before, after))
  return { changes: added, removed, order: ordered ? after : [] }
}

function diffItems(before: Json[], after: Json[], schema: PatchSchema, options: DiffOptions): ListDiff {
  // As upstream without a merge key in the schema: every item lacks it.
  const mergeKey = schema.mergeKey ?? ''
  const identity = identityBy(mergeKey)
  const partners = groupBy(before, (item) => String(identity(item)))
  const changed: Json[] = []
  for (const item of after) {
    const partner = partners.get(String(identity(item)))?.shift()
    if (partner === undefined) {
      if (options.changes) changed.push(item)
      continue
    }
    const changes = diffObjects(asObject(partner), asObject(item), schema, options, schema.retainKeys)
    if (Object.keys(changes).length > 0) changed.push({ ...changes, [mergeKey]: identity(item) })
  }
  const deletions = options.deletions
    ? [...partners.values()].flat().map((item) => deletionOf(item, mergeKey))
    : []
  const sorted = deletions.sort((a, b) => compareStrings(String(a[mergeKey]), String(b[mergeKey])))
  const changes = [...orderLike(changed, after, identity), ...sorted]
  const sameOrder =
    before.length === after.length && before.every((item, i) => identity(item) === identity(after[i]!))
  const ordered = changes.length > 0 || (options.changes && !sameOrder)
  return { changes, removed: [], order: ordered ? after.map((item) => ({ [mergeKey]: identity(item) })) : [] }
}

function deletionOf(item: Json, mergeKey: string): JsonObject {
  return { [mergeKey]: mergeKeyValue(item, mergeKey), [PATCH]: 'delete' }
}

function groupBy(items: Json[], keyOf: (item: Json) => string): Map<string, Json[]> {
  const groups = new Map<string, Json[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}
