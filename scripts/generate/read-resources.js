/** Reads the client package's API classes, as text: which resources are served, their scope and verbs. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * @typedef {{ name: string, verbs: string[], model: string }} Subresource
 * @typedef {{ group: string, version: string, plural: string, namespaced: boolean, verbs: string[], model: string,
 *   subresources: Subresource[] }} Resource
 */

/** A server with default settings serves the stable versions only. */
const STABLE_CLASS = /V\d+Api\.js$/
const METHOD = /localVarPath = '(\/apis?\/[^']+)'[\s\S]*?HttpMethod\.(GET|POST|PUT|PATCH|DELETE)/g

/**
 * Every resource of the stable API, in the order in which a server prefers groups, then by name.
 * @param {string} folder
 * @returns {Resource[]}
 */
export function readResources(folder) {
  /** @type {Map<string, Resource>} */
  const resources = new Map()
  for (const file of readdirSync(folder)) {
    if (!STABLE_CLASS.test(file)) continue
    const code = readFileSync(join(folder, file), 'utf8')
    for (const operation of readOperations(code)) addOperation(resources, operation)
  }
  const served = [...resources.values()]
  for (const resource of served) finishResource(resource)
  return served.sort(byPreference)
}

/** @typedef {{ path: string, method: string, model: string }} Operation */

/**
 * Each operation has a method in the request factory and one that reads the response.
 * @param {string} code @returns {Operation[]}
 */
function readOperations(code) {
  const start = code.indexOf('ResponseProcessor {')
  /** @type {Map<string, string>} */
  const models = new Map()
  const requests = [...code.slice(0, start).matchAll(/^ {4}async (\w+)\([\s\S]*?^ {4}\}/gm)]
  for (const match of code
    .slice(start)
    .matchAll(/^ {4}async (\w+)WithHttpInfo\(response\) \{[\s\S]*?^ {4}\}/gm))
    models.set(match[1] ?? '', /deserialize\(.*?, "(\w+)", ""\)/.exec(match[0])?.[1] ?? '')
  return requests.flatMap((request) => {
    const [found] = request[0].matchAll(METHOD)
    return found
      ? [{ path: found[1] ?? '', method: found[2] ?? '', model: models.get(request[1] ?? '') ?? '' }]
      : []
  })
}

const PATH =
  /^\/(?:api|apis\/([^/]+))\/(v\d+)\/(namespaces\/\{namespace\}\/)?([a-z]+)(\/\{name\}(?:\/([a-z]+))?)?$/

/** @param {Map<string, Resource>} resources @param {Operation} operation */
function addOperation(resources, { path, method, model }) {
  const match = PATH.exec(path)
  if (!match) return
  const [, group = '', version = '', inNamespace, plural = '', item, subresource] = match
  const key = `${group}/${version}/${plural}`
  const resource = resources.get(key) ?? {
    group,
    version,
    plural,
    namespaced: false,
    verbs: [],
    model: '',
    subresources: [],
  }
  resources.set(key, resource)
  if (inNamespace) resource.namespaced = true
  if (subresource) addSubresource(resource, subresource, method, model)
  else addVerb(resource, item !== undefined, method, model)
}

const COLLECTION_VERBS = { GET: 'list', POST: 'create', DELETE: 'deletecollection' }
const ITEM_VERBS = { GET: 'get', PUT: 'update', PATCH: 'patch', DELETE: 'delete', POST: 'create' }

/** @param {Resource} resource @param {boolean} item @param {string} method @param {string} model */
function addVerb(resource, item, method, model) {
  const verb = (item ? ITEM_VERBS : COLLECTION_VERBS)[/** @type {'GET'} */ (method)]
  if (verb && !resource.verbs.includes(verb)) resource.verbs.push(verb)
  if (verb === 'get' || verb === 'create') resource.model = model
}

/** @param {Resource} resource @param {string} name @param {string} method @param {string} model */
function addSubresource(resource, name, method, model) {
  const known = resource.subresources.find((other) => other.name === name)
  const subresource = known ?? { name, verbs: [], model: '' }
  if (!known) resource.subresources.push(subresource)
  const verb = ITEM_VERBS[/** @type {'GET'} */ (method)]
  if (verb && !subresource.verbs.includes(verb)) subresource.verbs.push(verb)
  if (model !== 'string' && model !== 'V1Status') subresource.model = model
}

/**
 * The watch verb has no path of its own: what can be listed and written can be watched.
 * @param {Resource} resource
 */
function finishResource(resource) {
  if (resource.verbs.includes('list') && resource.verbs.includes('update')) resource.verbs.push('watch')
  resource.verbs.sort()
  for (const subresource of resource.subresources) subresource.verbs.sort()
  resource.subresources.sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** The order of groups in the API server's discovery: the first group that has a resource's name gets it. */
const GROUP_ORDER = [
  '',
  'apiregistration.k8s.io',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'scheduling.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
  'discovery.k8s.io',
  'resource.k8s.io',
  'flowcontrol.apiserver.k8s.io',
]

/** @param {Resource} a @param {Resource} b */
function byPreference(a, b) {
  const groups = GROUP_ORDER.indexOf(a.group) - GROUP_ORDER.indexOf(b.group)
  if (groups !== 0) return groups
  if (a.version !== b.version) return a.version > b.version ? -1 : 1
  return a.plural < b.plural ? -1 : 1
}

/**
 * What is said of the parameters of requests, by their names. Where that differs, those that come first count.
 * @param {string} folder
 */
export function readParameters(folder) {
  const code = readFileSync(join(folder, 'AppsV1Api.js'), 'utf8')
  /** @type {Record<string, string>} */
  const parameters = {}
  for (const [, name = '', description = ''] of code.matchAll(/@param _?(\w+) (.+)$/gm))
    parameters[name] ??= unescapeText(description)
  return parameters
}

/** The entities of HTML, and what JavaScript would escape. @param {string} text */
function unescapeText(text) {
  return text
    .replaceAll('&quot;', '"')
    .replace(/&#(x?)(\w+);/g, (_, hex, code) => String.fromCodePoint(parseInt(code, hex ? 16 : 10)))
    .replace(/\\(['"])/g, '$1')
}
