/** The paths of a resource and what can be done there, in the form and the names of kube-apiserver's documents. */
import type { GroupVersionKind } from '../../api/resource.ts'
import { formatApiVersion } from '../../apimachinery/object.ts'
import type { ServedSubresource } from '../../generated/resources.ts'
import { modelOf, modelOfKind } from './models.ts'
import {
  COLLECTION,
  connection,
  ITEM,
  jsonOf,
  type Method,
  type Operation,
  operation,
  type VerbForm,
} from './operation.ts'
import { nameParameter, namespaceParameter, type Parameter, pretty } from './parameters.ts'
import type { PublishedKind } from './published-kind.ts'

/** What can be done at one path. */
export type PathItem = Partial<Record<Method, Operation>> & { parameters?: readonly Parameter[] }

/** The paths of a document. */
export type Paths = Record<string, PathItem>

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
  const content = jsonOf(modelOf(type).name)
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
    const what = verb === 'deletecollection' ? `Collection${scope}` : scope
    const id = `${verbForm.id}${operationScope(resource)}${what}${resource.kind}${suffix}`
    const body = verb === 'list' ? listModel : model
    item[verbForm.method] = operation(verbForm, {
      id,
      kind: resource.kind,
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
    const about = { kind: resource.kind, of: name, gvk: subresource, tag: tagOf(resource), isCustom }
    if (subresource.kind.endsWith('Options')) {
      const id = `connect${scope.replace(/(Namespaced)?$/, `${capitalised(verbForm.method)}$1`)}${suffix}`
      item[verbForm.method] = connection(id, about)
    } else
      item[verbForm.method] = operation(verbForm, { ...about, id: `${verbForm.id}${scope}${suffix}`, model })
  }
  return item
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
