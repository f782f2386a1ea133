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
  nullable?: boolean
  'x-kubernetes-embedded-resource'?: boolean
  'x-kubernetes-preserve-unknown-fields'?: boolean
}

/** The type of a custom kind. The fields that all objects have are those of `common`, the schema of any built-in kind. */
export function customKindType(schema: OpenApiSchema, common: StructSchema): ExplainType {
  const shared = builtInType(common)
    .fields()
    .filter(({ name }) => ['apiVersion', 'kind', 'metadata'].includes(name))
    .map((field) => ({ ...field, required: false }))
  return withFields(openApiType(schema, shared), shared)
}

/** The type with further fields, which stand for its own of the same names. */
function withFields(type: ExplainType, more: readonly ExplainField[]): ExplainType {
  const names = new Set(more.map(({ name }) => name))
  return {
    ...type,
    fields: () => sortFields([...more, ...type.fields().filter(({ name }) => !names.has(name))]),
  }
}

/** `shared` are the fields that objects have, be they within others. */
function openApiType(schema: OpenApiSchema, shared: readonly ExplainField[]): ExplainType {
  const described = schema.description ? [schema.description] : []
  const { items, additionalProperties: values } = schema
  if (items !== undefined) return wrapped(`[]`, openApiType(items, shared), described)
  if (typeof values === 'object') return wrapped('map[string]', openApiType(values, shared), described)
  const label = schema.type === undefined || schema.type === 'object' ? 'Object' : schema.type
  const form = formOf(schema)
  const isOpen = form === 'map[string]'
  const type = { label, form, isOpen, descriptions: described, fields: () => fieldsOf(schema, shared) }
  return schema['x-kubernetes-embedded-resource'] ? withFields(type, shared.map(asEmbedded)) : type
}

const CONVENTIONS = 'https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md'

/** What the API server says of objects within others (apiextensions-apiserver, controller/openapi/builder). */
const EMBEDDED_DOCS: Readonly<Record<string, string>> = {
  apiVersion: `apiVersion defines the versioned schema of this representation of an object. More info: ${CONVENTIONS}#resources`,
  kind: `kind is a string value representing the type of this object. More info: ${CONVENTIONS}#types-kinds`,
}

/** Objects within others have to say what they are. */
function asEmbedded(field: ExplainField): ExplainField {
  const description = EMBEDDED_DOCS[field.name] ?? field.description
  return { ...field, description, required: field.name !== 'metadata' }
}

/** What may hold anything, or be null, has no type in OpenAPI v2 (apiextensions-apiserver, controller/openapi/v2/conversion.go). */
function formOf(schema: OpenApiSchema): string {
  if (schema['x-kubernetes-preserve-unknown-fields'] || schema.nullable) return ''
  if (schema.properties !== undefined) return 'Object'
  return schema.type === 'object' ? 'map[string]' : (schema.type ?? '')
}

function wrapped(prefix: string, inner: ExplainType, described: string[]): ExplainType {
  return {
    ...inner,
    label: prefix + inner.label,
    form: prefix + inner.form,
    descriptions: [...described, ...inner.descriptions],
  }
}

function fieldsOf(
  { properties = {}, required = [] }: OpenApiSchema,
  shared: readonly ExplainField[],
): ExplainField[] {
  const fields = Object.entries(properties).map(([name, schema]) => {
    const type = openApiType(schema, shared)
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
