/** Generates ConfigMaps and Secrets: `configMapGenerator`, `secretGenerator` (api, internal/generators). */

import { compareStrings } from '../../base/compare-strings.ts'
import type { JsonObject } from '../../base/json.ts'
import { decodeUtf8 } from '../../base/utf8.ts'
import { KustomizeError } from '../error.ts'
import type { GeneratorArgs, GeneratorOptions } from '../kustomization/fields.ts'
import type { Loader } from '../loader.ts'
import { type Behavior, Resource } from '../resource.ts'
import { readPairs } from './key-values.ts'

/** The ConfigMap or Secret that the arguments describe. Throws where its data cannot be read. */
export function generateResource(
  kind: 'ConfigMap' | 'Secret',
  args: GeneratorArgs,
  loader: Loader,
): Resource {
  const { name = '', namespace = '', options = {} } = args
  if (name === '') throw new KustomizeError('a configmap must have a name')
  const object: JsonObject = {
    apiVersion: 'v1',
    kind,
    metadata: { name, ...(namespace !== '' && { namespace }) },
    ...(kind === 'Secret' && { type: args.type || 'Opaque' }),
  }
  fillData(object, readData(args, loader), kind)
  if (options.immutable === true) object.immutable = true
  const resource = new Resource(object, {
    needsHash: options.disableNameSuffixHash !== true,
    behavior: behaviorOf(args.behavior),
  })
  if (options.labels !== undefined) resource.labels = options.labels
  if (options.annotations !== undefined) resource.annotations = options.annotations
  return resource
}

function behaviorOf(word = ''): Behavior {
  return word === 'create' || word === 'merge' || word === 'replace' ? word : 'unspecified'
}

function readData(args: GeneratorArgs, loader: Loader): Map<string, Uint8Array> {
  const data = new Map<string, Uint8Array>()
  for (const { key, value } of readPairs(args, loader)) {
    if (data.has(key)) throw new KustomizeError(`configmap ${args.name} illegally repeats the key \`${key}\``)
    data.set(key, value)
  }
  return data
}

function fillData(object: JsonObject, data: Map<string, Uint8Array>, kind: 'ConfigMap' | 'Secret'): void {
  for (const key of [...data.keys()].sort(compareStrings)) {
    const value = data.get(key)!
    // What is no UTF-8 is data of another sort.
    const text = kind === 'ConfigMap' ? decodeUtf8(value) : undefined
    const field = kind === 'Secret' || text !== undefined ? 'data' : 'binaryData'
    object[field] ??= {}
    const map = object[field] as JsonObject
    map[key] = text ?? encodeBase64(value)
  }
}

/** Base64 of 70 characters and more stands in lines of 70, each with its end. */
function encodeBase64(value: Uint8Array): string {
  const text = Buffer.from(value).toString('base64')
  return text.length < 70 ? text : text.replace(/.{1,70}/g, '$&\n')
}

/** What holds for one generator: its own options, and those for all where it has none. */
export function mergeOptions(
  own: GeneratorOptions | undefined,
  all: GeneratorOptions | undefined,
): GeneratorOptions {
  if (all === undefined) return own ?? {}
  const labels = { ...all.labels, ...own?.labels }
  const annotations = { ...all.annotations, ...own?.annotations }
  return {
    ...(Object.keys(labels).length > 0 && { labels }),
    ...(Object.keys(annotations).length > 0 && { annotations }),
    disableNameSuffixHash: all.disableNameSuffixHash === true || own?.disableNameSuffixHash === true,
    immutable: all.immutable === true || own?.immutable === true,
  }
}
