/** The schemas of custom kinds as server-side apply sees them: what their definitions say by x-kubernetes extensions. */
import {
  DEDUCED,
  type ListMerge,
  type MapMerge,
  type MergeSchema,
  type ScalarMerge,
} from '../../apimachinery/managed-fields/merge-schema.ts'
import type { JSONSchemaProps } from '../../generated/types.ts'
import { itemsOf, propertyOf, valuesOf } from './custom-schema.ts'
import { metadataMergeSchema } from './merge-schema.ts'

const STRING: ScalarMerge = { kind: 'scalar', accepts: 'string' }

/** How objects of a custom kind are owned and applied. Without a schema, all but the metadata is taken as it comes. */
export async function customMergeSchema(schema: JSONSchemaProps | undefined): Promise<MergeSchema> {
  const metadata = await metadataMergeSchema()
  return withMetadata(schema === undefined ? undefined : mergeMap(schema, metadata), metadata)
}

/** An object of the API: whatever its schema says of them, apiVersion, kind and metadata are what they always are. */
function withMetadata(map: MapMerge | undefined, metadata: MergeSchema): MapMerge {
  const common: Record<string, MergeSchema> = { apiVersion: STRING, kind: STRING, metadata }
  return {
    kind: 'map',
    atomic: false,
    field: (name) => (Object.hasOwn(common, name) ? common[name] : map?.field(name)),
    values: () => (map === undefined ? DEDUCED : map.values()),
  }
}

function mergeValue(schema: JSONSchemaProps, metadata: MergeSchema): MergeSchema {
  if (schema['x-kubernetes-int-or-string']) return { kind: 'scalar', accepts: 'scalar' }
  switch (schema.type) {
    case 'object': {
      const map = mergeMap(schema, metadata)
      return schema['x-kubernetes-embedded-resource'] ? withMetadata(map, metadata) : map
    }
    case 'array':
      return mergeList(schema, metadata)
    case 'integer':
    case 'number':
      return { kind: 'scalar', accepts: 'numeric' }
    case 'boolean':
      return { kind: 'scalar', accepts: 'boolean' }
    case 'string':
      return STRING
    default:
      return DEDUCED
  }
}

function mergeMap(schema: JSONSchemaProps, metadata: MergeSchema): MapMerge {
  const fields = new Map<string, MergeSchema | undefined>()
  const values = valuesOf(schema)
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'] === true || values === true
  return {
    kind: 'map',
    atomic: schema['x-kubernetes-map-type'] === 'atomic',
    field(name) {
      if (!fields.has(name)) {
        const property = propertyOf(schema, name)
        fields.set(name, property && mergeValue(property, metadata))
      }
      return fields.get(name)
    },
    values: () =>
      values !== undefined && values !== true ? mergeValue(values, metadata) : isOpen ? DEDUCED : undefined,
  }
}

function mergeList(schema: JSONSchemaProps, metadata: MergeSchema): ListMerge {
  const items = itemsOf(schema)
  const { 'x-kubernetes-list-type': type, 'x-kubernetes-list-map-keys': keys = [] } = schema
  return {
    kind: 'list',
    atomic: type !== 'map' && type !== 'set',
    keys: type === 'map' ? keys : [],
    keyDefaults: items === undefined ? {} : keyDefaults(items, keys),
    items: () => (items === undefined ? DEDUCED : mergeValue(items, metadata)),
  }
}

function keyDefaults(items: JSONSchemaProps, keys: readonly string[]): ListMerge['keyDefaults'] {
  const defaults: Record<string, string | number | boolean> = {}
  for (const key of keys) {
    const value: unknown = propertyOf(items, key)?.default
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      defaults[key] = value
  }
  return defaults
}
