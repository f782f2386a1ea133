/** Reads the objects of manifests: documents to targets, with kubectl's refusals, the good ones among bad ones too. */

import type { Registry } from '../../api/registry.ts'
import type { GroupVersionKind, ResourceInfo } from '../../api/resource.ts'
import { quote } from '../../apimachinery/go-format.ts'
import { EVERYTHING, matchesLabels, parseSelector, type Selector } from '../../apimachinery/label-selector.ts'
import { parseApiVersion, type Unstructured } from '../../apimachinery/object.ts'
import { DocumentError, readDocuments } from '../../apimachinery/yaml/read-documents.ts'
import { messageOf } from '../../base/error-message.ts'
import { isJsonObject, type Json } from '../../base/json.ts'
import { CliError } from '../errors.ts'
import { checkDocument, checkMetadata } from './check-document.ts'
import type { Source } from './files.ts'
import type { ManifestTarget } from './target.ts'

/** How manifests are taken. */
export interface ManifestOptions {
  namespace: string
  namespaceGiven: boolean
  /** Takes only objects with these labels. */
  selector?: string
  /** Skips the check that each document is an object with kind and apiVersion (--validate=false). */
  unchecked?: boolean
  /** Leaves objects without a namespace where they name none: for --local. */
  asWritten?: boolean
}

/** What was read, and what could not be. */
export interface Manifests {
  targets: ManifestTarget[]
  errors: unknown[]
}

/** Reads all sources. A fault ends a file or a document as it does with kubectl; what else is good is given. */
export async function readManifests(
  sources: readonly Source[],
  registry: Registry,
  options: ManifestOptions,
): Promise<Manifests> {
  const result: Manifests = { targets: [], errors: [] }
  const selector = readSelector(options.selector)
  const late: unknown[] = []
  for (const source of sources)
    try {
      await readSource(source, registry, options, selector, result)
    } catch (error) {
      late.push(error)
    }
  result.errors.push(...late)
  return result
}

function readSelector(text: string | undefined): Selector {
  try {
    return text === undefined ? EVERYTHING : parseSelector(text)
  } catch (error) {
    throw new CliError(`the provided selector ${quote(text ?? '')} is not valid: ${messageOf(error)}`)
  }
}

async function readSource(
  source: Source,
  registry: Registry,
  options: ManifestOptions,
  selector: Selector,
  result: Manifests,
): Promise<void> {
  for await (const document of documentsOf(source)) {
    if (options.unchecked !== true) checkDocument(document, source.name)
    for (const item of flattenList(document))
      try {
        const target = await toTarget(item, source.name, registry, options)
        if (matchesLabels(selector, target.object.metadata.labels ?? undefined)) result.targets.push(target)
      } catch (error) {
        result.errors.push(error)
      }
  }
}

async function* documentsOf(source: Source): AsyncGenerator<Json> {
  try {
    for await (const { value } of readDocuments(await source.read())) yield value
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error
    throw new CliError(`error parsing ${source.name}: ${error.message}`, { cause: error })
  }
}

/** The items of a list, of lists in it too; or the object itself. Items of a PodList need not say that they are Pods. */
function flattenList(document: Json): Json[] {
  if (!isJsonObject(document)) return [document]
  const { kind, apiVersion, items } = document
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(items)) return [document]
  const itemKind = kind.slice(0, -'List'.length)
  return items.flatMap((item) => {
    const typed =
      isJsonObject(item) && itemKind !== '' ? { kind: itemKind, apiVersion: apiVersion!, ...item } : item
    return flattenList(typed)
  })
}

async function toTarget(
  document: unknown,
  source: string,
  registry: Registry,
  options: ManifestOptions,
): Promise<ManifestTarget> {
  const object = checkMetadata(document, source)
  const { name = '', namespace = '' } = object.metadata
  const resource = await findMapping(object, registry, source)
  return { resource, name, source, object, namespace: placeObject(object, resource, namespace, options) }
}

async function findMapping(object: Unstructured, registry: Registry, source: string): Promise<ResourceInfo> {
  const gvk: GroupVersionKind = { ...parseApiVersion(object.apiVersion), kind: object.kind }
  const resource = await registry.findKind(gvk)
  if (resource !== undefined) return resource
  const { name = '', namespace = '' } = object.metadata
  throw new CliError(
    `resource mapping not found for name: ${quote(name)} namespace: ${quote(namespace)} from ${quote(source)}: no matches for kind ${quote(object.kind)} in version ${quote(object.apiVersion)}\nensure CRDs are installed first`,
  )
}

/** Puts the object into its namespace: its own, or the command's, which must not differ if it was given. */
function placeObject(
  { metadata }: Unstructured,
  resource: ResourceInfo,
  own: string,
  { namespace, namespaceGiven, asWritten }: ManifestOptions,
): string {
  if (!resource.namespaced) {
    delete metadata.namespace
    return ''
  }
  if (namespaceGiven && own !== '' && own !== namespace) throw otherNamespace(own, namespace)
  if (asWritten !== true || own !== '') metadata.namespace = own || namespace
  return own || namespace
}

/** What kubectl says of an object of another namespace than is asked for. */
export function otherNamespace(own: string, asked: string): CliError {
  return new CliError(
    `the namespace from the provided object ${quote(own)} does not match the namespace ${quote(asked)}. You must pass '--namespace=${own}' to perform this operation.`,
  )
}
