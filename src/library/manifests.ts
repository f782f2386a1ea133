/** Manifests as the library takes them: YAML or JSON text, or objects. */
import type { KubeObject, Unstructured } from '../apimachinery/object.ts'
import { badRequest } from '../apimachinery/status-error.ts'
import { readDocuments } from '../apimachinery/yaml/read-documents.ts'
import { isJsonObject, type Json, type JsonObject } from '../base/json.ts'

/** Text of one or more documents, an object, or several. */
export type Manifests = string | KubeObject | readonly KubeObject[]

/** One object to be sent, with the duplicate fields that its text had. */
export interface Manifest {
  object: Unstructured
  duplicates: readonly string[]
}

/** All objects of the manifests; a List gives its items. Throws DocumentError for text that cannot be read. */
export async function readManifests(manifests: Manifests): Promise<Manifest[]> {
  if (typeof manifests !== 'string') {
    const objects = Array.isArray(manifests) ? manifests : [manifests]
    return objects.flatMap((object) => split(object as unknown as Json, []))
  }
  const read: Manifest[] = []
  for await (const { value, duplicates } of readDocuments(manifests)) read.push(...split(value, duplicates))
  return read
}

function split(value: Json, duplicates: readonly string[]): Manifest[] {
  if (!isJsonObject(value)) throw badRequest('a manifest must be an object')
  const { kind, items } = value
  if (typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items))
    return items.flatMap((item) => split(item, duplicates))
  return [{ object: checked(value), duplicates }]
}

function checked(value: JsonObject): Unstructured {
  for (const field of ['apiVersion', 'kind'])
    if (typeof value[field] !== 'string' || value[field] === '')
      throw badRequest(`Object '${field}' is missing`)
  return {
    ...value,
    metadata: isJsonObject(value.metadata) ? { ...value.metadata } : {},
  } as unknown as Unstructured
}
