/** Applies strategic merge patches: JSON merge patches that know which lists to merge, and by which key. */
import {
  deepCopy,
  deepEqual,
  getOwn,
  isJsonObject,
  type Json,
  type JsonObject,
  setOwn,
} from '../../base/json.ts'
import { goValue } from '../go-format.ts'
import { type Identity, identityBy, isDeletion, orderMerged } from './list-order.ts'
import { PatchError } from './patch-error.ts'
import {
  asList,
  asObject,
  badOrderList,
  DELETE_FROM_LIST,
  directiveField,
  itemKind,
  mergeKeyValue,
  PATCH,
  type PatchSchema,
  RETAIN_KEYS,
  SET_ORDER,
} from './patch-schema.ts'

/**
 * `apply` merges a patch into an object and consumes its directives; `combine` merges it into another patch and
 * keeps them: how kubectl puts the deletions and the changes of an apply together.
 */
export type MergeMode = 'apply' | 'combine'

/**
 * The object with the patch applied; neither argument is changed or shared. Throws a PatchError for patches
 * that make no sense.
 */
export function applyStrategicMergePatch(
  original: JsonObject,
  patch: JsonObject,
  schema: PatchSchema | undefined,
): JsonObject {
  return deepCopy(mergeObjects(original, patch, schema, 'apply'))
}

/** Merges a patch into an object or another patch. The result shares parts with both. */
export function mergeObjects(
  original: JsonObject,
  patch: JsonObject,
  schema: PatchSchema | undefined,
  mode: MergeMode,
): JsonObject {
  if (Object.hasOwn(patch, PATCH)) return applyDirective(patch)
  const result = { ...original }
  const rest = { ...patch }
  retainKeys(result, rest, mode)
  for (const key of Object.keys(rest))
    if (key.startsWith(SET_ORDER)) mergeOrderedList(result, rest, key, schema, mode)
  for (const key of Object.keys(rest)) mergeField(result, key, rest[key]!, schema, mode)
  return result
}

function applyDirective(patch: JsonObject): JsonObject {
  const { [PATCH]: directive, ...rest } = patch
  if (directive === 'replace') return rest
  if (directive === 'delete') return {}
  throw unknownDirective(directive, patch)
}

function unknownDirective(directive: Json | undefined, patch: JsonObject): PatchError {
  return new PatchError('internal', `unknown patch type: ${goValue(directive)} in map: ${goValue(patch)}`)
}

/** Drops the fields of a union that the patch does not retain. */
function retainKeys(result: JsonObject, patch: JsonObject, mode: MergeMode): void {
  if (!Object.hasOwn(patch, RETAIN_KEYS)) return
  const keys = patch[RETAIN_KEYS]!
  delete patch[RETAIN_KEYS]
  if (mode === 'combine') {
    const other = getOwn(result, RETAIN_KEYS)
    if (other !== undefined && !deepEqual(other, keys)) {
      const text = `${goValue(other)} and ${goValue(keys)} are not deep equal: this may happen when calculating the 3-way diff patch`
      throw new PatchError('internal', text)
    }
    result[RETAIN_KEYS] = keys
    return
  }
  const retained = new Set(Array.isArray(keys) ? keys : [])
  const foreign = (key: string) =>
    !retained.has(key) &&
    patch[key] !== null &&
    !key.startsWith(DELETE_FROM_LIST) &&
    !key.startsWith(SET_ORDER)
  if (!Array.isArray(keys) || Object.keys(patch).some(foreign))
    throw new PatchError('bad-patch', 'invalid patch format of retainKeys')
  for (const key of Object.keys(result)) if (!retained.has(key)) delete result[key]
}

function mergeField(
  result: JsonObject,
  key: string,
  value: Json,
  schema: PatchSchema | undefined,
  mode: MergeMode,
): void {
  const removes = key.startsWith(DELETE_FROM_LIST)
  if (removes && mode === 'combine') {
    setOwn(result, key, value)
    return
  }
  const field = removes ? directiveField(key, DELETE_FROM_LIST) : key
  if (value === null) {
    delete result[field]
    if (mode === 'apply') return
  }
  const current = getOwn(result, field)
  if (current === undefined || typeName(current) !== typeName(value)) {
    if (!removes) setOwn(result, field, takeOver(value, mode))
  } else setOwn(result, field, mergeValues(current, value, schema?.child(field), mode, removes))
}

function typeName(value: Json): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'list' : typeof value
}

function mergeValues(
  current: Json,
  value: Json,
  schema: PatchSchema | undefined,
  mode: MergeMode,
  removes: boolean,
): Json {
  if (Array.isArray(current) && Array.isArray(value))
    return schema?.patchStrategy === 'merge'
      ? mergeLists(current, value, schema, mode, removes)
      : takeOver(value, mode)
  if (isJsonObject(current) && isJsonObject(value) && schema?.patchStrategy !== 'replace')
    return mergeObjects(current, value, schema, mode)
  return takeOver(value, mode)
}

/** A value of the patch that meets nothing to merge with: without the nulls and directives meant for that. */
function takeOver(value: Json, mode: MergeMode): Json {
  if (mode === 'combine') return value
  if (Array.isArray(value)) {
    const items = value.filter((item) => !isJsonObject(item) || !Object.hasOwn(item, PATCH))
    return items.map((item) => takeOver(item, mode))
  }
  if (!isJsonObject(value)) return value
  const result: JsonObject = {}
  for (const [key, item] of Object.entries(value))
    if (item !== null && !isDirective(key)) setOwn(result, key, takeOver(item, mode))
  return result
}

function isDirective(key: string): boolean {
  return (
    key === PATCH ||
    key === RETAIN_KEYS ||
    key.startsWith(`${SET_ORDER}/`) ||
    key.startsWith(`${DELETE_FROM_LIST}/`)
  )
}

function mergeLists(
  original: Json[],
  patch: Json[],
  schema: PatchSchema,
  mode: MergeMode,
  removes = false,
): Json[] {
  if (itemKind(original, patch) !== 'object') {
    if (mode === 'apply' && removes) return original.filter((item) => !patch.includes(item))
    return orderMerged([...new Set([...original, ...patch])], patch, original, identityBy(undefined))
  }
  const { mergeKey } = schema
  if (mergeKey === undefined)
    throw new PatchError('internal', 'cannot merge lists without merge key for type struct')
  const [kept, additions] = applyItemDirectives(original, patch, mergeKey)
  const merged = mergeItems(kept, additions, schema, mergeKey, mode)
  return orderMerged(merged, additions, kept, identityBy(mergeKey))
}

/** Carries out `$patch` in list items. The result is what is left of the list, and of the patch. */
function applyItemDirectives(original: Json[], patch: Json[], mergeKey: string): [Json[], Json[]] {
  const deleted = new Set<Json>()
  const additions: Json[] = []
  let replace = false
  for (const item of patch.map(asObject)) {
    if (!Object.hasOwn(item, PATCH)) additions.push(item)
    else if (item[PATCH] === 'delete') deleted.add(mergeKeyValue(item, mergeKey))
    else if (item[PATCH] === 'replace') replace = true
    else if (item[PATCH] === 'merge')
      throw new PatchError('internal', 'merging lists cannot yet be specified in the patch')
    else throw unknownDirective(item[PATCH], item)
  }
  if (replace) return [additions, []]
  const kept = original.filter((item) => !deleted.has(getOwn(asObject(item), mergeKey) ?? NO_KEY))
  return [deleted.size === 0 ? original : kept, additions]
}

/** Stands for the merge key of items without one; equal to no value of JSON. */
const NO_KEY: JsonObject = Object.freeze({})

function mergeItems(
  original: Json[],
  patch: Json[],
  schema: PatchSchema,
  mergeKey: string,
  mode: MergeMode,
): Json[] {
  const result = [...original]
  for (const item of patch) {
    const key = mergeKeyValue(item, mergeKey)
    const index = result.findIndex((each) => getOwn(asObject(each), mergeKey) === key)
    if (index < 0) result.push(takeOver(item, mode))
    else result[index] = mergeObjects(asObject(result[index]), asObject(item), schema, mode)
  }
  return result
}

/** Merges a list together with the order given for it, and takes both out of what is left of the patch. */
function mergeOrderedList(
  result: JsonObject,
  patch: JsonObject,
  directive: string,
  schema: PatchSchema | undefined,
  mode: MergeMode,
): void {
  const order = asList(patch[directive])
  delete patch[directive]
  if (mode === 'combine') {
    const other = getOwn(result, directive)
    if (other !== undefined && !deepEqual(other, order)) throw badOrderList()
    setOwn(result, directive, order)
  }
  const field = directiveField(directive, SET_ORDER)
  const current = getOwn(result, field)
  const changes = getOwn(patch, field)
  if (current === undefined && changes === undefined) return
  const currentItems = current === undefined ? [] : asList(current)
  const changedItems = changes === undefined ? [] : asList(changes)
  const fieldSchema = schema?.child(field)
  const identity = identityBy(fieldSchema?.mergeKey)
  checkOrder(changedItems, order, identity)
  const merged = mergeWhole(current === undefined ? undefined : currentItems, changedItems, fieldSchema, mode)
  setOwn(result, field, orderMerged(merged, order, currentItems, identity))
  delete patch[field]
}

function mergeWhole(
  current: Json[] | undefined,
  changes: Json[],
  schema: PatchSchema | undefined,
  mode: MergeMode,
): Json[] {
  if (current === undefined) return asList(takeOver(changes, mode))
  if (changes.length === 0) return current
  return asList(mergeValues(current, changes, schema, mode, false))
}

/** The items of a patch must come in the order that the patch itself asks for. */
function checkOrder(items: Json[], order: Json[], identity: Identity): void {
  const changed = items.filter(
    (item) => !isDeletion(item) && !(isJsonObject(item) && Object.hasOwn(item, PATCH)),
  )
  if (changed.length === 0 || order.length === 0) return
  let matched = 0
  for (const item of order)
    if (matched < changed.length && identity(changed[matched]!) === identity(item)) matched++
  if (matched === changed.length) return
  const text = `The order in patch list:\n${goValue(items)}\n doesn't match ${SET_ORDER} list:\n${goValue(order)}\n`
  throw new PatchError('internal', text)
}
