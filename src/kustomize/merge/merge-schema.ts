/** What merging needs to know of types: which lists are merged, and by which fields of their items. */
import type { Schema, StructSchema } from '../../api/schema/schema.ts'

/** How a value is merged. */
export interface MergeSchema {
  /** The schema of a field of an object, or of a map's values. */
  child(field: string): MergeSchema | undefined
  /** Of a list: the schema of its items. */
  items?: MergeSchema | undefined
  /**
   * Of a list whose items are merged: the fields that tell the items apart, none for scalars. A list without is
   * replaced as a whole.
   */
  mergeKeys?: readonly string[]
}

const known = new WeakMap<StructSchema, MergeSchema>()
const SCALAR: MergeSchema = { child: () => undefined }

/** The schema of a struct of the API. */
export function mergeSchemaOfStruct(struct: StructSchema): MergeSchema {
  const made: MergeSchema = known.get(struct) ?? {
    child: (field) => {
      const schema = struct.field(field)
      return schema === undefined ? undefined : mergeSchemaOfValue(schema)
    },
  }
  known.set(struct, made)
  return made
}

function mergeSchemaOfValue(schema: Schema): MergeSchema {
  if (schema.type === 'struct') return mergeSchemaOfStruct(schema)
  if (schema.type === 'map') return { child: () => mergeSchemaOfValue(schema.values) }
  if (schema.type !== 'list') return SCALAR
  const { mergeKey, mapKeys } = schema
  const items = mergeSchemaOfValue(schema.items)
  if (mergeKey === undefined) return { ...SCALAR, items }
  return { ...SCALAR, items, mergeKeys: mapKeys ?? (mergeKey === '' ? [] : [mergeKey]) }
}
