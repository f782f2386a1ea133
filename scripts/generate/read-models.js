/** Reads the official client package's model files, as text: the structure of every type of the API. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Models of removed APIs stay in the package; only those with this header belong to the release. */
const RELEASE = 'OpenAPI spec version: release-1.36'

/**
 * One type as the client package names it.
 * @typedef {{ name: string, version: string, group: string, properties: Property[] }} Model
 * `group` is the name's prefix ('Events' in EventsV1Event) where the package needs one, else ''.
 * @typedef {{ name: string, type: string, format: string, required: boolean, description: string }} Property
 */

/**
 * The reader of the models in the package's folder. Gives undefined for a name that is not of this release.
 * @param {string} folder
 * @returns {(modelName: string) => Model | undefined}
 */
export function modelReader(folder) {
  const files = new Set(readdirSync(folder))
  return (modelName) => {
    if (!files.has(`${modelName}.js`)) return undefined
    const code = readFileSync(join(folder, `${modelName}.js`), 'utf8')
    if (!code.includes(RELEASE)) return undefined
    const declaration = readFileSync(join(folder, `${modelName}.d.ts`), 'utf8')
    return { ...splitModelName(modelName), properties: readProperties(code, declaration) }
  }
}

/**
 * 'EventsV1Event' is Event of version v1, told apart by 'Events'.
 * @param {string} modelName
 */
export function splitModelName(modelName) {
  const match = /^([A-Z][a-z]+)?V(\d+(?:(?:alpha|beta)\d+)?)([A-Z].*)$/.exec(modelName)
  if (!match) return { group: '', version: '', name: modelName }
  return { group: match[1] ?? '', version: `v${match[2]}`, name: match[3] ?? '' }
}

const ATTRIBUTE = /"name": "(.*?)",\s*"baseName": "(.*?)",\s*"type": "(.*?)",\s*"format": "(.*?)"/g

/** @param {string} code @param {string} declaration @returns {Property[]} */
function readProperties(code, declaration) {
  const declared = readDeclarations(declaration)
  return [...code.matchAll(ATTRIBUTE)].map(([, name = '', baseName = '', type = '', format = '']) => ({
    name: baseName,
    type,
    format,
    required: declared.get(name)?.required ?? false,
    description: declared.get(name)?.description ?? '',
  }))
}

const DECLARED = /(?:\/\*\*\n\s*\* ((?:(?!\*\/)[\s\S])*?)\s*\*\/\s*)?^ {4}'(\w+)'(\?)?:/gm

/** @param {string} declaration */
function readDeclarations(declaration) {
  /** @type {Map<string, { required: boolean, description: string }>} */
  const declared = new Map()
  for (const [, description = '', name = '', optional] of declaration.matchAll(DECLARED))
    declared.set(name, {
      required: optional === undefined,
      description: description.replaceAll('*\\/', '*/'),
    })
  return declared
}
