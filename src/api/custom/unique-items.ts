/** Lists that are sets, or maps by some of their items' fields, hold nothing twice (schema/listtype/validation.go). */
import { duplicate, type FieldError, invalidValue } from '../../apimachinery/field-error.ts'
import { goMapJson } from '../../apimachinery/go-format.ts'
import { isJsonObject } from '../../base/json.ts'
import type { JSONSchemaProps } from '../../generated/types.ts'
import { itemsOf, valuesOf } from '../schema/custom-schema.ts'

/** The errors of all such lists in a value. */
export function validateUniqueItems(schema: JSONSchemaProps, value: unknown, path: string): FieldError[] {
  if (Array.isArray(value)) return validateList(schema, value, path)
  if (!isJsonObject(value)) return []
  const values = valuesOf(schema)
  return Object.entries(value).flatMap(([key, inner]) => {
    const property = schema.properties?.[key]
    if (property) return validateUniqueItems(property, inner, path === '' ? key : `${path}.${key}`)
    return values === undefined || values === true
      ? []
      : validateUniqueItems(values, inner, `${path}[${key}]`)
  })
}

function validateList(schema: JSONSchemaProps, list: readonly unknown[], path: string): FieldError[] {
  const type = schema['x-kubernetes-list-type']
  const items = itemsOf(schema)
  return [
    ...(type === 'set' ? repeated(list, path) : []),
    ...(type === 'map' ? validateKeys(schema, list, path) : []),
    ...(items ? list.flatMap((item, index) => validateUniqueItems(items, item, `${path}[${index}]`)) : []),
  ]
}

function validateKeys(schema: JSONSchemaProps, list: readonly unknown[], path: string): FieldError[] {
  const wrong = list.findIndex((item) => item !== null && !isJsonObject(item))
  if (wrong >= 0)
    return [invalidValue(`${path}[${wrong}]`, list[wrong], 'must be an object for an array of list-type map')]
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  const identities = list.map((item) =>
    Object.fromEntries(
      keys
        .filter((key) => isJsonObject(item) && Object.hasOwn(item, key))
        .map((key) => [key, (item as Record<string, unknown>)[key]]),
    ),
  )
  return repeated(identities, path)
}

/** An error for the second of what is there more than once; further ones are not told. */
function repeated(values: readonly unknown[], path: string): FieldError[] {
  const seen = new Map<string, number>()
  return values.flatMap((value, index) => {
    // Equal values have equal texts.
    const text = goMapJson(value)
    const times = (seen.get(text) ?? 0) + 1
    seen.set(text, times)
    return times === 2 ? [duplicate(`${path}[${index}]`, value)] : []
  })
}
