/** The schemas of built-in kinds as server-side apply sees them. */
import {
  ATOMIC,
  type MapMerge,
  type MergeSchema,
  type ScalarMerge,
} from '../../apimachinery/managed-fields/merge-schema.ts'
import type { GroupVersionKind } from '../resource.ts'
import { loadSchema } from './load-schema.ts'
import { isAtomicMap, isHeldByValue, isNeverOmitted, KEY_DEFAULTS } from './map-types.ts'
import type { ListSchema, ScalarType, Schema, StructSchema } from './schema.ts'

/** How objects of a built-in kind are owned and applied, and what such an object is before anything is set in it. */
export async function mergeSchemaOf(
  gvk: GroupVersionKind,
): Promise<{ schema: MergeSchema; empty: Record<string, unknown> } | undefined> {
  const schema = await loadSchema(gvk)
  return schema && { schema: mergeStruct(schema, false), empty: emptyStruct(schema) }
}

/** How the metadata of any object is owned and applied. */
export async function metadataMergeSchema(): Promise<MergeSchema> {
  const { structSchema } = await import('./schema.ts')
  return mergeStruct(structSchema('ObjectMeta'), false)
}

const NUMERIC: ScalarMerge = { kind: 'scalar', accepts: 'numeric' }
const STRING: ScalarMerge = { kind: 'scalar', accepts: 'string' }
const BOOLEAN: ScalarMerge = { kind: 'scalar', accepts: 'boolean' }
const UNTYPED: ScalarMerge = { kind: 'scalar', accepts: 'scalar' }

const SCALARS: Readonly<Record<ScalarType, ScalarMerge>> = {
  string: STRING,
  bytes: STRING,
  int32: NUMERIC,
  int64: NUMERIC,
  double: NUMERIC,
  boolean: BOOLEAN,
  time: UNTYPED,
  microTime: UNTYPED,
  quantity: UNTYPED,
  intOrString: UNTYPED,
  any: ATOMIC,
}

const granular = new WeakMap<StructSchema, MapMerge>()
const atomic = new WeakMap<StructSchema, MapMerge>()

function mergeStruct(schema: StructSchema, whole: boolean): MapMerge {
  const cache = whole ? atomic : granular
  const known = cache.get(schema)
  if (known !== undefined) return known
  const fields = new Map<string, MergeSchema | undefined>()
  const made: MapMerge = {
    kind: 'map',
    atomic: whole,
    field(name) {
      if (!fields.has(name)) fields.set(name, mergeField(schema, name))
      return fields.get(name)
    },
    values: () => undefined,
  }
  cache.set(schema, made)
  return made
}

function mergeField(owner: StructSchema, name: string): MergeSchema | undefined {
  const schema = owner.field(name)
  return schema && mergeValue(schema, owner.name, name)
}

function mergeValue(schema: Schema, owner: string, field: string): MergeSchema {
  if (schema.type === 'struct') return mergeStruct(schema, isAtomicMap(owner, field, schema.name))
  if (schema.type === 'list') return mergeList(schema, owner, field)
  if (schema.type !== 'map') return SCALARS[schema.type]
  const values = mergeValue(schema.values, owner, field)
  return {
    kind: 'map',
    atomic: isAtomicMap(owner, field, ''),
    field: () => undefined,
    values: () => values,
  }
}

function mergeList({ items, listType, mapKeys = [] }: ListSchema, owner: string, field: string): MergeSchema {
  const type = items.type === 'struct' ? items.name : ''
  return {
    kind: 'list',
    atomic: listType === 'atomic',
    keys: listType === 'map' ? mapKeys : [],
    keyDefaults: KEY_DEFAULTS[type] ?? {},
    items: () => mergeValue(items, owner, field),
  }
}

/** What Go writes of a struct in which nothing is set: structs held by value, and empty values that it does not omit. */
function emptyStruct(schema: StructSchema): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const name of schema.fieldNames) {
    const field = schema.field(name)
    if (field?.type === 'struct' && isHeldByValue(schema.name, name)) result[name] = emptyStruct(field)
    else if (field && (schema.required.includes(name) || isNeverOmitted(schema.name, name)))
      result[name] = emptyValue(field)
  }
  return result
}

function emptyValue({ type }: Schema): unknown {
  if (type === 'string') return ''
  if (type === 'boolean') return false
  return type === 'int32' || type === 'int64' || type === 'double' ? 0 : null
}
