/** The schemas of custom kinds as kube-apiserver publishes them (apiextensions-apiserver, controller/openapi/builder). */
import type { GroupVersionKind } from '../../api/resource.ts'
import { deepCopy } from '../../base/json.ts'
import type { JSONSchemaProps } from '../../generated/types.ts'
import { modelOf } from './models.ts'
import { refer, type SchemaObject } from './schema-object.ts'

/** What a kind and its lists are called in OpenAPI. */
export interface ModelNames {
  model: string
  listModel: string
}

/** 'com.example.stable.v1.CronTab': the group backwards, as domains of Java packages are. */
export function customModelName({ group, version, kind }: GroupVersionKind): string {
  return [...group.split('.').reverse(), version, kind].join('.')
}

/** The schemas of a kind and of its lists. The kind's own schema may be missing: then anything is allowed in it. */
export function customSchemas(
  { model, listModel }: ModelNames,
  gvk: GroupVersionKind & { plural: string; listKind: string },
  schema: JSONSchemaProps | undefined,
): Record<string, SchemaObject> {
  const { group, version, kind, listKind } = gvk
  return {
    [model]: {
      ...(schema === undefined ? anyObject() : withIdentity(embed(deepCopy(schema) as SchemaObject))),
      'x-kubernetes-group-version-kind': [{ group, version, kind }],
    },
    [listModel]: {
      ...listSchema(model, gvk),
      'x-kubernetes-group-version-kind': [{ group, version, kind: listKind }],
    },
  }
}

/** Without a schema nothing is said of the fields: clients would take them for all that there are. */
function anyObject(): SchemaObject {
  return { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
}

/** What a schema says of apiVersion, kind and metadata does not count: they are what they are for all objects. */
function withIdentity(schema: SchemaObject): SchemaObject {
  const { fieldDocs } = modelOf('ConfigMap')
  return {
    ...schema,
    properties: {
      ...schema.properties,
      ...typeFields(),
      metadata: refer(modelOf('ObjectMeta').name, { description: fieldDocs.metadata ?? '' }),
    },
  }
}

function typeFields(): Record<string, SchemaObject> {
  const { fieldDocs } = modelOf('ConfigMap')
  return {
    apiVersion: { description: fieldDocs.apiVersion ?? '', type: 'string' },
    kind: { description: fieldDocs.kind ?? '', type: 'string' },
  }
}

/** Objects within objects have an identity, too. Changes the schema. */
function embed(schema: SchemaObject): SchemaObject {
  const { properties = {}, items, additionalProperties: values } = schema
  for (const [name, property] of Object.entries(properties)) properties[name] = embedded(property)
  if (items !== undefined) schema.items = embedded(items)
  if (typeof values === 'object') schema.additionalProperties = embedded(values)
  return schema
}

function embedded(schema: SchemaObject): SchemaObject {
  const inner = embed(schema)
  return inner['x-kubernetes-embedded-resource'] === true ? withIdentity(inner) : inner
}

function listSchema(
  model: string,
  { kind, listKind, plural }: { kind: string; listKind: string; plural: string },
): SchemaObject {
  const { fieldDocs } = modelOf('ConfigMapList')
  return {
    description: `${listKind} is a list of ${kind}`,
    type: 'object',
    required: ['items'],
    properties: {
      ...typeFields(),
      items: { description: `List of ${plural}.`, type: 'array', items: refer(model) },
      metadata: refer(modelOf('ListMeta').name, { description: fieldDocs.metadata ?? '' }),
    },
  }
}
