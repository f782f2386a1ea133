/** The types of custom kinds, out of the OpenAPI schema in their definition. */
import type { StructSchema } from '../../api/schema/schema.ts'
import { builtInType } from './built-in-types.ts'
import { type ExplainField, type ExplainType, sortFields } from './types.ts'

/** The part of an OpenAPI v3 schema that is told of. */
export interface OpenApiSchema {
  type?: string
  description?: string
  properties?: Record<string, OpenApiSchema>
  items?: OpenApiSchema
  additionalProperties?: OpenApiSchema | boolean
  required?: string[]
  enum?: unknown[]
}

/** The type of a custom kind. The fields that all objects have are those of `common`, the schema of any built-in kind. */
export function customKindType(schema: OpenApiSchema, common: StructSchema): ExplainType {
  const own = openApiType(schema)
  const shared = builtInType(common)
    .fields()
    .filter(({ name }) => ['apiVersion', 'kind', 'metadata'].includes(name))
    .map((field) => ({ ...field, required: false }))
  const names = new Set(shared.map(({ name }) => name))
  return {
    ...own,
    fields: () => sortFields([...shared, ...own.fields().filter(({ name }) => !names.has(name))]),
  }
}

function openApiType(schema: OpenApiSchema): ExplainType {
  const described = schema.description ? [schema.description] : []
  const { items, additionalProperties: values } = schema
  if (items !== undefined) return wrapped(`[]`, openApiType(items), described)
  if (typeof values === 'object') return wrapped('map[string]', openApiType(values), described)
  const label = schema.type === undefined || schema.type === 'object' ? 'Object' : schema.type
  return { label, descriptions: described, fields: () => fieldsOf(schema) }
}

function wrapped(prefix: string, inner: ExplainType, described: string[]): ExplainType {
  return { ...inner, label: prefix + inner.label, descriptions: [...described, ...inner.descriptions] }
}

function fieldsOf({ properties = {}, required = [] }: OpenApiSchema): ExplainField[] {
  const fields = Object.entries(properties).map(([name, schema]) => {
    const type = openApiType(schema)
    const description = schema.description ?? ''
    // What is said of the field is told before what is said of its type, so it must not be there twice.
    const descriptions = description === '' ? type.descriptions : type.descriptions.slice(1)
    const isRequired = required.includes(name)
    return {
      name,
      description,
      required: isRequired,
      enum: (schema.enum ?? []).map(String),
      type: { ...type, descriptions },
    }
  })
  return sortFields(fields)
}
