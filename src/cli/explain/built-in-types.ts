/** The types of built-in kinds, out of the generated schemas and descriptions. */
import { anyTypeOf } from '../../api/schema/any-types.ts'
import { definitionLine } from '../../api/schema/definition-line.ts'
import type { ScalarType, Schema, StructSchema } from '../../api/schema/schema.ts'
import { docsText } from '../../generated/docs.ts'
import { type ExplainField, type ExplainType, sortFields } from './types.ts'

/** What OpenAPI calls the scalars. Types without one type there go by their names. */
const LABELS: Readonly<Record<ScalarType, string>> = {
  string: 'string',
  int32: 'integer',
  int64: 'integer',
  double: 'number',
  boolean: 'boolean',
  bytes: 'string',
  time: 'string',
  microTime: 'string',
  quantity: 'Quantity',
  intOrString: 'IntOrString',
  any: 'Object',
}

interface Docs {
  d?: string
  p?: Record<string, string>
}

/** The type of a schema. */
export function builtInType(schema: Schema): ExplainType {
  if (schema.type === 'list') {
    const items = builtInType(schema.items)
    return { ...items, label: `[]${items.label}` }
  }
  if (schema.type === 'map') {
    const values = builtInType(schema.values)
    return { ...values, label: `map[string]${values.label}` }
  }
  if (schema.type === 'struct') return structType(schema)
  return { label: LABELS[schema.type], descriptions: [], fields: () => [] }
}

function structType(schema: StructSchema): ExplainType {
  const docs = readDocs(schema.name)
  return {
    label: schema.goName || 'Object',
    descriptions: docs.d ? [docs.d] : [],
    identity: schema.name,
    fields: () => sortFields(schema.fieldNames.map((name) => toField(schema, name, docs))),
  }
}

function toField(schema: StructSchema, name: string, docs: Docs): ExplainField {
  const type = builtInType(schema.field(name)!)
  const any = anyTypeOf(schema.name, name)
  return {
    name,
    description: docs.p?.[name] ?? '',
    required: schema.required.includes(name),
    // The values of lists are said of their items, which kubectl does not look at.
    enum: type.label.startsWith('[]') ? [] : (schema.enums[name] ?? []),
    type: any === undefined ? type : { ...type, label: any, descriptions: describe(any) },
  }
}

/** What is said of a type that may hold any JSON, or of the items and values of lists and maps of it. */
function describe(label: string): readonly string[] {
  const { d } = readDocs(label.replace(/^(\[\]|map\[string\])/, ''))
  return d ? [d] : []
}

function readDocs(name: string): Docs {
  const line = name === '' ? undefined : definitionLine(docsText, name)
  return line === undefined ? {} : (JSON.parse(line) as Docs)
}
