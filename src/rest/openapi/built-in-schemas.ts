/** The schemas of built-in types, as kube-apiserver publishes them (k8s.io/kube-openapi, pkg/builder3). */
import { anyTypeOf } from '../../api/schema/any-types.ts'
import { isAtomicMap, isHeldByValue } from '../../api/schema/map-types.ts'
import type { ListSchema, ScalarType, Schema, StructSchema } from '../../api/schema/schema.ts'
import { kindsOf, type Model, modelNamed, modelOf } from './models.ts'
import { refer, references, type SchemaObject } from './schema-object.ts'

const INTEGER_OR_STRING = [{ type: 'integer' }, { type: 'string' }]

/** Scalars that stand where they are used. */
const INLINE: Readonly<Partial<Record<ScalarType, SchemaObject>>> = {
  string: { type: 'string' },
  int32: { type: 'integer', format: 'int32' },
  int64: { type: 'integer', format: 'int64' },
  double: { type: 'number', format: 'double' },
  boolean: { type: 'boolean' },
  bytes: { type: 'string', format: 'byte' },
}

/** Scalars that have schemas of their own, by the names of their types. */
const NAMED: Readonly<Partial<Record<ScalarType, string>>> = {
  time: 'Time',
  microTime: 'MicroTime',
  quantity: 'Quantity',
  intOrString: 'IntOrString',
}

/** Types without fields of their own. Those that are not named hold any JSON. */
const FREE: Readonly<Record<string, SchemaObject>> = {
  FieldsV1: { type: 'object' },
  IntOrString: { format: 'int-or-string', oneOf: INTEGER_OR_STRING },
  MicroTime: { type: 'string', format: 'date-time' },
  Patch: { type: 'object' },
  Quantity: { oneOf: [{ type: 'string' }, { type: 'number' }] },
  RawExtension: { type: 'object' },
  Time: { type: 'string', format: 'date-time' },
}

/** What a field holds that the sender leaves out, for types that Go holds by value. */
const ZEROS: Readonly<Partial<Record<Schema['type'], unknown>>> = {
  string: '',
  int32: 0,
  int64: 0,
  double: 0,
  boolean: false,
  struct: {},
}

const made = new Map<string, SchemaObject>()

/** The schema of one model. One object per model, so that documents can share it. */
export function builtInSchema(model: Model): SchemaObject {
  const known = made.get(model.name)
  if (known !== undefined) return known
  const schema = model.struct === undefined ? freeSchema(model) : structObject(model, model.struct)
  made.set(model.name, schema)
  return schema
}

/** Adds the schemas of the named models, and all that these refer to; names that are no built-in model's stay out. */
export function addBuiltIn(schemas: Record<string, SchemaObject>, names: Iterable<string>): void {
  const queue = [...names]
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const model = name in schemas ? undefined : modelNamed(name)
    if (model === undefined) continue
    const schema = builtInSchema(model)
    schemas[name] = schema
    queue.push(...references(schema))
  }
}

function freeSchema({ name, description }: Model): SchemaObject {
  const free = FREE[name.slice(name.lastIndexOf('.') + 1)] ?? {}
  return { ...(description !== '' && { description }), ...free }
}

function structObject(model: Model, struct: StructSchema): SchemaObject {
  const kinds = kindsOf(model.name)
  return {
    ...(model.description !== '' && { description: model.description }),
    type: 'object',
    ...(struct.fieldNames.length > 0 && {
      properties: Object.fromEntries(
        struct.fieldNames.map((name) => [name, fieldObject(model, struct, name)]),
      ),
    }),
    ...(struct.required.length > 0 && { required: struct.required }),
    ...(kinds.length > 0 && { 'x-kubernetes-group-version-kind': kinds }),
    ...(isAtomicMap('', '', struct.name) && { 'x-kubernetes-map-type': 'atomic' }),
  }
}

function fieldObject(model: Model, struct: StructSchema, name: string): SchemaObject {
  const schema = struct.field(name)!
  const description = model.fieldDocs[name] ?? ''
  const more: SchemaObject = {
    ...(description !== '' && { description }),
    ...fieldExtensions(struct, name, schema),
    ...fieldDefault(struct, name, schema),
  }
  const values = struct.enums[name]
  if (schema.type === 'list') return withEnum(listObject(schema, struct, name), values, more)
  return { ...valueObject(schema, struct, name, more), ...(values !== undefined && { enum: values }) }
}

/** The values of a list of words are said of its items. */
function withEnum(
  list: SchemaObject,
  values: readonly string[] | undefined,
  more: SchemaObject,
): SchemaObject {
  const { items = {} } = list
  return { ...list, ...(values !== undefined && { items: { ...items, enum: values } }), ...more }
}

function fieldDefault(struct: StructSchema, name: string, schema: Schema): SchemaObject {
  if (schema.type === 'struct') return isHeldByValue(struct.name, name) ? { default: {} } : {}
  const zero = struct.required.includes(name) ? ZEROS[schema.type] : undefined
  return zero === undefined ? {} : { default: zero }
}

function fieldExtensions(struct: StructSchema, name: string, schema: Schema): SchemaObject {
  const strategy = struct.retainsKeys(name) ? { 'x-kubernetes-patch-strategy': 'retainKeys' } : {}
  if (schema.type === 'map')
    return isAtomicMap(struct.name, name, '') ? { 'x-kubernetes-map-type': 'atomic' } : {}
  if (schema.type !== 'struct') return strategy
  const isGranular = isAtomicMap('', '', schema.name) && !isAtomicMap(struct.name, name, schema.name)
  return { ...strategy, ...(isGranular && { 'x-kubernetes-map-type': 'granular' }) }
}

function valueObject(schema: Schema, struct: StructSchema, name: string, more: SchemaObject): SchemaObject {
  switch (schema.type) {
    case 'struct':
      return schema.name === '' ? { type: 'object', ...more } : refer(modelOf(schema.name).name, more)
    case 'list':
      return { ...listObject(schema, struct, name), ...more }
    case 'map':
      return { type: 'object', additionalProperties: itemObject(schema.values, struct, name), ...more }
    case 'any':
      return anyObject(anyTypeOf(struct.name, name) ?? '', more)
    default: {
      const named = NAMED[schema.type]
      return named === undefined ? { ...INLINE[schema.type], ...more } : refer(modelOf(named).name, more)
    }
  }
}

/** Items of lists and values of maps are held by value. */
function itemObject(schema: Schema, struct: StructSchema, name: string): SchemaObject {
  const zero = ZEROS[schema.type]
  return valueObject(schema, struct, name, zero === undefined ? {} : { default: zero })
}

/** What is named is the type of the list or map around the values, too. */
function anyObject(type: string, more: SchemaObject): SchemaObject {
  const name = type.replace(/^(\[\]|map\[string\])/, '')
  return name === '' ? { type: 'object', ...more } : refer(modelOf(name).name, more)
}

function listObject(schema: ListSchema, struct: StructSchema, name: string): SchemaObject {
  const { listType, mapKeys, mergeKey, retainKeys } = schema
  const isListOfKind = name === 'items' && struct.name.includes('List')
  return {
    type: 'array',
    items: itemObject(schema.items, struct, name),
    ...(!isListOfKind && { 'x-kubernetes-list-type': listType }),
    ...(mapKeys !== undefined && { 'x-kubernetes-list-map-keys': mapKeys }),
    ...(mergeKey !== undefined && {
      'x-kubernetes-patch-strategy': retainKeys ? 'merge,retainKeys' : 'merge',
      ...(mergeKey !== '' && { 'x-kubernetes-patch-merge-key': mergeKey }),
    }),
  }
}
