/** The rules of `x-kubernetes-list-type`: which lists can be sets, and which are maps by some fields of their items. */
import {
  type FieldError,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
} from '../../apimachinery/field-error.ts'
import type { JSONSchemaProps } from '../../generated/types.ts'
import { itemsOf } from '../schema/custom-schema.ts'

const TYPES = ['atomic', 'set', 'map']
const ATOMIC = 'must be atomic as item of a list with x-kubernetes-list-type=set'

/** The errors of one schema's list type and keys. */
export function validateListType(schema: JSONSchemaProps, path: string): FieldError[] {
  const listType = schema['x-kubernetes-list-type']
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  const errors: FieldError[] = []
  const at = `${path}.x-kubernetes-list-type`
  if (listType !== undefined) errors.push(...validateIsList(schema, path, listType))
  if (listType !== undefined && !TYPES.includes(listType)) errors.push(notSupported(at, listType, TYPES))
  if (keys.length > 0 && listType !== 'map') {
    const detail = 'must be map if x-kubernetes-list-map-keys is non-empty'
    errors.push(listType === undefined ? required(at, detail) : invalidValue(at, listType, detail))
  }
  if (listType === 'map') errors.push(...validateMapList(schema, keys, path))
  if (listType === 'map' || listType === 'set') errors.push(...validateItems(schema, listType, keys, path))
  return errors
}

function validateIsList(schema: JSONSchemaProps, path: string, listType: string): FieldError[] {
  const detail = 'must be array if x-kubernetes-list-type is specified'
  if (!schema.type) return [required(`${path}.type`, detail)]
  if (schema.type !== 'array') return [invalidValue(`${path}.type`, schema.type, detail)]
  const items = itemsOf(schema)
  if (listType !== 'set' || items === undefined) return []
  const inner = items['x-kubernetes-list-type']
  if (items.type === 'array' && inner !== undefined && inner !== 'atomic')
    return [invalidValue(`${path}.items.x-kubernetes-list-type`, inner, ATOMIC)]
  if (items.type === 'object' && items['x-kubernetes-map-type'] !== 'atomic')
    return [invalidValue(`${path}.items.x-kubernetes-map-type`, null, ATOMIC)]
  return []
}

function validateMapList(schema: JSONSchemaProps, keys: readonly string[], path: string): FieldError[] {
  const errors: FieldError[] = []
  const at = `${path}.x-kubernetes-list-map-keys`
  const items = itemsOf(schema)
  if (keys.length === 0) errors.push(required(at, 'must not be empty if x-kubernetes-list-type is map'))
  if (items === undefined)
    return [...errors, required(`${path}.items`, 'must have a schema if x-kubernetes-list-type is map')]
  if (items.type !== 'object') {
    const detail = "must be object if parent array's x-kubernetes-list-type is map"
    return [...errors, invalidValue(`${path}.items.type`, items.type ?? '', detail)]
  }
  keys.forEach((key, index) => {
    const property = items.properties?.[key]
    const where = `${path}.items.properties[${key}].type`
    if (property === undefined)
      errors.push(invalidValue(at, keys, 'entries must all be names of item properties'))
    else if (property.type === 'array' || property.type === 'object') {
      const detail = "must be a scalar type if parent array's x-kubernetes-list-type is map"
      errors.push(invalidValue(where, items.type, detail))
    }
    if (keys.indexOf(key) < index) errors.push(invalidValue(at, keys, 'must not contain duplicate entries'))
  })
  return errors
}

/** Items that are told apart by something must have it. */
function validateItems(
  schema: JSONSchemaProps,
  listType: string,
  keys: readonly string[],
  path: string,
): FieldError[] {
  const items = itemsOf(schema)
  if (items === undefined) return []
  const errors: FieldError[] = []
  if (items.nullable) {
    const detail = `cannot be nullable when x-kubernetes-list-type is ${listType}`
    errors.push(forbiddenField(`${path}.items.nullable`, detail))
  }
  for (const key of listType === 'map' ? keys : []) {
    const property = items.properties?.[key]
    const at = `${path}.items.properties[${key}]`
    if (property === undefined) continue
    const subject = 'this property is in x-kubernetes-list-map-keys, so it'
    if (!items.required?.includes(key) && property.default === undefined)
      errors.push(required(`${at}.default`, `${subject} must have a default or be a required property`))
    if (property.nullable) errors.push(forbiddenField(`${at}.nullable`, `${subject} cannot be nullable`))
  }
  return errors
}
