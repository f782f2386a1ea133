/** Drops from custom objects what their schema does not specify. */
import { deepCopy, isJsonObject, setOwn } from '../../base/json.ts'
import type { JSONSchemaProps } from '../../generated/types.ts'
import { itemsOf, propertyOf, valuesOf } from './custom-schema.ts'

const IDENTITY = new Set(['apiVersion', 'kind', 'metadata'])

/**
 * A copy of the object without unspecified fields. `unknown` gets the paths of those that were dropped, in the
 * order of keys as kubectl sends them.
 */
export function prune(schema: JSONSchemaProps | undefined, object: unknown, unknown: string[]): unknown {
  if (schema === undefined) return deepCopy(object)
  return pruneValue({ ...schema, 'x-kubernetes-embedded-resource': true }, object, '', unknown)
}

/** A copy of any value without what its schema does not specify. */
export function pruneBySchema(schema: JSONSchemaProps, value: unknown): unknown {
  return pruneValue(schema, value, '', [])
}

function pruneValue(schema: JSONSchemaProps, value: unknown, path: string, unknown: string[]): unknown {
  if (Array.isArray(value)) return pruneList(schema, value, path, unknown)
  return isJsonObject(value) ? pruneObject(schema, value, path, unknown) : value
}

function pruneList(schema: JSONSchemaProps, list: unknown[], path: string, unknown: string[]): unknown {
  const items = itemsOf(schema)
  if (items === undefined) return deepCopy(list)
  return list.map((item, index) => pruneValue(items, item, `${path}[${index}]`, unknown))
}

function pruneObject(
  schema: JSONSchemaProps,
  object: Record<string, unknown>,
  path: string,
  unknown: string[],
): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  const values = valuesOf(schema)
  for (const key of Object.keys(object).sort()) {
    const inside = path === '' ? key : `${path}.${key}`
    const known = schemaOf(schema, key, values)
    if (known === undefined) unknown.push(inside)
    else
      setOwn(
        result,
        key,
        known === true ? deepCopy(object[key]) : pruneValue(known, object[key], inside, unknown),
      )
  }
  return result
}

/** The schema of a field; true for one that is kept as it is; undefined for one that is dropped. */
function schemaOf(
  schema: JSONSchemaProps,
  key: string,
  values: JSONSchemaProps | true | undefined,
): JSONSchemaProps | true | undefined {
  if (schema['x-kubernetes-embedded-resource'] && IDENTITY.has(key)) return true
  const property = propertyOf(schema, key) ?? values
  return property ?? (schema['x-kubernetes-preserve-unknown-fields'] ? true : undefined)
}
