/** The patch of client-side apply: from what was applied last, what is wished now, and what is live. */

import type { Kind } from '../api/registry.ts'
import { patchSchemaOf } from '../api/schema/patch-schema.ts'
import type { Unstructured } from '../apimachinery/object.ts'
import {
  type ThreeWayInput,
  threeWayJsonMergePatch,
  threeWayStrategicPatch,
} from '../apimachinery/patch/three-way.ts'
import type { PatchType } from '../apiserver/client.ts'
import { isJsonObject, type JsonObject } from '../base/json.ts'
import { lastApplied } from './last-applied.ts'

export interface ApplyPatch {
  /** Kinds without a built-in schema can only be merged. */
  type: Extract<PatchType, 'merge' | 'strategic'>
  /** `{}` where there is nothing to do. */
  patch: JsonObject
}

/** The three states that an apply compares. */
export function statesOf(modified: Unstructured, current: Unstructured): ThreeWayInput {
  return { original: lastApplied(current) ?? {}, modified: asJson(modified), current: asJson(current) }
}

/** The patch that makes the live object be as wished. Throws a PatchError where none can be made. */
export async function makeApplyPatch(
  kind: Kind,
  states: ThreeWayInput,
  { overwrite = true }: { overwrite?: boolean } = {},
): Promise<ApplyPatch> {
  if (kind.custom !== undefined) return { type: 'merge', patch: threeWayJsonMergePatch(states) }
  const schema = await patchSchemaOf(kind.resource)
  return { type: 'strategic', patch: threeWayStrategicPatch(states, schema, { overwrite }) }
}

function asJson(object: Unstructured): JsonObject {
  if (!isJsonObject(object)) throw new TypeError('an object of the API is a JSON object')
  return object
}
