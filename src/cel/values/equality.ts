/** When two values of CEL are equal, and which of two comes first. */
import { compareStrings } from '../../base/compare-strings.ts'
import { noSuchOverload } from '../errors.ts'
import {
  Duration,
  isList,
  MapValue,
  Opaque,
  Optional,
  Timestamp,
  TypeValue,
  Uint,
  type Value,
} from './value.ts'

/** Equality over all types: numbers by what they are worth, lists and maps item by item, the rest only among its own. */
export function isEqual(a: Value, b: Value): boolean {
  if (a === b) return true
  if (isNumber(a) && isNumber(b)) return compareNumbers(a, b) === 0
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (isList(a)) return isList(b) && equalLists(a, b)
  if (a instanceof Uint8Array) return b instanceof Uint8Array && Buffer.compare(a, b) === 0
  if (a instanceof MapValue) return b instanceof MapValue && equalMaps(a, b)
  if (a instanceof Optional) return b instanceof Optional && equalOptionals(a, b)
  if (a instanceof TypeValue) return b instanceof TypeValue && a.name === b.name
  if (a instanceof Timestamp) return b instanceof Timestamp && a.nanos === b.nanos
  if (a instanceof Duration) return b instanceof Duration && a.nanos === b.nanos
  return a instanceof Opaque && b instanceof Opaque && a.typeName === b.typeName && a.equals(b)
}

function equalLists(a: readonly Value[], b: readonly Value[]): boolean {
  if (a.length !== b.length) return false
  if (a instanceof UnorderedList || b instanceof UnorderedList)
    return a.every((item) => b.some((other) => isEqual(item, other)))
  return a.every((item, index) => isEqual(item, b[index]!))
}

/** A list whose order means nothing: x-kubernetes-list-type `set` or `map`. */
export class UnorderedList extends Array<Value> {
  /** What makes an item one and the same. */
  identity: (item: Value) => Value = (item) => item

  // What is made out of such a list is a plain one.
  static override get [Symbol.species](): ArrayConstructor {
    return Array
  }

  /** The two lists joined: an item of the second replaces the same one of the first, where it stands. */
  merged(others: readonly Value[]): UnorderedList {
    const joined = new UnorderedList()
    joined.identity = this.identity
    joined.push(...this)
    for (const other of others) {
      const id = this.identity(other)
      const index = joined.findIndex((item) => isEqual(this.identity(item), id))
      if (index < 0) joined.push(other)
      else joined[index] = other
    }
    return joined
  }
}

function equalMaps(a: MapValue, b: MapValue): boolean {
  if (a.size !== b.size) return false
  return a.keys().every((key) => {
    const other = b.get(key)
    return other !== undefined && isEqual(a.get(key)!, other)
  })
}

function equalOptionals({ value: a }: Optional, { value: b }: Optional): boolean {
  return a === undefined || b === undefined ? a === b : isEqual(a, b)
}

/** A number of any of the three kinds. */
export type AnyNumber = bigint | number | Uint

/** Is it an int, a uint or a double? */
export function isNumber(value: Value): value is AnyNumber {
  return typeof value === 'bigint' || typeof value === 'number' || value instanceof Uint
}

/** Below, at or above zero as a is less than, equal to or greater than b; NaN where they cannot be compared. */
export function compareNumbers(a: AnyNumber, b: AnyNumber): number {
  const left = a instanceof Uint ? a.value : a
  const right = b instanceof Uint ? b.value : b
  // JavaScript compares bigints and numbers by their exact worth.
  if (left < right) return -1
  if (left > right) return 1
  // biome-ignore lint/suspicious/noDoubleEquals: a bigint and a number of the same worth are not identical.
  return left == right ? 0 : Number.NaN
}

/** The order of two values of one type that has one. Throws where there is none. */
export function order(a: Value, b: Value): number {
  if (isNumber(a) && isNumber(b)) return compareNumbers(a, b)
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b)
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b)
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b)
  const isMoment = a instanceof Timestamp && b instanceof Timestamp
  if (isMoment || (a instanceof Duration && b instanceof Duration))
    return a.nanos < (b as Duration).nanos ? -1 : a.nanos > (b as Duration).nanos ? 1 : 0
  throw noSuchOverload()
}
