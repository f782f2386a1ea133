/** What a ControllerRevision keeps: the pod template of a stateful set or daemon set, and the hash that names it. */

import { goMapJson } from '../../../apimachinery/go-format.ts'
import { FNV_OFFSET, FNV_PRIME } from '../../../base/fnv.ts'
import { deepCopy, deepEqual, isJsonObject, type JsonObject } from '../../../base/json.ts'
import { safeEncode } from '../../../base/random.ts'
import type { ControllerRevision, PodTemplateSpec } from '../../../generated/types.ts'

/**
 * The data of a template's revision: a strategic merge patch of the workload that puts the template back. So a
 * workload is rolled back by patching it with the data of a revision (getPatch of the two controllers).
 */
export function revisionData(template: PodTemplateSpec): JsonObject {
  const kept = deepCopy(template) as unknown as JsonObject
  return { spec: { template: { ...kept, $patch: 'replace' } } }
}

/** The template that a revision keeps; undefined for data that holds none. */
export function revisionTemplate({ data }: ControllerRevision): PodTemplateSpec | undefined {
  if (!isJsonObject(data) || !isJsonObject(data.spec) || !isJsonObject(data.spec.template)) return undefined
  const { $patch: _directive, ...template } = data.spec.template
  return template as unknown as PodTemplateSpec
}

/** Whether the revision keeps this template. */
export function keepsTemplate(revision: ControllerRevision, template: PodTemplateSpec): boolean {
  return deepEqual(revision.data, revisionData(template))
}

/**
 * The hash that names a revision of a stateful set: FNV-32 over the JSON of its data as Go writes it, then the count
 * of collisions in digits. So revisions have the names that Kubernetes gives them (history.HashControllerRevision).
 */
export function revisionHash(data: JsonObject, collisionCount: number): string {
  let hash = FNV_OFFSET
  for (const byte of Buffer.from(goMapJson(data) + collisionCount))
    hash = (Math.imul(hash, FNV_PRIME) ^ byte) >>> 0
  return safeEncode(String(hash))
}
