/** Reads resources out of files: each must say what it is and be named (api, resource/factory.go). */

import { goValue } from '../apimachinery/go-format.ts'
import { getOwn, isJsonObject, type Json, type JsonObject } from '../base/json.ts'
import { KustomizeError } from './error.ts'
import type { Loader } from './loader.ts'
import { Resource, textsOf } from './resource.ts'
import { ResourceMap } from './resource-map.ts'
import { readResourceYaml } from './yaml/read-yaml.ts'
import { textOfScalar } from './yaml/scalar-text.ts'

/** The resources of a file. Throws where it cannot be read or names one twice; an error of its YAML names the file. */
export function loadResources(loader: Loader, path: string): Resource[] {
  const content = loader.load(path)
  try {
    const resources = new ResourceMap()
    resources.appendAll(parseResources(content))
    return resources.list
  } catch (error) {
    if (!(error instanceof KustomizeError) || !error.malformed) throw error
    throw new KustomizeError(`${error.message} in File: ${path}`, { cause: error, malformed: true })
  }
}

/** The resources of a text, lists taken apart. */
export function parseResources(content: string | Uint8Array): Resource[] {
  const documents = readResourceYaml(content)
  const pending = documents
    .flatMap(({ value }) => unwrapList(value))
    .filter(isWritten)
    .map(checkResource)
  const resources: Resource[] = []
  for (let object = pending.shift(); object !== undefined; object = pending.shift()) {
    const kind = textOfScalar(object.kind)
    if (kind.endsWith('List')) pending.push(...itemsOf(object, kind))
    else resources.push(new Resource(object))
  }
  // Kustomize notices them when it prints the object: a patch that deletes it comes before.
  for (const { value, duplicates } of documents)
    for (const resource of resources) if (resource.object === value) resource.duplicates = duplicates
  return resources
}

/** The reader itself takes a plain List apart, in its place; lists of a kind are taken apart after all else. */
function unwrapList(document: Json): Json[] {
  if (!isJsonObject(document) || (document.kind !== 'List' && document.kind !== 'ResourceList'))
    return [document]
  const { items } = document
  if (isJsonObject(items)) return Object.values(items)
  return Array.isArray(items) ? items : [document]
}

function isWritten(document: Json): boolean {
  if (document === null) return false
  return typeof document !== 'object' || Object.keys(document).length > 0
}

function itemsOf(list: JsonObject, kind: string): JsonObject[] {
  const items = getOwn(list, 'items')
  if (items === undefined || items === null) return []
  if (Array.isArray(items)) return items.filter(isWritten).map(checkResource)
  const type = isJsonObject(items) ? 'map[string]interface {}' : typeof items
  throw new KustomizeError(`expected array in ${kind}/items, but found ${type}`)
}

function checkResource(document: Json): JsonObject {
  const object = isJsonObject(document) ? document : {}
  const metadata = isJsonObject(object.metadata) ? object.metadata : {}
  const [apiVersion, kind] = [textOfScalar(object.apiVersion), textOfScalar(object.kind)]
  const name = textOfScalar(metadata.name)
  if (apiVersion === '' && kind === '' && Object.keys(metadata).length === 0)
    throw new KustomizeError('missing Resource metadata')
  if (kind === '') throw new KustomizeError(`missing kind in object ${dumpMeta(object, metadata)}`)
  if (!kind.endsWith('List') && name === '')
    throw new KustomizeError(`missing metadata.name in object ${dumpMeta(object, metadata)}`)
  const hole = findHole(object, '')
  if (hole !== undefined)
    throw new KustomizeError(`empty item at ${hole} in object ${JSON.stringify(object)}`)
  return object
}

/** The struct that Go reads the metadata into, as it prints it. */
function dumpMeta(object: JsonObject, metadata: JsonObject): string {
  const type = `${textOfScalar(object.apiVersion)} ${textOfScalar(object.kind)}`
  const name = `${textOfScalar(metadata.name)} ${textOfScalar(metadata.namespace)}`
  return `{{${type}} {{${name}} ${goValue(textsOf(metadata.labels))} ${goValue(textsOf(metadata.annotations))}}}`
}

/** The path of a list of objects with a null in it. */
function findHole(value: Json, path: string): string | undefined {
  if (Array.isArray(value)) {
    if (value.every((item) => item === null) && value.length > 0) return path
    for (const item of value) {
      const hole = findHole(item, path)
      if (hole !== undefined) return hole
    }
    return undefined
  }
  if (!isJsonObject(value)) return undefined
  for (const [key, item] of Object.entries(value)) {
    const hole = findHole(item, path === '' ? key : `${path}.${key}`)
    if (hole !== undefined) return hole
  }
  return undefined
}
