/** Patches of either kind, in files or in place, for resources that they name or choose: `patches`. */

import { quote } from '../../apimachinery/go-format.ts'
import { type JsonPatchOperation, parseJsonPatch } from '../../apimachinery/patch/json-patch.ts'
import { attempt } from '../../base/attempt.ts'
import { messageOf } from '../../base/error-message.ts'
import { KustomizeError } from '../error.ts'
import type { Patch } from '../kustomization/fields.ts'
import { parseResources } from '../read-resources.ts'
import type { Resource } from '../resource.ts'
import { formatId } from '../resource-id.ts'
import type { ResourceMap } from '../resource-map.ts'
import { readConfigYaml } from '../yaml/read-yaml.ts'
import { applyMergePatch, applyOperations } from './apply-patch.ts'
import { selectResources } from './select.ts'
import type { Transform, TransformerContext } from './transformer.ts'

/** Makes the patch ready. Throws where it is neither kind of patch, or both. `config` is how messages show it. */
export function patchResources(patch: Patch, context: TransformerContext, config: string): Transform {
  const { text, source } = readPatch(patch, context, config)
  const merges = attempt(() => parseResources(text))
  const operations = attempt(() => parseOperations(text))
  const isMerge = Array.isArray(merges) && merges.length > 0
  if (isMerge && Array.isArray(operations))
    throw new KustomizeError(`illegally qualifies as both an SM and JSON patch: ${source}`)
  if (isMerge) return mergeAll(merges, patch, source, context)
  if (Array.isArray(operations)) return operateAll(operations, patch, source)
  throw new KustomizeError(`unable to parse SM or JSON patch from ${source}`)
}

function readPatch(
  { path = '', patch = '' }: Patch,
  { loader }: TransformerContext,
  config: string,
): { text: string; source: string } {
  const text = patch.trim()
  if (text === '' && path === '') throw new KustomizeError(`must specify one of patch and path in\n${config}`)
  if (text !== '' && path !== '')
    throw new KustomizeError(`patch and path can't be set at the same time\n${config}`)
  if (path === '') return { text, source: `[patch: ${quote(text)}]` }
  try {
    return { text: new TextDecoder().decode(loader.load(path)), source: `[path: ${quote(path)}]` }
  } catch (error) {
    throw new KustomizeError(`failed to get the patch file from path(${path}): ${messageOf(error)}`, {
      cause: error,
    })
  }
}

/** The operations of a JSON patch, which may be written as YAML. Throws for anything else. */
export function parseOperations(text: string): JsonPatchOperation[] {
  if (text === '') throw new KustomizeError('empty json patch operations')
  return parseJsonPatch(text.startsWith('[') ? JSON.parse(text) : readConfigYaml(text))
}

function mergeAll(
  patches: readonly Resource[],
  { target, options = {} }: Patch,
  source: string,
  { findSchema }: TransformerContext,
): Transform {
  for (const { tracking } of patches) {
    tracking.allowNameChange = options.allowNameChange === true
    tracking.allowKindChange = options.allowKindChange === true
  }
  return (map) => {
    if (target === undefined) {
      for (const patch of patches) applyMergePatch(findTarget(map, patch), patch, findSchema)
      return
    }
    if (patches.length > 1)
      throw new KustomizeError(
        `Multiple Strategic-Merge Patches in one \`patches\` entry is not allowed to set \`patches.target\` field: ${source}`,
      )
    mergeIntoAll(map, selectResources(map, target), patches[0]!, findSchema)
  }
}

function findTarget(map: ResourceMap, patch: Resource): Resource {
  const id = patch.originalId
  try {
    return map.byId(id)
  } catch (error) {
    throw new KustomizeError(
      `no resource matches strategic merge patch ${quote(formatId(id))}: ${messageOf(error)}`,
      { cause: error },
    )
  }
}

/** Merges the patch into each of the resources; the names that result must differ. */
export function mergeIntoAll(
  map: ResourceMap,
  targets: readonly Resource[],
  patch: Resource,
  findSchema: TransformerContext['findSchema'],
): void {
  // On the way to several targets, what a patch says of labels and annotations becomes texts, nulls too.
  patch.normalizeLabels()
  patch.normalizeAnnotations()
  for (const resource of targets) {
    const copy = patch.copy()
    copy.gvk = { ...resource.gvk, kind: patch.kind }
    applyMergePatch(resource, copy, findSchema)
  }
  const kept = map.list.filter(({ isEmpty }) => !isEmpty)
  map.list = []
  map.appendAll(kept)
}

function operateAll(operations: readonly JsonPatchOperation[], { target }: Patch, source: string): Transform {
  return (map) => {
    if (target === undefined) throw new KustomizeError(`must specify a target for JSON patch ${source}`)
    for (const resource of selectResources(map, target)) {
      resource.storePreviousId()
      applyOperations(resource, operations)
    }
  }
}
