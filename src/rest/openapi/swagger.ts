/** The OpenAPI v2 document of the whole API, which older clients read: made of the parts of the v3 documents. */
import type { Registry } from '../../api/registry.ts'
import { BEARER_TOKEN, INFO, publishedKinds, schemasOf, versionPaths } from './document.ts'
import type { Content, Operation } from './operation.ts'
import type { Parameter } from './parameters.ts'
import type { PathItem, Paths } from './paths.ts'
import { SCHEMAS, type SchemaObject } from './schema-object.ts'

/** An operation of Swagger 2.0. */
export interface SwaggerOperation extends Omit<Operation, 'parameters' | 'requestBody' | 'responses'> {
  consumes: readonly string[]
  produces: readonly string[]
  parameters?: readonly SwaggerParameter[]
  responses: Record<string, { description: string; schema?: SchemaObject }>
}

/** A parameter of Swagger 2.0; the body of a request is one, too. */
export interface SwaggerParameter {
  name: string
  in: 'body' | 'path' | 'query'
  required?: true
  description?: string
  /** Of a body. */
  schema?: SchemaObject
  /** Of all others. */
  type?: string
  uniqueItems?: true
}

/** What can be done at one path. */
export interface SwaggerPath {
  parameters?: readonly SwaggerParameter[]
  delete?: SwaggerOperation
  get?: SwaggerOperation
  patch?: SwaggerOperation
  post?: SwaggerOperation
  put?: SwaggerOperation
}

/** A document of Swagger 2.0. */
export interface SwaggerDocument {
  swagger: '2.0'
  info: { title: string; version: string }
  paths: Record<string, SwaggerPath>
  definitions: Record<string, SchemaObject>
  securityDefinitions: Record<string, object>
  security: readonly Record<string, readonly string[]>[]
}

const METHODS = ['delete', 'get', 'patch', 'post', 'put'] as const
const DEFINITIONS = '#/definitions/'

/** What a schema of v2 cannot say, and what kube-apiserver leaves out of it (ToStructuralOpenAPIV2). */
const LEFT_OUT = new Set(['anyOf', 'default', 'not', 'nullable', 'oneOf', 'x-kubernetes-validations'])
/** v2 has no unions: quantities and such are strings to it. */
const UNIONS = new Set(['Quantity', 'IntOrString'])

/** All kinds that are served, in one document. */
export async function swaggerDocument(registry: Registry): Promise<SwaggerDocument> {
  const versions = new Map<string, { group: string; version: string }>()
  for (const { group, versions: names } of await registry.resources())
    for (const version of names) versions.set(`${group}/${version}`, { group, version })
  const kinds = await Promise.all([...versions.values()].map((each) => publishedKinds(each, registry)))
  const paths: Paths = Object.assign({}, ...kinds.map(versionPaths))
  return {
    swagger: '2.0',
    info: INFO,
    paths: mapValues(paths, pathOf),
    definitions: mapValues(schemasOf(paths, kinds.flat()), definitionOf),
    securityDefinitions: BEARER_TOKEN,
    security: [{ BearerToken: [] }],
  }
}

function definitionOf(schema: SchemaObject, name: string): SchemaObject {
  const isUnion = UNIONS.has(name.slice(name.lastIndexOf('.') + 1)) && schema.oneOf !== undefined
  return { ...downgraded(schema), ...(isUnion && { type: 'string' }) }
}

/** The schema as v2 says it. */
export function downgraded(schema: SchemaObject): SchemaObject {
  const result: Record<string, unknown> = {}
  const isOpen = 'nullable' in schema || schema['x-kubernetes-preserve-unknown-fields'] === true
  for (const [key, value] of Object.entries(schema)) {
    if (LEFT_OUT.has(key) || (isOpen && ['type', 'items', 'properties'].includes(key))) continue
    result[key] = downgradedPart(key, value)
  }
  const [only] = schema.allOf ?? []
  if (schema.allOf === undefined) return result
  const { allOf: _, ...rest } = result
  return only?.$ref === undefined ? rest : { $ref: moved(only.$ref), ...rest }
}

function downgradedPart(key: string, value: unknown): unknown {
  if (key === '$ref') return moved(value as string)
  if (key === 'properties') return mapValues(value as Record<string, SchemaObject>, downgraded)
  const isSchema = (key === 'items' || key === 'additionalProperties') && typeof value === 'object'
  return isSchema ? downgraded(value as SchemaObject) : value
}

function moved(reference: string): string {
  return DEFINITIONS + reference.slice(SCHEMAS.length)
}

function pathOf({ parameters = [], ...operations }: PathItem): SwaggerPath {
  const path: SwaggerPath = parameters.length === 0 ? {} : { parameters: parameters.map(parameterOf) }
  for (const method of METHODS) {
    const operation = operations[method]
    if (operation !== undefined) path[method] = operationOf(operation)
  }
  return path
}

function operationOf({ parameters = [], requestBody, responses, ...more }: Operation): SwaggerOperation {
  const body = requestBody && bodyOf(requestBody.content, requestBody.required)
  const all = [...(body === undefined ? [] : [body]), ...parameters.map(parameterOf)]
  return {
    ...more,
    consumes: Object.keys(requestBody?.content ?? { '*/*': {} }),
    produces: Object.keys(responses['200']?.content ?? {}),
    ...(all.length > 0 && { parameters: all }),
    responses: mapValues(responses, ({ description, content }) => {
      const schema = content && schemaIn(content)
      return { description, ...(schema && { schema }) }
    }),
  }
}

function parameterOf({ schema, ...parameter }: Parameter): SwaggerParameter {
  return { ...parameter, type: schema.type ?? 'string', uniqueItems: true }
}

function bodyOf(content: Content, required: true | undefined): SwaggerParameter {
  return { name: 'body', in: 'body', ...(required && { required }), schema: schemaIn(content) ?? {} }
}

/** All forms of what is sent have the same schema. */
function schemaIn(content: Content): SchemaObject | undefined {
  const [form] = Object.values(content)
  return form && downgraded(form.schema)
}

function mapValues<T, U>(record: Record<string, T>, change: (value: T, key: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]))
}
