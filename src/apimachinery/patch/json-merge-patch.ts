/** JSON merge patches (RFC 7386): objects are merged, null deletes, everything else is replaced. */
import {
  deepCopy,
  deepEqual,
  getOwn,
  isJsonObject,
  type Json,
  type JsonObject,
  setOwn,
} from '../../base/json.ts'

/** The object with the patch applied; neither argument is changed or shared. */
export function applyJsonMergePatch(original: JsonObject, patch: JsonObject): JsonObject {
  return deepCopy(merge(original, patch))
}

function merge(original: Json | undefined, patch: JsonObject): JsonObject {
  const result: JsonObject = isJsonObject(original) ? { ...original } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key]
    else setOwn(result, key, isJsonObject(value) ? merge(getOwn(result, key), value) : value)
  }
  return result
}

/** The patch that turns the original into the modified object; `{}` where they are equal. */
export function diffJsonMerge(original: JsonObject, modified: JsonObject): JsonObject {
  const patch: JsonObject = {}
  for (const [key, after] of Object.entries(modified)) {
    const before = getOwn(original, key)
    if (isJsonObject(before) && isJsonObject(after)) {
      const changes = diffJsonMerge(before, after)
      if (Object.keys(changes).length > 0) setOwn(patch, key, changes)
    } else if (!deepEqual(before, after)) setOwn(patch, key, after)
  }
  for (const key of Object.keys(original)) if (!Object.hasOwn(modified, key)) setOwn(patch, key, null)
  return patch
}
