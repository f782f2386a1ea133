/** One operation of a document: what is sent, what is answered, and what the operation is called. */
import type { GroupVersionKind } from '../../api/resource.ts'
import { modelOf } from './models.ts'
import { actionParameters, type Parameter } from './parameters.ts'
import { refer, type SchemaObject } from './schema-object.ts'

/** Media types and the schemas of what they carry. */
export type Content = Record<string, { schema: SchemaObject }>

/** An operation of OpenAPI 3.0. */
export interface Operation {
  description: string
  operationId: string
  parameters?: readonly Parameter[]
  requestBody?: { content: Content; required?: true }
  responses: Record<string, { description: string; content?: Content }>
  tags: readonly string[]
  'x-kubernetes-action'?: string
  'x-kubernetes-group-version-kind'?: GroupVersionKind
}

/** The methods of HTTP in which verbs are asked for. */
export type Method = 'delete' | 'get' | 'patch' | 'post' | 'put'

const PATCHES = [
  'application/apply-patch+yaml',
  'application/json-patch+json',
  'application/merge-patch+json',
]
const STRATEGIC_PATCH = 'application/strategic-merge-patch+json'
const MEDIA_TYPES = ['application/json', 'application/yaml']
const WATCH_TYPE = 'application/json;stream=watch'

/** How the verbs of discovery are asked for and told of. `id` begins the operation's name; `done` are the successes. */
export interface VerbForm {
  method: Method
  action: string
  id: string
  describe(kind: string): string
  done: readonly [code: string, text: string][]
}

const OK = ['200', 'OK'] as const satisfies [string, string]
const CREATED = ['201', 'Created'] as const satisfies [string, string]
const ACCEPTED = ['202', 'Accepted'] as const satisfies [string, string]

/** The verbs of a collection. */
export const COLLECTION: Readonly<Record<string, VerbForm>> = {
  list: form('get', 'list', 'list', (kind) => `list or watch objects of kind ${kind}`, [[...OK]]),
  create: form('post', 'post', 'create', (kind) => `create ${withArticle(kind)}`, [
    [...OK],
    [...CREATED],
    [...ACCEPTED],
  ]),
  deletecollection: form('delete', 'deletecollection', 'delete', (kind) => `delete collection of ${kind}`, [
    [...OK],
  ]),
}

/** The verbs of an object, and of its parts. */
export const ITEM: Readonly<Record<string, VerbForm>> = {
  get: form('get', 'get', 'read', (kind) => `read the specified ${kind}`, [[...OK]]),
  update: form('put', 'put', 'replace', (kind) => `replace the specified ${kind}`, [[...OK], [...CREATED]]),
  patch: form('patch', 'patch', 'patch', (kind) => `partially update the specified ${kind}`, [
    [...OK],
    [...CREATED],
  ]),
  delete: form('delete', 'delete', 'delete', (kind) => `delete ${withArticle(kind)}`, [
    [...OK],
    [...ACCEPTED],
  ]),
}

function form(
  method: Method,
  action: string,
  id: string,
  describe: (kind: string) => string,
  done: [string, string][],
): VerbForm {
  return { method, action, id, describe, done }
}

/** What an operation is about. `of` is the subresource, or ''. */
export interface About {
  id: string
  /** What is asked for, as the description names it. */
  kind: string
  of: string
  gvk: GroupVersionKind
  tag: string
  model: string
  isCustom: boolean
}

/** The operation of a verb. */
export function operation({ method, action, describe, done }: VerbForm, about: About): Operation {
  const { id, kind, of, gvk, tag, model, isCustom } = about
  const parameters = actionParameters[action] ?? []
  const answer = method === 'delete' ? modelOf('Status').name : model
  const isText = of === 'log'
  const content = isText
    ? { 'text/plain': { schema: { type: 'string' } } }
    : contentOf(action === 'list' ? [...MEDIA_TYPES, WATCH_TYPE] : MEDIA_TYPES, answer)
  return {
    description: of === '' ? describe(kind) : describe(kind).replace(/ (?=the |an? )/, ` ${of} of `),
    operationId: id,
    ...(parameters.length > 0 && { parameters }),
    ...requestOf(method, model, isCustom),
    responses: {
      ...Object.fromEntries(done.map(([code, description]) => [code, { description, content }])),
      '401': { description: 'Unauthorized' },
    },
    tags: [tag],
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': kindOf(gvk),
  }
}

/** The operation of what leads into a container or to a port, and carries no objects. */
export function connection(id: string, { kind, of, gvk, tag }: Omit<About, 'id' | 'model'>): Operation {
  const content = { '*/*': { schema: { type: 'string' } } }
  return {
    description: `connect requests to ${of} of ${kind}`,
    operationId: id,
    responses: { '200': { description: 'OK', content }, '401': { description: 'Unauthorized' } },
    tags: [tag],
    'x-kubernetes-action': 'connect',
    'x-kubernetes-group-version-kind': kindOf(gvk),
  }
}

function requestOf(method: Method, model: string, isCustom: boolean): Pick<Operation, 'requestBody'> {
  if (method === 'get') return {}
  if (method === 'delete')
    return { requestBody: { content: contentOf(['*/*'], modelOf('DeleteOptions').name) } }
  if (method !== 'patch') return { requestBody: { content: contentOf(['*/*'], model), required: true } }
  const types = isCustom ? PATCHES : [...PATCHES, STRATEGIC_PATCH]
  return { requestBody: { content: contentOf(types, modelOf('Patch').name), required: true } }
}

/** What is answered by discovery. */
export function jsonOf(model: string): Content {
  return contentOf(MEDIA_TYPES, model)
}

function contentOf(types: readonly string[], model: string): Content {
  return Object.fromEntries(types.map((type) => [type, { schema: refer(model) }]))
}

function kindOf({ group, version, kind }: GroupVersionKind): GroupVersionKind {
  return { group, version, kind }
}

function withArticle(kind: string): string {
  return `${/^[AEIOU]/.test(kind) ? 'an' : 'a'} ${kind}`
}
