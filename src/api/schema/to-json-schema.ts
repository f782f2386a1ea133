/** Turns a structural schema of Kubernetes into JSON Schema as ajv reads it. */
import { isJsonObject } from '../../base/json.ts'
import type { JSONSchemaProps } from '../../generated/types.ts'

type JsonSchema = Record<string, unknown>

const COPIED = [
  'enum',
  'format',
  'maxItems',
  'maxLength',
  'maxProperties',
  'minItems',
  'minLength',
  'minProperties',
  'multipleOf',
  'pattern',
  'required',
  'uniqueItems',
] as const
const LISTS = ['allOf', 'anyOf', 'oneOf'] as const

/** The schema without Kubernetes' extensions. Types that are int-or-string or nullable become unions. */
export function toJsonSchema(schema: JSONSchemaProps): JsonSchema {
  const result: JsonSchema = { ...limits(schema) }
  const type = typesOf(schema)
  if (type !== undefined) result.type = type
  for (const key of COPIED) if (schema[key] !== undefined) result[key] = schema[key]
  if (schema.nullable && schema.enum !== undefined) result.enum = [...schema.enum, null]
  if (schema.properties) result.properties = mapSchemas(schema.properties)
  if (isJsonObject(schema.items)) result.items = toJsonSchema(schema.items as JSONSchemaProps)
  if (isJsonObject(schema.additionalProperties))
    result.additionalProperties = toJsonSchema(schema.additionalProperties as JSONSchemaProps)
  for (const key of LISTS) if (schema[key] !== undefined) result[key] = schema[key].map(toJsonSchema)
  if (schema.not) result.not = toJsonSchema(schema.not)
  return result
}

function mapSchemas(schemas: Record<string, JSONSchemaProps>): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, toJsonSchema(schema)]))
}

function typesOf(schema: JSONSchemaProps): string | string[] | undefined {
  const types = schema['x-kubernetes-int-or-string']
    ? ['integer', 'string']
    : schema.type
      ? [schema.type]
      : []
  if (types.length === 0) return undefined
  return schema.nullable ? [...types, 'null'] : types
}

/** Kubernetes' bounds say in a flag of their own whether they are exclusive. */
function limits({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JSONSchemaProps): JsonSchema {
  return {
    ...(minimum !== undefined && { [exclusiveMinimum ? 'exclusiveMinimum' : 'minimum']: minimum }),
    ...(maximum !== undefined && { [exclusiveMaximum ? 'exclusiveMaximum' : 'maximum']: maximum }),
  }
}
