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

/** The definitions of scalars of which something is said. */
const DEFINITIONS: Partial<Readonly<Record<ScalarType, string>>> = {
  time: 'Time',
  microTime: 'MicroTime',
  quantity: 'Quantity',
  intOrString: 'IntOrString',
}

/** The scalars that OpenAPI v2 knows by another form than their name. */
const FORMS: Partial<Readonly<Record<ScalarType, string>>> = {
  quantity: 'string',
  intOrString: 'string',
  any: '',
}

/** What may hold any JSON, but only in objects. */
const ANY_OBJECTS = new Set(['FieldsV1', 'RawExtension'])

interface Docs {
  d?: string
  p?: Record<string, string>
}

/** The type of a schema. */
export function builtInType(schema: Schema): ExplainType {
  if (schema.type === 'list') {
    const items = builtInType(schema.items)
    return { ...items, label: `[]${items.label}`, form: `[]${items.form}` }
  }
  if (schema.type === 'map') {
    const values = builtInType(schema.values)
    return { ...values, label: `map[string]${values.label}`, form: `map[string]${values.form}` }
  }
  if (schema.type === 'struct') return structType(schema)
  return scalarType(schema.type)
}

function scalarType(type: ScalarType): ExplainType {
  const label = LABELS[type]
  const definition = DEFINITIONS[type]
  return {
    label,
    form: FORMS[type] ?? label,
    descriptions: definition === undefined ? [] : describe(definition),
    fields: () => [],
  }
}

/** A type that may hold any JSON, by its name. */
function anyType(label: string): Omit<ExplainType, 'fields'> {
  const [, prefix = '', name = ''] = /^(\[\]|map\[string\])?(.*)$/.exec(label)!
  const isOpen = ANY_OBJECTS.has(name)
  return { label, form: prefix + (isOpen ? 'map[string]' : ''), isOpen, descriptions: describe(name) }
}

function structType(schema: StructSchema): ExplainType {
  const docs = readDocs(schema.name)
  return {
    label: schema.goName || 'Object',
    form: schema.fieldNames.length > 0 ? 'Object' : 'map[string]',
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
    type: any === undefined ? type : { ...type, ...anyType(any) },
  }
}

/** What is said of a definition. */
function describe(name: string): readonly string[] {
  const { d } = readDocs(name)
  return d ? [d] : []
}

function readDocs(name: string): Docs {
  const line = name === '' ? undefined : definitionLine(docsText, name)
  return line === undefined ? {} : (JSON.parse(line) as Docs)
}
