/** `index`, `slice` and `len`. */
import { isJsonObject } from '../../base/json.ts'
import { ownValue, sortedKeys } from '../go-value.ts'
import { FunctionError } from './function-error.ts'
import { concrete, goKind, goTypeName, type Held, held, numberOf, TypedNumber } from './value.ts'

/** `item[key][key]…` Throws FunctionError for a key that does not fit the item. */
export function indexInto(item: unknown, keys: readonly unknown[]): Held {
  if (item === null || item === undefined) throw new FunctionError('index of untyped nil')
  let result: Held = concrete(item)
  for (const key of keys) result = indexOnce(result.value, key)
  return result
}

function indexOnce(item: unknown, key: unknown): Held {
  if (item === null || item === undefined) throw new FunctionError('index of nil pointer')
  if (Array.isArray(item)) return held(item[position(key, item.length, 'slice')] ?? null)
  if (typeof item === 'string') {
    const bytes = Buffer.from(item)
    return concrete(new TypedNumber(bytes[position(key, bytes.length, 'string')] ?? 0, 'uint8'))
  }
  if (!isJsonObject(item) || item instanceof TypedNumber)
    throw new FunctionError(`can't index item of type ${goTypeName(item)}`)
  if (key === null || key === undefined) throw new FunctionError('value is nil; should be of type string')
  if (typeof key !== 'string') throw new FunctionError(`value has type ${goTypeName(key)}; should be string`)
  return held(ownValue(item, key) ?? null)
}

function position(key: unknown, length: number, what: string): number {
  const index = readIndex(key, length)
  if (index === length) throw new FunctionError(`reflect: ${what} index out of range`)
  return index
}

function readIndex(key: unknown, limit: number): number {
  if (key === null || key === undefined) throw new FunctionError('cannot index slice/array with nil')
  const kind = goKind(key)
  if (kind !== 'int' && kind !== 'uint')
    throw new FunctionError(`cannot index slice/array with type ${goTypeName(key)}`)
  const index = numberOf(key) ?? 0
  if (index < 0 || index > limit) throw new FunctionError(`index out of range: ${index}`)
  return index
}

/** `item[i:j]` for lists and strings. Throws FunctionError. */
export function sliceOf(item: unknown, bounds: readonly unknown[]): unknown {
  if (item === null || item === undefined) throw new FunctionError('slice of untyped nil')
  if (bounds.length > 3) throw new FunctionError(`too many slice indexes: ${bounds.length}`)
  if (typeof item === 'string' && bounds.length === 3)
    throw new FunctionError('cannot 3-index slice a string')
  if (typeof item !== 'string' && !Array.isArray(item))
    throw new FunctionError(`can't slice item of type ${goTypeName(item)}`)
  const list = typeof item === 'string' ? Buffer.from(item) : item
  const [start = 0, end = list.length, cap = list.length] = bounds.map((bound) =>
    readIndex(bound, list.length),
  )
  if (start > end) throw new FunctionError(`invalid slice index: ${start} > ${end}`)
  if (end > cap) throw new FunctionError(`invalid slice index: ${end} > ${cap}`)
  return Array.isArray(list) ? list.slice(start, end) : list.subarray(start, end).toString('utf8')
}

/** The number of bytes of a string, or of members of a list or a map. Throws FunctionError. */
export function lengthOf(value: unknown): number {
  if (value === undefined) throw new FunctionError('reflect: call of reflect.Value.Type on zero Value')
  if (value === null) throw new FunctionError('len of nil pointer')
  if (typeof value === 'string') return Buffer.byteLength(value)
  if (Array.isArray(value)) return value.length
  if (isJsonObject(value) && !(value instanceof TypedNumber)) return sortedKeys(value).length
  throw new FunctionError(`len of type ${goTypeName(value)}`)
}
