/** What every part of a definition's schema must keep to (ValidateCustomResourceDefinitionOpenAPISchema). */
import {
  type FieldError,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
} from '../../apimachinery/field-error.ts'
import { isJsonObject } from '../../base/json.ts'
import type { JSONSchemaProps } from '../../generated/types.ts'
import { itemsOf, valuesOf } from '../schema/custom-schema.ts'
import { validateListType } from './list-type.ts'

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string']
const IDENTITY = new Set(['metadata', 'kind', 'apiVersion'])
const UNSUPPORTED = [
  'id',
  'additionalItems',
  'patternProperties',
  'definitions',
  'dependencies',
  '$ref',
] as const

/** What holds where the walk is. */
interface Place {
  readonly isRoot: boolean
  /** Within metadata, or in apiVersion or kind, of an object. */
  readonly inIdentity: boolean
  /** Why no default may stand here. */
  readonly noDefaults?: string
}

/** The errors of a schema and all of its parts. */
export function validateSchemaParts(schema: JSONSchemaProps, path: string): FieldError[] {
  return visit(schema, path, { isRoot: true, inIdentity: false })
}

function visit(schema: JSONSchemaProps, path: string, place: Place): FieldError[] {
  return [
    ...validateWords(schema, path, place),
    ...visitParts(schema, path, place),
    ...validateMapType(schema, path),
    ...validateListType(schema, path),
  ]
}

function validateWords(schema: JSONSchemaProps, path: string, place: Place): FieldError[] {
  const errors: FieldError[] = []
  const { type = '' } = schema
  if (type === 'null')
    errors.push(forbiddenField(`${path}.type`, 'type cannot be set to null, use nullable as an alternative'))
  else if (type !== '' && !TYPES.includes(type)) errors.push(notSupported(`${path}.type`, type, TYPES))
  if (schema.default !== undefined && place.noDefaults !== undefined)
    errors.push(forbiddenField(`${path}.default`, `must not be set ${place.noDefaults}`))
  for (const name of UNSUPPORTED)
    if (schema[name] !== undefined) errors.push(forbiddenField(`${path}.${name}`, `${name} is not supported`))
  if (Array.isArray(schema.items))
    errors.push(forbiddenField(`${path}.items`, 'items must be a schema object and not an array'))
  if (place.inIdentity && schema['x-kubernetes-embedded-resource'])
    errors.push(
      forbiddenField(`${path}.x-kubernetes-embedded-resource`, 'must not be used inside of resource meta'),
    )
  if (schema.uniqueItems) {
    const detail = 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic'
    errors.push(forbiddenField(`${path}.uniqueItems`, detail))
  }
  if (schema['x-kubernetes-preserve-unknown-fields'] === false) {
    const at = `${path}.x-kubernetes-preserve-unknown-fields`
    errors.push(invalidValue(at, false, 'must be true or undefined'))
  }
  return [...errors, ...validateBothKinds(schema, path)]
}

/** Properties are for structs, additionalProperties for maps. */
function validateBothKinds(
  { properties = {}, additionalProperties }: JSONSchemaProps,
  path: string,
): FieldError[] {
  if (additionalProperties === undefined || additionalProperties === true) return []
  const at = `${path}.additionalProperties`
  if (Object.keys(properties).length > 0)
    return [forbiddenField(at, 'additionalProperties and properties are mutual exclusive')]
  return additionalProperties === false
    ? [forbiddenField(at, 'additionalProperties cannot be set to false')]
    : []
}

function visitParts(schema: JSONSchemaProps, path: string, place: Place): FieldError[] {
  const inner: Place = { ...place, isRoot: false }
  const errors: FieldError[] = []
  const values = valuesOf(schema)
  if (isJsonObject(values))
    errors.push(
      ...visit(values as JSONSchemaProps, `${path}.additionalProperties`, {
        ...inner,
        ...(place.inIdentity && { noDefaults: 'inside additionalProperties applying to object metadata' }),
      }),
    )
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    errors.push(...visit(property, `${path}.properties[${name}]`, placeOf(name, schema, place)))
  if (schema.not) errors.push(...visit(schema.not, `${path}.not`, inner))
  for (const key of ['allOf', 'oneOf', 'anyOf'] as const)
    (schema[key] ?? []).forEach((branch, index) => {
      errors.push(...visit(branch, `${path}.${key}[${index}]`, inner))
    })
  const items = itemsOf(schema)
  return items ? [...errors, ...visit(items, `${path}.items`, inner)] : errors
}

function placeOf(name: string, schema: JSONSchemaProps, place: Place): Place {
  const isIdentity = (place.isRoot || schema['x-kubernetes-embedded-resource']) && IDENTITY.has(name)
  if (!isIdentity) return { ...place, isRoot: false }
  return { isRoot: false, inIdentity: true, ...(place.isRoot && { noDefaults: `in top-level ${name}` }) }
}

function validateMapType(schema: JSONSchemaProps, path: string): FieldError[] {
  const mapType = schema['x-kubernetes-map-type']
  if (mapType === undefined) return []
  const errors: FieldError[] = []
  const detail = 'must be object if x-kubernetes-map-type is specified'
  if (!schema.type) errors.push(required(`${path}.type`, detail))
  else if (schema.type !== 'object') errors.push(invalidValue(`${path}.type`, schema.type, detail))
  if (!['atomic', 'granular'].includes(mapType))
    errors.push(notSupported(`${path}.x-kubernetes-map-type`, mapType, ['atomic', 'granular']))
  return errors
}
