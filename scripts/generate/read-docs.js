/** Reads descriptions, enums and quantities from kubernetes-models' declarations, as text. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * @typedef {{ description: string, enum: string[], quantity: boolean, type: string }} PropertyDocs
 * `openApiName` is what the API's own documents call the type: 'io.k8s.api.apps.v1.Deployment'.
 * @typedef {{ description: string, openApiName: string, properties: Map<string, PropertyDocs> }} Docs
 */

/**
 * Finds the docs of a type by its model's name; its group and properties tell equal names apart.
 * @param {string} modules the node_modules folder
 * @returns {(model: import('./read-models.js').Model) => Docs | undefined}
 */
export function docsReader(modules) {
  const folders = docFolders(modules)
  return ({ group, version, name, properties }) => {
    const names = properties.map((property) => property.name)
    const candidates = folders
      .filter((folder) => folder.version === version && folder.names.has(name))
      .filter((folder) => group === '' || folder.group === group.toLowerCase())
      .map((folder) => readDeclaration(folder, name))
    return candidates.sort((a, b) => difference(a, names) - difference(b, names))[0]
  }
}

/** @param {Folder} folder @param {string} name @returns {Docs} */
function readDeclaration({ path, prefix }, name) {
  const docs = parseDeclaration(readFileSync(join(path, `${name}.d.ts`), 'utf8'))
  return { ...docs, openApiName: `${prefix}.${name}` }
}

/** @param {Docs} docs @param {string[]} properties */
function difference(docs, properties) {
  const missing = properties.filter((name) => !docs.properties.has(name)).length
  return missing * 2 + docs.properties.size - properties.length
}

/** Groups whose types are not in the module k8s.io/api. */
const OTHER_MODULES = new Map([
  ['meta', 'io.k8s.apimachinery.pkg.apis'],
  ['apiextensions', 'io.k8s.apiextensions-apiserver.pkg.apis'],
  ['apiregistration', 'io.k8s.kube-aggregator.pkg.apis'],
])

/**
 * The types of one group in one version. `prefix` is what their names in OpenAPI begin with.
 * @typedef {{ path: string, group: string, version: string, prefix: string, names: Set<string> }} Folder
 */

/** @param {string} modules @returns {Folder[]} */
function docFolders(modules) {
  const models = join(modules, 'kubernetes-models')
  const apimachinery = join(modules, '@kubernetes-models/apimachinery')
  const paths = [
    { group: 'core', path: join(models, 'v1') },
    { group: 'meta', path: join(apimachinery, 'apis/meta/v1') },
    ...readdirSync(models).flatMap((group) =>
      ['v1', 'v2'].map((version) => ({
        group: group.split('.')[0] ?? '',
        path: join(models, group, version),
      })),
    ),
  ]
  return paths
    .filter(({ path }) => existsSync(path))
    .map(({ group, path }) => {
      const version = path.slice(-2)
      const prefix = `${OTHER_MODULES.get(group) ?? 'io.k8s.api'}.${group}.${version}`
      return { path, group, version, prefix, names: declaredNames(path) }
    })
}

/** @param {string} path */
function declaredNames(path) {
  return new Set(readdirSync(path).flatMap((file) => (file.endsWith('.d.ts') ? [file.slice(0, -5)] : [])))
}

const INTERFACE = /(?:\/\*\*\n([\s\S]*?)\s\*\/\n)?export interface I\w+(?: extends \w+)? \{\n([\s\S]*?)^\}/m
const PROPERTY = /(?: {4}\/\*\*\n((?: {5}\*.*\n)*?) {5}\*\/\n)? {4}"([^"]+)"\??: ([\s\S]*?);\n(?= {4}["/]|$)/g

/** @param {string} declaration @returns {Omit<Docs, 'openApiName'>} */
function parseDeclaration(declaration) {
  const [, comment = '', body = ''] = INTERFACE.exec(declaration) ?? []
  /** @type {Map<string, PropertyDocs>} */
  const properties = new Map()
  for (const [, text = '', name = '', type = ''] of body.matchAll(PROPERTY))
    properties.set(name, {
      description: uncomment(text),
      enum: literalsOf(type),
      quantity: type.includes('ResourceQuantity'),
      type,
    })
  return { description: uncomment(comment), properties }
}

/**
 * The values of a union of literals, or of a list of them. Other types name properties in quotes.
 * @param {string} type
 */
function literalsOf(type) {
  const around = type.replace(/"[^"]*"/g, '').replace(/\bArray\b/g, '')
  if (/\w/.test(around)) return []
  return [...type.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '')
}

/** @param {string} comment */
function uncomment(comment) {
  return (
    comment
      .replace(/^ *\* ?/gm, '')
      .replaceAll('*\\/', '*/')
      // The bullets of lists are escaped in the declarations.
      .replaceAll('\\*', '*')
      .trim()
  )
}

/** Types that are no structs, or structs that hold anything: where they are declared, by their names in OpenAPI. */
const FREE_TYPES = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'api/resource',
  'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1': 'apis/meta/v1',
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': 'apis/meta/v1',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Patch': 'apis/meta/v1',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': 'apis/meta/v1',
  'io.k8s.apimachinery.pkg.runtime.RawExtension': 'runtime',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'util/intstr',
}
const JSON_TYPES = ['JSON', 'JSONSchemaPropsOrArray', 'JSONSchemaPropsOrBool', 'JSONSchemaPropsOrStringArray']

/**
 * What is said of types that have no fields of their own.
 * @param {string} modules
 * @returns {{ name: string, openApiName: string, description: string }[]}
 */
export function readFreeTypes(modules) {
  const ofApimachinery = Object.entries(FREE_TYPES).map(([openApiName, folder]) => ({
    openApiName,
    path: join(modules, '@kubernetes-models/apimachinery', folder),
  }))
  const ofExtensions = JSON_TYPES.map((name) => ({
    openApiName: `${OTHER_MODULES.get('apiextensions')}.apiextensions.v1.${name}`,
    path: join(modules, 'kubernetes-models/apiextensions.k8s.io/v1'),
  }))
  return [...ofApimachinery, ...ofExtensions].map(({ openApiName, path }) => {
    const name = openApiName.slice(openApiName.lastIndexOf('.') + 1)
    const declaration = readFileSync(join(path, `${name}.d.ts`), 'utf8')
    const description = uncomment(/\/\*\*\n([\s\S]*?)\s\*\//.exec(declaration)?.[1] ?? '')
    return { name, openApiName, description }
  })
}
