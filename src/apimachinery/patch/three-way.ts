/**
 * The patches of `kubectl apply`: what the manifest changes in the live object, and what was in the manifest that
 * was applied last and is no longer in this one. What others set in the live object stays.
 */
import {
  deepCopy,
  deepEqual,
  getOwn,
  isJsonObject,
  type Json,
  type JsonObject,
  setOwn,
} from '../../base/json.ts'
import { diffJsonMerge } from './json-merge-patch.ts'
import { PatchError } from './patch-error.ts'
import { itemKind, mergeKeyValue, PATCH, type PatchSchema, RETAIN_KEYS } from './patch-schema.ts'
import { diffObjects } from './strategic-diff.ts'
import { mergeObjects } from './strategic-merge-patch.ts'

/** The three states: as applied last (`{}` for none), as in the manifest, as on the server. */
export interface ThreeWayInput {
  original: JsonObject
  modified: JsonObject
  current: JsonObject
}

/**
 * The strategic merge patch for kinds whose schema is known; `{}` where there is nothing to do. Without
 * `overwrite`, throws a PatchError 'conflict' where the live object was changed otherwise than the patch says.
 */
export function threeWayStrategicPatch(
  { original, modified, current }: ThreeWayInput,
  schema: PatchSchema | undefined,
  { overwrite = true }: { overwrite?: boolean } = {},
): JsonObject {
  const changes = diffObjects(current, modified, schema, { deletions: false, changes: true, order: true })
  const deletions = diffObjects(original, modified, schema, { deletions: true, changes: false, order: true })
  const patch = mergeObjects(deletions, changes, schema, 'combine')
  if (!overwrite) {
    const changed = diffObjects(original, current, schema, { deletions: true, changes: true, order: false })
    if (valuesConflict(patch, changed, schema)) throw conflictBetween(patch, changed)
  }
  return deepCopy(patch)
}

/**
 * The JSON merge patch for custom resources. Throws a PatchError 'precondition' where the manifest and the
 * live object differ in apiVersion, kind or name.
 */
export function threeWayJsonMergePatch({ original, modified, current }: ThreeWayInput): JsonObject {
  const changes = withoutNulls(diffJsonMerge(current, modified))
  const deletions = onlyNulls(diffJsonMerge(original, modified))
  const patch = overlay(deletions, changes)
  const metadata = getOwn(patch, 'metadata')
  const renamed = isJsonObject(metadata) && Object.hasOwn(metadata, 'name')
  if (Object.hasOwn(patch, 'apiVersion') || Object.hasOwn(patch, 'kind') || renamed)
    throw new PatchError('precondition', 'At least one of apiVersion, kind and name was changed')
  return deepCopy(patch)
}

function conflictBetween(patch: JsonObject, changed: JsonObject): PatchError {
  const [ours, theirs] = [patch, changed].map((value) => JSON.stringify(value, undefined, 2))
  const text = `patch:\n${ours}\nconflicts with changes made from original to current:\n${theirs}\n`
  return new PatchError('conflict', text)
}

/** An empty object is a value of its own; one that becomes empty was only deletions. */
function withoutNulls(patch: JsonObject): JsonObject {
  const result: JsonObject = {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) continue
    const kept = isJsonObject(value) ? withoutNulls(value) : value
    if (isEmpty(kept) && !isEmpty(value)) continue
    setOwn(result, key, kept)
  }
  return result
}

function onlyNulls(patch: JsonObject): JsonObject {
  const result: JsonObject = {}
  for (const [key, value] of Object.entries(patch)) {
    const kept = isJsonObject(value) ? onlyNulls(value) : value
    if (kept === null || (isJsonObject(kept) && !isEmpty(kept))) setOwn(result, key, kept)
  }
  return result
}

function isEmpty(value: Json): boolean {
  return isJsonObject(value) && Object.keys(value).length === 0
}

/** Deletions with the changes laid over them; a change wins. */
function overlay(deletions: JsonObject, changes: JsonObject): JsonObject {
  const result = { ...deletions }
  for (const [key, value] of Object.entries(changes)) {
    const below = getOwn(result, key)
    setOwn(result, key, isJsonObject(below) && isJsonObject(value) ? overlay(below, value) : value)
  }
  return result
}

/** Whether two patches of one object set the same field to different values. */
function valuesConflict(left: Json, right: Json, schema: PatchSchema | undefined): boolean {
  if (isJsonObject(left) && isJsonObject(right)) {
    if (getOwn(left, PATCH) !== getOwn(right, PATCH)) return true
    return schema?.patchStrategy === 'replace' ? false : fieldsConflict(left, right, schema)
  }
  if (Array.isArray(left) && Array.isArray(right)) return listsConflict(left, right, schema)
  return !deepEqual(left, right)
}

function fieldsConflict(left: JsonObject, right: JsonObject, schema: PatchSchema | undefined): boolean {
  return Object.keys(left).some((key) => {
    if (key === PATCH || key === RETAIN_KEYS || !Object.hasOwn(right, key)) return false
    return valuesConflict(left[key]!, right[key]!, schema?.child(key))
  })
}

function listsConflict(left: Json[], right: Json[], schema: PatchSchema | undefined): boolean {
  const mergeKey = schema?.mergeKey
  if (schema?.patchStrategy !== 'merge') return !deepEqual(left, right)
  if (itemKind(left, right) !== 'object' || mergeKey === undefined) return false
  const byKey = new Map(right.map((item) => [mergeKeyValue(item, mergeKey), item]))
  return left.some((item) => {
    const other = byKey.get(mergeKeyValue(item, mergeKey))
    return other !== undefined && fieldsOrDirectivesConflict(item, other, schema)
  })
}

/** A list's schema speaks of the list; its items are plain objects. */
function fieldsOrDirectivesConflict(left: Json, right: Json, schema: PatchSchema): boolean {
  return valuesConflict(left, right, { child: (field) => schema.child(field) })
}
