/** The values of CEL as they are while an expression is evaluated. */
import { runtimeName, type Type } from '../type.ts'

/** A value. Integers are bigints, doubles numbers; a list is an array, a map a MapValue. */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | Uint
  | Timestamp
  | Duration
  | TypeValue
  | Optional
  | Opaque
  | MapValue
  | readonly Value[]

/** An unsigned integer of 64 bits. */
export class Uint {
  readonly value: bigint

  constructor(value: bigint) {
    this.value = value
  }
}

/** A moment, in nanoseconds since the epoch. */
export class Timestamp {
  readonly nanos: bigint

  constructor(nanos: bigint) {
    this.nanos = nanos
  }
}

/** A span of time, in nanoseconds. */
export class Duration {
  readonly nanos: bigint

  constructor(nanos: bigint) {
    this.nanos = nanos
  }
}

/** A type as a value: what `type(x)` gives. Two are equal where their names are. */
export class TypeValue {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/** A value that may be missing; `undefined` stands for the missing one. */
export class Optional {
  readonly value: Value | undefined

  constructor(value: Value | undefined) {
    this.value = value
  }
}

/** The optional without a value. */
export const NONE: Optional = new Optional(undefined)

/** A value of a library: its name is that of its type. */
export abstract class Opaque {
  abstract readonly typeName: string
  /** Is it the same as another value of its type? */
  abstract equals(other: this): boolean
}

/** A map, or an object, which is a map from the names of its fields. */
export abstract class MapValue {
  abstract readonly size: number
  /** The type, for objects that have one of their own; 'map' otherwise. */
  abstract readonly typeName: string
  /** The value under a key; undefined where there is none. */
  abstract get(key: Value): Value | undefined
  abstract keys(): Value[]
}

/** A map out of entries, as literals make them. */
export class EntriesMap extends MapValue {
  readonly typeName: string
  readonly #entries = new Map<string, readonly [Value, Value]>()

  constructor(entries: Iterable<readonly [Value, Value]>, typeName = 'map') {
    super()
    this.typeName = typeName
    for (const entry of entries) this.#entries.set(keyText(entry[0]) ?? '', entry)
  }

  override get size(): number {
    return this.#entries.size
  }

  override get(key: Value): Value | undefined {
    const text = keyText(key)
    return text === undefined ? undefined : this.#entries.get(text)?.[1]
  }

  override keys(): Value[] {
    return [...this.#entries.values()].map(([key]) => key)
  }
}

/** What makes a key one and the same: numbers of all kinds count by what they are worth. Undefined for no key. */
export function keyText(key: Value): string | undefined {
  if (typeof key === 'string') return `s${key}`
  if (typeof key === 'bigint') return `n${key}`
  if (typeof key === 'boolean') return `b${key}`
  if (key instanceof Uint) return `n${key.value}`
  return typeof key === 'number' && Number.isInteger(key) ? `n${BigInt(key)}` : undefined
}

/** Is it a list? TypeScript's own test does not tell read-only arrays from the rest. */
export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}

/** The name of a value's type, as messages tell it. */
export function typeNameOf(value: Value): string {
  switch (typeof value) {
    case 'boolean':
      return 'bool'
    case 'bigint':
      return 'int'
    case 'number':
      return 'double'
    case 'string':
      return 'string'
    default:
      return value === null ? 'null_type' : objectTypeName(value)
  }
}

function objectTypeName(value: object): string {
  if (Array.isArray(value)) return 'list'
  if (value instanceof Uint8Array) return 'bytes'
  if (value instanceof Uint) return 'uint'
  if (value instanceof Timestamp) return 'google.protobuf.Timestamp'
  if (value instanceof Duration) return 'google.protobuf.Duration'
  if (value instanceof TypeValue) return 'type'
  if (value instanceof Optional) return 'optional_type'
  return (value as Opaque | MapValue).typeName
}

/** Can the value be taken for one of the type? Of lists and maps, only that they are some. */
export function hasType(value: Value, type: Type): boolean {
  switch (type.kind) {
    case 'primitive':
      return type.name === 'dyn' || runtimeName(type.name) === typeNameOf(value)
    case 'list':
      return isList(value)
    case 'map':
      return value instanceof MapValue
    case 'optional':
      return value instanceof Optional
    case 'type':
      return value instanceof TypeValue
    case 'param':
      return true
    default:
      return typeNameOf(value) === type.name
  }
}
