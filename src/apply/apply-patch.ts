/** The patch of client-side apply: from what was applied last, what is wished now, and what is live. */
import type { Kind } from '../api/registry.ts'
import { patchSchemaOf } from '../api/schema/patch-schema.ts'
import { formatApiVersion, type Unstructured } from '../apimachinery/object.ts'
import {
  type ThreeWayInput,
  threeWayJsonMergePatch,
  threeWayStrategicPatch,
} from '../apimachinery/patch/three-way.ts'
import type { PatchType } from '../apiserver/client.ts'
import { toStoredVersion } from '../apiserver/decode-object.ts'
import { presented } from '../apiserver/presented.ts'
import { isJsonObject, type JsonObject } from '../base/json.ts'
import { lastApplied } from './last-applied.ts'

/** A patch and how the server is to read it. */
export interface ApplyPatch {
  /** Kinds without a built-in schema can only be merged. */
  type: Extract<PatchType, 'merge' | 'strategic'>
  /** `{}` where there is nothing to do. */
  patch: JsonObject
}

/** The three states that an apply compares, all in the version of the live object: a manifest may be written in another. */
export function statesOf(kind: Kind, modified: Unstructured, current: Unstructured): ThreeWayInput {
  const original = lastApplied(current)
  return {
    original: original === undefined ? {} : asShown(kind, original),
    modified: asShown(kind, modified),
    current: asJson(current),
  }
}

/** The annotation may hold anything; what is no object of the API stays as it is. */
function asShown(kind: Kind, object: object): JsonObject {
  const { apiVersion, metadata } = object as Partial<Unstructured>
  if (typeof apiVersion !== 'string' || !isJsonObject(metadata)) return asJson(object)
  const { group, version } = kind.resource
  if (apiVersion === formatApiVersion(group, version)) return asJson(object)
  return asJson(presented(kind, toStoredVersion(kind, object as Unstructured)))
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

function asJson(object: object): JsonObject {
  if (!isJsonObject(object)) throw new TypeError('an object of the API is a JSON object')
  return object
}
