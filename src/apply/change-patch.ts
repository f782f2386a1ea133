/** The patch that turns one state of an object into another: what kubectl sends after it changed what it had read. */
import type { Kind } from '../api/registry.ts'
import { patchSchemaOf } from '../api/schema/patch-schema.ts'
import type { Unstructured } from '../apimachinery/object.ts'
import { diffJsonMerge } from '../apimachinery/patch/json-merge-patch.ts'
import { diffObjects } from '../apimachinery/patch/strategic-diff.ts'
import type { JsonObject } from '../base/json.ts'
import type { ApplyPatch } from './apply-patch.ts'

/** The patch; `{}` where both are equal. Kinds without a built-in schema can only be merged. */
export async function makeChangePatch(
  { custom, resource }: Kind,
  before: Unstructured,
  after: Unstructured,
): Promise<ApplyPatch> {
  const [old, now] = [before, after] as unknown as [JsonObject, JsonObject]
  if (custom !== undefined) return { type: 'merge', patch: diffJsonMerge(old, now) }
  const all = { deletions: true, changes: true, order: true }
  return { type: 'strategic', patch: diffObjects(old, now, await patchSchemaOf(resource), all) }
}
