/** What server-side apply must know of a type: which parts of its values are owned, and merged, one by one. */

/** A value that is owned as a whole. */
export interface ScalarMerge {
  readonly kind: 'scalar'
  /** What values are taken; `any` takes all of them. */
  readonly accepts: 'string' | 'numeric' | 'boolean' | 'scalar' | 'any'
}

/** A list: owned as a whole, or by its items, which are known by their keys, or by their value where there are none. */
export interface ListMerge {
  readonly kind: 'list'
  readonly atomic: boolean
  readonly keys: readonly string[]
  /** The values of keys that items may leave out. */
  readonly keyDefaults: Readonly<Record<string, string | number | boolean>>
  readonly items: () => MergeSchema
}

/** An object: owned as a whole, or by its fields. */
export interface MapMerge {
  readonly kind: 'map'
  readonly atomic: boolean
  /** The type of a field that is declared. */
  readonly field: (name: string) => MergeSchema | undefined
  /** The type of all other fields; undefined where there may be none. */
  readonly values: () => MergeSchema | undefined
}

/** A value without a schema: lists are owned as a whole, objects by their fields. */
export interface DeducedMerge {
  readonly kind: 'deduced'
}

/** The type of a value. */
export type MergeSchema = ScalarMerge | ListMerge | MapMerge | DeducedMerge

/** A type with which a value can be walked. */
export type ResolvedMerge = ScalarMerge | ListMerge | MapMerge

/** Any value, owned as a whole. */
export const ATOMIC: ScalarMerge = { kind: 'scalar', accepts: 'any' }
/** A value without a schema. */
export const DEDUCED: DeducedMerge = { kind: 'deduced' }

const DEDUCED_LIST: ListMerge = {
  kind: 'list',
  atomic: true,
  keys: [],
  keyDefaults: {},
  items: () => DEDUCED,
}
const DEDUCED_MAP: MapMerge = { kind: 'map', atomic: false, field: () => undefined, values: () => DEDUCED }
const DEDUCED_SCALAR: ScalarMerge = { kind: 'scalar', accepts: 'scalar' }

/** The type as it is met by a value. */
export function resolve(schema: MergeSchema, value: unknown): ResolvedMerge {
  if (schema.kind !== 'deduced') return schema
  if (Array.isArray(value)) return DEDUCED_LIST
  return typeof value === 'object' && value !== null ? DEDUCED_MAP : DEDUCED_SCALAR
}

/** The type of one field of an object. */
export function fieldSchema(schema: MapMerge, name: string): MergeSchema {
  return schema.field(name) ?? schema.values() ?? ATOMIC
}
