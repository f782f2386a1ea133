/** Applies one patch to one resource, and keeps what a patch must not change. */
import { applyJsonPatch, type JsonPatchOperation } from '../../apimachinery/patch/json-patch.ts'
import { isJsonObject } from '../../base/json.ts'
import type { FindSchema } from '../merge/merge-patch.ts'
import { mergePatch } from '../merge/merge-patch.ts'
import type { Resource } from '../resource.ts'

/** Merges a patch into the resource. Its name and kind stay, unless the patch is allowed to change them. */
export function applyMergePatch(resource: Resource, patch: Resource, find: FindSchema): void {
  const { name, namespace, kind } = resource
  const { allowNameChange, allowKindChange } = patch.tracking
  if (allowNameChange || allowKindChange) resource.storePreviousId()
  const merged = mergePatch(resource.object ?? {}, patch.object ?? {}, find)
  resource.object = isJsonObject(merged) ? merged : undefined
  if (resource.isEmpty) return
  if (!allowKindChange) resource.kind = kind
  if (!allowNameChange) resource.name = name
  resource.namespace = namespace
}

/** Applies a JSON patch to the resource. Annotations are always there for it to change. */
export function applyOperations(resource: Resource, operations: readonly JsonPatchOperation[]): void {
  const { object } = resource
  if (object === undefined) return
  // What the build remembers stands in annotations (transformers that need the map count on it).
  const metadata = isJsonObject(object.metadata) ? object.metadata : undefined
  const isTracked = resource.tracking.previous.length > 0 || resource.tracking.needsHash
  if (isTracked && metadata !== undefined && !isJsonObject(metadata.annotations)) metadata.annotations = {}
  resource.object = applyJsonPatch(object, operations)
  resource.normalizeAnnotations()
}
