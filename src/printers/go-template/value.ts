/** Values while a template runs: JSON, numbers with their Go type, and what holds them. */
import { isJsonObject } from '../../base/json.ts'
import {
  formatFloat,
  formatNumber,
  formatValue,
  type GoKind,
  kindOf,
  sortedKeys,
  typeName,
} from '../go-value.ts'
import type { NumberType } from './nodes.ts'

/** A number whose Go type is not the one that JSON data has: a constant, a length, a byte. */
export class TypedNumber {
  readonly value: number
  readonly type: NumberType | 'uint8'

  constructor(value: number, type: NumberType | 'uint8') {
    this.value = value
    this.type = type
  }
}

/**
 * A value and whether it is held in an `interface {}`, as members of maps and lists are. `undefined` is the
 * invalid value of a missing key, null a nil interface.
 */
export interface Held {
  value: unknown
  isInterface: boolean
}

/** The invalid value. */
export const MISSING: Held = Object.freeze({ value: undefined, isInterface: false })

/** A value of a known type. */
export function concrete(value: unknown): Held {
  return { value, isInterface: false }
}

/** A value out of a map or a list. */
export function held(value: unknown): Held {
  return value === undefined ? MISSING : { value, isInterface: true }
}

/** The value without the interface around it; nil becomes the invalid value. */
export function unwrap({ value }: Held): Held {
  return value === null || value === undefined ? MISSING : { value, isInterface: false }
}

/** An `int`, the type of lengths and indexes. */
export function int(value: number): TypedNumber {
  return new TypedNumber(value, 'int')
}

/** The kind of a value; 'int' covers all whole numbers but bytes. */
export function goKind(value: unknown): GoKind | 'uint' {
  if (!(value instanceof TypedNumber)) return kindOf(value)
  if (value.type === 'uint8') return 'uint'
  return value.type === 'float64' ? 'float' : 'int'
}

/** The name of the Go type, as messages and `%T` show it. */
export function goTypeName(value: unknown): string {
  return value instanceof TypedNumber ? value.type : typeName(value)
}

/** The name of the type as the holder declares it. */
export function heldTypeName({ value, isInterface }: Held): string {
  return isInterface ? 'interface {}' : goTypeName(value)
}

/** The number in a value, of whatever type; undefined where there is none. */
export function numberOf(value: unknown): number | undefined {
  if (value instanceof TypedNumber) return value.value
  return typeof value === 'number' ? value : undefined
}

/** A value as Go's `%v` prints it. */
export function printed(value: unknown): string {
  if (!(value instanceof TypedNumber)) return formatValue(value)
  return value.type === 'float64' ? formatFloat(value.value) : formatNumber(value.value)
}

/** True for what a template takes for true: not zero, not empty, not nil. */
export function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0
  if (isJsonObject(value) && !(value instanceof TypedNumber)) return sortedKeys(value).length > 0
  const number = numberOf(value)
  // NaN is not zero.
  return number === undefined ? Boolean(value) : number !== 0
}
