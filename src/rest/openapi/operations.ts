/** The paths of a resource and what can be done there, in the form and the names of kube-apiserver's documents. */
import type { GroupVersionKind } from '../../api/resource.ts'
import { definitionOf } from '../../api/schema/load-schema.ts'
import { formatApiVersion } from '../../apimachinery/object.ts'
import type { ServedSubresource } from '../../generated/resources.ts'
import { modelOf, modelOfKind } from './models.ts'
import { actionParameters, nameParameter, namespaceParameter, type Parameter, pretty } from './parameters.ts'
import type { PublishedKind } from './published-kind.ts'
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

/** What can be done at one path. */
export type PathItem = Partial<Record<Method, Operation>> & { parameters?: readonly Parameter[] }

/** The paths of a document. */
export type Paths = Record<string, PathItem>

const PATCHES = [
  'application/apply-patch+yaml',
  'application/json-patch+json',
  'application/merge-patch+json',
]
const STRATEGIC_PATCH = 'application/strategic-merge-patch+json'
const JSON_TYPE = 'application/json'
const WATCH_TYPE = 'application/json;stream=watch'

/** How the verbs of discovery are asked for and told of. `id` begins the operation's name; `done` are the successes. */
interface VerbForm {
  method: Method
  action: string
  id: string
  describe(kind: string): string
  done: readonly [code: string, text: string][]
}

const OK = ['200', 'OK'] as const satisfies [string, string]
const CREATED = ['201', 'Created'] as const satisfies [string, string]
const ACCEPTED = ['202', 'Accepted'] as const satisfies [string, string]

const COLLECTION: Readonly<Record<string, VerbForm>> = {
  list: form('get', 'list', 'list', (kind) => `list or watch objects of kind ${kind}`, [[...OK]]),
  create: form('post', 'post', 'create', (kind) => `create ${withArticle(kind)}`, [
    [...OK],
    [...CREATED],
    [...ACCEPTED],
  ]),
  deletecollection: form(
    'delete',
    'deletecollection',
    'deleteCollection',
    (kind) => `delete collection of ${kind}`,
    [[...OK]],
  ),
}

const ITEM: Readonly<Record<string, VerbForm>> = {
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

/** All paths of a kind, below /api or /apis. */
export function pathsOf(kind: PublishedKind): Paths {
  const { resource, subresources } = kind
  const base = basePath(resource)
  const { plural, namespaced, verbs } = resource
  const place = namespaced ? `${base}/namespaces/{namespace}/${plural}` : `${base}/${plural}`
  const scope = namespaced ? [namespaceParameter] : []
  const paths: Paths = {}
  const add = (path: string, operations: PathItem, parameters: readonly Parameter[]) => {
    if (Object.keys(operations).length > 0)
      paths[path] = { ...operations, parameters: [...parameters, pretty] }
  }
  add(place, operationsOf(COLLECTION, verbs, kind, ''), scope)
  if (namespaced && verbs.includes('list'))
    add(`${base}/${plural}`, operationsOf(COLLECTION, ['list'], kind, 'ForAllNamespaces'), [])
  add(`${place}/{name}`, operationsOf(ITEM, verbs, kind, ''), [nameParameter(resource.kind), ...scope])
  for (const subresource of subresources) {
    const parameters = [nameParameter(resource.kind), ...scope]
    add(`${place}/{name}/${subresource.name}`, subresourceOperations(kind, subresource), parameters)
  }
  return paths
}

/** The path of a group in a version: '/api/v1', '/apis/apps/v1'. */
export function basePath({ group, version }: Pick<GroupVersionKind, 'group' | 'version'>): string {
  return `/${group === '' ? 'api' : 'apis'}/${formatApiVersion(group, version)}`
}

/** The operation that lists what there is below a path of discovery. */
export function discoveryPath(path: string, what: string, id: string, tag: string, type: string): Paths {
  const content = { [JSON_TYPE]: { schema: refer(modelOf(type).name) } }
  const responses = { '200': { description: 'OK', content }, '401': { description: 'Unauthorized' } }
  return { [path]: { get: { description: `get ${what}`, operationId: id, responses, tags: [tag] } } }
}

/** 'apps_v1', 'rbacAuthorization_v1', 'stableExampleCom_v1': how documents group operations. */
export function tagOf({ group, version }: Pick<GroupVersionKind, 'group' | 'version'>): string {
  const words = group === '' ? ['core'] : group.replace(/\.k8s\.io$/, '').split(/[.-]/)
  const camel = words.map((word, index) => (index === 0 ? word : capitalised(word))).join('')
  return version === '' ? camel : `${camel}_${version}`
}

/** 'AppsV1': the same within the name of an operation. */
export function operationScope(gv: Pick<GroupVersionKind, 'group' | 'version'>): string {
  return tagOf(gv).split('_').map(capitalised).join('')
}

function operationsOf(
  forms: Readonly<Record<string, VerbForm>>,
  verbs: readonly string[],
  kind: PublishedKind,
  suffix: string,
): PathItem {
  const { resource, model, listModel, isCustom } = kind
  const scope = resource.namespaced && suffix === '' ? 'Namespaced' : ''
  const item: PathItem = {}
  for (const [verb, verbForm] of Object.entries(forms)) {
    if (!verbs.includes(verb)) continue
    const id = `${verbForm.id}${operationScope(resource)}${scope}${resource.kind}${suffix}`
    const body = verb === 'list' ? listModel : model
    item[verbForm.method] = operation(verbForm, {
      id,
      of: '',
      gvk: resource,
      tag: tagOf(resource),
      model: body,
      isCustom,
    })
  }
  return item
}

function subresourceOperations(kind: PublishedKind, subresource: ServedSubresource): PathItem {
  const { resource, isCustom } = kind
  const { name, verbs } = subresource
  const scope = `${operationScope(resource)}${resource.namespaced ? 'Namespaced' : ''}`
  const suffix = `${resource.kind}${capitalised(name)}`
  const model = modelOfKind(subresource)?.name ?? kind.model
  const forms = { ...ITEM, create: COLLECTION.create! }
  const item: PathItem = {}
  for (const [verb, verbForm] of Object.entries(forms)) {
    if (!verbs.includes(verb)) continue
    const about = { of: name, gvk: subresource, tag: tagOf(resource), isCustom }
    if (definitionOf(subresource) === undefined || /Options$/.test(subresource.kind)) {
      const id = `connect${scope.replace(/(Namespaced)?$/, `${capitalised(verbForm.method)}$1`)}${suffix}`
      item[verbForm.method] = connection(id, about)
    } else
      item[verbForm.method] = operation(verbForm, { ...about, id: `${verbForm.id}${scope}${suffix}`, model })
  }
  return item
}

/** What an operation is about. `of` is the subresource, or ''. */
interface About {
  id: string
  of: string
  gvk: GroupVersionKind
  tag: string
  model: string
  isCustom: boolean
}

function operation({ method, action, describe, done }: VerbForm, about: About): Operation {
  const { id, of, gvk, tag, model, isCustom } = about
  const parameters = actionParameters[action] ?? []
  const answer = method === 'delete' ? modelOf('Status').name : model
  const isText = of === 'log'
  const content = isText
    ? { 'text/plain': { schema: { type: 'string' } } }
    : contentOf(action === 'list' ? [JSON_TYPE, WATCH_TYPE] : [JSON_TYPE], answer)
  return {
    description: of === '' ? describe(gvk.kind) : describe(gvk.kind).replace(/ (?=the |an? )/, ` ${of} of `),
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

/** What leads into a container or to a port carries no objects. */
function connection(id: string, { of, gvk, tag }: Pick<About, 'of' | 'gvk' | 'tag'>): Operation {
  const content = { '*/*': { schema: { type: 'string' } } }
  return {
    description: `connect requests to ${of}`,
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

function contentOf(types: readonly string[], model: string): Content {
  return Object.fromEntries(types.map((type) => [type, { schema: refer(model) }]))
}

function kindOf({ group, version, kind }: GroupVersionKind): GroupVersionKind {
  return { group, version, kind }
}

function withArticle(kind: string): string {
  return `${/^[AEIOU]/.test(kind) ? 'an' : 'a'} ${kind}`
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
