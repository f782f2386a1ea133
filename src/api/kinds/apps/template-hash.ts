/** Short hashes that name pod templates and revisions: the `pod-template-hash` of replica sets. */
import { FNV_OFFSET, FNV_PRIME } from '../../../base/fnv.ts'
import { deepEqual } from '../../../base/json.ts'
import { safeEncode } from '../../../base/random.ts'
import type { PodTemplateSpec } from '../../../generated/types.ts'

/** The label that tells the pods of one replica set of a deployment from those of another. */
export const POD_TEMPLATE_HASH = 'pod-template-hash'

/** The label that tells the pods of one ControllerRevision from those of another, and bears the revision's hash. */
export const CONTROLLER_REVISION_HASH = 'controller-revision-hash'

/**
 * The hash of a pod template, up to ten safe characters; a collision count, once there is one, changes it.
 * Kubernetes hashes Go's dump of the template, which cannot be had here: this hashes its canonical JSON, so the
 * hashes have Kubernetes' form and purpose but not its values.
 */
export function podTemplateHash(template: PodTemplateSpec, collisionCount?: number): string {
  return objectHash(template, collisionCount)
}

/** The same for any JSON value, such as the data of a ControllerRevision. */
export function objectHash(value: unknown, collisionCount?: number): string {
  let hash = fnv32a(FNV_OFFSET, Buffer.from(canonicalJson(value)))
  if (collisionCount !== undefined) {
    const bytes = Buffer.alloc(8)
    bytes.writeUInt32LE(collisionCount >>> 0)
    hash = fnv32a(hash, bytes)
  }
  return safeEncode(String(hash))
}

function fnv32a(seed: number, bytes: Uint8Array): number {
  let hash = seed
  for (const byte of bytes) hash = Math.imul(hash ^ byte, FNV_PRIME) >>> 0
  return hash
}

/** JSON with the keys of objects in order, and without those that have no value. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, item: unknown) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return item
    return Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}

/** Whether two pod templates are alike but for the hash label. */
export function equalTemplates(a: PodTemplateSpec | undefined, b: PodTemplateSpec | undefined): boolean {
  return deepEqual(withoutTemplateHash(a), withoutTemplateHash(b))
}

/** The template as the user gave it: without the label that a deployment's replica sets add. */
export function withoutTemplateHash(template: PodTemplateSpec | undefined) {
  if (template === undefined) return undefined
  const { [POD_TEMPLATE_HASH]: _hash, ...labels } = template.metadata?.labels ?? {}
  const { creationTimestamp: _none, ...metadata } = template.metadata ?? {}
  return { ...template, metadata: { ...metadata, labels } }
}
