/** JSON patches (RFC 6902), with the messages of the library that the API server uses. */
import {
  deepCopy,
  deepEqual,
  getOwn,
  isJsonObject,
  type Json,
  type JsonObject,
  setOwn,
} from '../../base/json.ts'
import { goType } from '../go-format.ts'
import { PatchError } from './patch-error.ts'

/** One step of a JSON patch. */
export interface JsonPatchOperation {
  op: string
  path: string
  from?: string
  value?: Json
}

/** What a JSON patch may copy within an object, in characters of JSON: no object can be larger anyway. */
const MAX_COPIED = 3 * 1024 * 1024
const MAX_OPERATIONS = 10_000

/** The container that holds the target of a path, and the target's name or index in it. */
interface Target {
  container: JsonObject | Json[]
  key: string
}

/** Reads a JSON patch. Throws a PatchError for anything but a list of at most 10,000 operations. */
export function parseJsonPatch(patch: unknown): JsonPatchOperation[] {
  if (!Array.isArray(patch)) throw undecodable(patch, 'jsonpatch.Patch')
  if (patch.length > MAX_OPERATIONS) {
    const text = `The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${patch.length}`
    throw new PatchError('too-large', text)
  }
  return patch.map(parseOperation)
}

function parseOperation(operation: Json): JsonPatchOperation {
  if (!isJsonObject(operation)) throw undecodable(operation, 'jsonpatch.Operation')
  const { op, path, from } = operation
  const fields = { op: typeof op === 'string' ? op : 'unknown', path: typeof path === 'string' ? path : '' }
  return {
    ...fields,
    ...(typeof from === 'string' && { from }),
    ...(Object.hasOwn(operation, 'value') && { value: operation.value! }),
  }
}

function undecodable(value: unknown, type: string): PatchError {
  const kind = isJsonObject(value) ? 'object' : Array.isArray(value) ? 'array' : goType(value)
  return new PatchError('bad-patch', `json: cannot unmarshal ${kind} into Go value of type ${type}`)
}

/** The object with all operations applied, or a PatchError and nothing done. The object is not changed. */
export function applyJsonPatch(original: JsonObject, patch: readonly JsonPatchOperation[]): JsonObject {
  const document = deepCopy(original)
  let copied = 0
  for (const operation of patch) {
    copied += operation.op === 'copy' ? JSON.stringify(sourceOf(document, operation)).length : 0
    if (copied > MAX_COPIED) {
      const text = `Unable to complete the copy, the accumulated size increase of copy is ${copied}, exceeding the limit ${MAX_COPIED}`
      throw new PatchError('too-large', text)
    }
    applyOperation(document, operation)
  }
  return document
}

const APPLY: Readonly<Record<string, (document: JsonObject, operation: JsonPatchOperation) => void>> = {
  add: (document, { path, value = null }) => {
    add(targetOf(document, path, `add operation does not apply: doc is missing path: "${path}"`), path, value)
  },
  remove: (document, { path }) => {
    remove(targetOf(document, path, `remove operation does not apply: doc is missing path: "${path}"`), path)
  },
  replace,
  test,
  move: transfer,
  copy: transfer,
}

function applyOperation(document: JsonObject, operation: JsonPatchOperation): void {
  const apply = getOwn(APPLY, operation.op)
  if (apply === undefined) throw new PatchError('not-applicable', `Unexpected kind: ${operation.op}`)
  apply(document, operation)
}

function add({ container, key }: Target, path: string, value: Json): void {
  const copy = deepCopy(value)
  if (!Array.isArray(container)) setOwn(container, key, copy)
  else container.splice(key === '-' ? container.length : indexIn(container, key, path, 1), 0, copy)
}

function remove({ container, key }: Target, path: string): void {
  if (Array.isArray(container)) container.splice(indexIn(container, key, path), 1)
  else if (Object.hasOwn(container, key)) delete container[key]
  else throw missing(`error in remove for path: '${path}': Unable to remove nonexistent key: ${key}`)
}

function replace(document: JsonObject, { path, value = null }: JsonPatchOperation): void {
  const { container, key } = targetOf(
    document,
    path,
    `replace operation does not apply: doc is missing path: ${path}`,
  )
  if (valueAt({ container, key }) === undefined)
    throw missing(`replace operation does not apply: doc is missing key: ${path}`)
  if (Array.isArray(container)) container[indexIn(container, key, path)] = deepCopy(value)
  else setOwn(container, key, deepCopy(value))
}

/** A value that is missing passes a test for null. */
function test(document: JsonObject, { path, value = null }: JsonPatchOperation): void {
  const text = `test operation does not apply: is missing path: ${path}`
  const actual = path === '' ? document : valueAt(targetOf(document, path, text))
  if (!deepEqual(actual ?? null, value))
    throw new PatchError('not-applicable', `testing value ${path} failed: test failed`)
}

function transfer(document: JsonObject, operation: JsonPatchOperation): void {
  const { op, from = '', path } = operation
  const value = deepCopy(sourceOf(document, operation))
  if (op === 'move')
    remove(targetOf(document, from, `move operation does not apply: doc is missing from path: ${from}`), from)
  add(
    targetOf(document, path, `${op} operation does not apply: doc is missing destination path: ${path}`),
    path,
    value,
  )
}

/** The value that a move or copy starts from. */
function sourceOf(document: JsonObject, { op, from = '' }: JsonPatchOperation): Json {
  const text = `${op} operation does not apply: doc is missing from path: ${from}`
  const value = valueAt(targetOf(document, from, text))
  if (value === undefined) throw missing(`error in ${op} for path: '${from}'`)
  return value
}

function targetOf(document: JsonObject, path: string, complaint: string): Target {
  const [start, ...keys] = path.split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  const last = keys.pop()
  if (start !== '' || last === undefined) throw missing(complaint)
  let container: JsonObject | Json[] = document
  for (const key of keys) {
    const next = valueAt({ container, key })
    if (!isJsonObject(next) && !Array.isArray(next)) throw missing(complaint)
    container = next
  }
  return { container, key: last }
}

/** The value of a target; undefined where there is none. */
function valueAt({ container, key }: Target): Json | undefined {
  if (!Array.isArray(container)) return Object.hasOwn(container, key) ? container[key] : undefined
  return /^-?\d+$/.test(key) ? container.at(Number(key)) : undefined
}

/** An index within a list, counted from its end where it is negative. `room` allows for places after the end. */
function indexIn(list: Json[], key: string, path: string, room = 0): number {
  const index = /^-?\d+$/.test(key) ? Number(key) : Number.NaN
  const place = index < 0 ? index + list.length + room : index
  if (place >= 0 && place < list.length + room) return place
  const text = `error for path: '${path}': Unable to access invalid index: ${key}: invalid index referenced`
  throw new PatchError('not-applicable', text)
}

function missing(complaint: string): PatchError {
  return new PatchError('not-applicable', `${complaint}: missing value`)
}
