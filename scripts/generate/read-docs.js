/** Reads descriptions, enums and quantities from kubernetes-models' declarations, as text. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * @typedef {{ description: string, enum: string[], quantity: boolean, type: string }} PropertyDocs
 * @typedef {{ description: string, properties: Map<string, PropertyDocs> }} Docs
 */

/**
 * Finds the docs of a type by its version, name and properties; the latter tell equal names apart.
 * @param {string} modules the node_modules folder
 * @returns {(version: string, name: string, properties: string[]) => Docs | undefined}
 */
export function docsReader(modules) {
  const folders = docFolders(modules)
  return (version, name, properties) => {
    const candidates = folders
      .filter((folder) => folder.version === version && folder.names.has(name))
      .map((folder) => parseDeclaration(readFileSync(join(folder.path, `${name}.d.ts`), 'utf8')))
    return candidates.sort((a, b) => difference(a, properties) - difference(b, properties))[0]
  }
}

/** @param {Docs} docs @param {string[]} properties */
function difference(docs, properties) {
  const missing = properties.filter((name) => !docs.properties.has(name)).length
  return missing * 2 + docs.properties.size - properties.length
}

/** @param {string} modules */
function docFolders(modules) {
  const models = join(modules, 'kubernetes-models')
  const paths = [join(models, 'v1'), join(modules, '@kubernetes-models/apimachinery/apis/meta/v1')]
  for (const group of readdirSync(models))
    for (const version of ['v1', 'v2']) paths.push(join(models, group, version))
  return paths
    .filter((path) => existsSync(path))
    .map((path) => ({ path, version: path.slice(-2), names: declaredNames(path) }))
}

/** @param {string} path */
function declaredNames(path) {
  return new Set(readdirSync(path).flatMap((file) => (file.endsWith('.d.ts') ? [file.slice(0, -5)] : [])))
}

const INTERFACE = /(?:\/\*\*\n([\s\S]*?)\s\*\/\n)?export interface I\w+(?: extends \w+)? \{\n([\s\S]*?)^\}/m
const PROPERTY = /(?: {4}\/\*\*\n((?: {5}\*.*\n)*?) {5}\*\/\n)? {4}"([^"]+)"\??: ([\s\S]*?);\n(?= {4}["/]|$)/g

/** @param {string} declaration @returns {Docs} */
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

/**
 * What is said of a type that is no struct, such as Time.
 * @param {string} modules
 * @param {string} name
 */
export function typeDescription(modules, name) {
  const file = join(modules, '@kubernetes-models/apimachinery/apis/meta/v1', `${name}.d.ts`)
  return uncomment(/\/\*\*\n([\s\S]*?)\s\*\//.exec(readFileSync(file, 'utf8'))?.[1] ?? '')
}
