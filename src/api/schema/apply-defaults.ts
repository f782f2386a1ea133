/** Fills in the defaults that a custom kind's schema states. */
import { deepCopy, isJsonObject, setOwn } from '../../base/json.ts'
import type { JSONSchemaProps } from '../../generated/types.ts'
import { itemsOf, valuesOf } from './custom-schema.ts'

/**
 * Sets in place what is missing. A null counts as missing where the schema does not allow null; one without a
 * default is dropped then.
 */
export function applyDefaults(schema: JSONSchemaProps, value: unknown): void {
  if (Array.isArray(value)) {
    const items = itemsOf(schema)
    if (items !== undefined) for (const item of value) applyDefaults(items, item)
  } else if (isJsonObject(value)) defaultObject(schema, value)
}

function defaultObject(schema: JSONSchemaProps, object: Record<string, unknown>): void {
  const properties = schema.properties ?? {}
  for (const [name, property] of Object.entries(properties)) {
    const missing = !Object.hasOwn(object, name) || (object[name] === null && !property.nullable)
    if (missing && property.default !== undefined) setOwn(object, name, deepCopy(property.default))
    else if (missing) delete object[name]
    if (Object.hasOwn(object, name)) applyDefaults(property, object[name])
  }
  const values = valuesOf(schema)
  if (values === undefined || values === true) return
  for (const name of Object.keys(object))
    if (!Object.hasOwn(properties, name)) applyDefaults(values, object[name])
}
