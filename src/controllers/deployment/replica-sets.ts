/** Telling a deployment's replica sets apart, counting and ordering them. */
import { equalTemplates, POD_TEMPLATE_HASH } from '../../api/kinds/apps/template-hash.ts'
import { controllerOf } from '../../apimachinery/object.ts'
import { parseTime } from '../../apimachinery/time.ts'
import type { PodTemplateSpec, ReplicaSet } from '../../generated/types.ts'
import { sum } from './arithmetic.ts'

/** The label by which the pods of a deployment's replica sets are told apart. */
export const TEMPLATE_HASH_LABEL = POD_TEMPLATE_HASH

/** The oldest set made from the template: the new one, to which the rollout goes. */
export function findNewSet(sets: readonly ReplicaSet[], template: PodTemplateSpec): ReplicaSet | undefined {
  return [...sets].sort(byAge).find((set) => equalTemplates(set.spec?.template, template))
}

/** How many pods a set asks for. */
export function desiredOf(set: ReplicaSet): number {
  return set.spec?.replicas ?? 1
}

/** How many pods the sets ask for together. */
export function desiredTotal(sets: readonly ReplicaSet[]): number {
  return sum(sets.map(desiredOf))
}

/** The sets that ask for pods. */
export function activeSets(sets: readonly ReplicaSet[]): ReplicaSet[] {
  return sets.filter((set) => desiredOf(set) > 0)
}

/** Oldest first, then by name. */
export function byAge(a: ReplicaSet, b: ReplicaSet): number {
  const [timeA, timeB] = [a, b].map(({ metadata }) => parseTime(metadata.creationTimestamp) ?? 0)
  return timeA! - timeB! || (a.metadata.name! < b.metadata.name! ? -1 : 1)
}

/** Largest first; of equal ones the older. */
export function bySizeOlder(a: ReplicaSet, b: ReplicaSet): number {
  return desiredOf(b) - desiredOf(a) || byAge(a, b)
}

/** Largest first; of equal ones the younger. */
export function bySizeNewer(a: ReplicaSet, b: ReplicaSet): number {
  return desiredOf(b) - desiredOf(a) || byAge(b, a)
}

/** Whether the object's controller is the one with this uid. */
export function isControlledBy(set: ReplicaSet, uid: string | undefined): boolean {
  return controllerOf(set)?.uid === uid
}
