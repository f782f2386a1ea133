/** Ends the names of generated resources with a hash of their content (api, hasher/hasher.go). */

import { contentHash } from '../../apimachinery/content-hash.ts'
import { goMapJson } from '../../apimachinery/go-format.ts'
import { getOwn, isJsonObject, type Json, type JsonObject } from '../../base/json.ts'
import type { Resource } from '../resource.ts'
import type { ResourceMap } from '../resource-map.ts'
import { textOfScalar } from '../yaml/scalar-text.ts'

/** Renames what was generated and is to change its name with its content. */
export function addHashes({ list }: ResourceMap): void {
  for (const resource of list) {
    if (!resource.tracking.needsHash) continue
    const hash = hashOf(resource)
    resource.storePreviousId()
    resource.name = `${resource.name}-${hash}`
  }
}

/** Ten characters that stand for the content. The name is no part of it. */
export function hashOf({ kind, object = {} }: Resource): string {
  const content = kind === 'Secret' ? secretContent(object) : configMapContent(object)
  return contentHash(goMapJson(content))
}

function configMapContent(object: JsonObject): JsonObject {
  const content: JsonObject = { kind: 'ConfigMap', name: '', data: fieldOf(object, 'data') }
  if (isJsonObject(object.binaryData)) content.binaryData = object.binaryData
  return content
}

function secretContent(object: JsonObject): JsonObject {
  const content: JsonObject = {
    kind: 'Secret',
    type: fieldOf(object, 'type'),
    name: '',
    data: fieldOf(object, 'data'),
  }
  if (isJsonObject(object.stringData)) content.stringData = object.stringData
  return content
}

function fieldOf(object: JsonObject, field: string): Json {
  const value = getOwn(object, field)
  return isJsonObject(value) ? value : textOfScalar(value)
}
