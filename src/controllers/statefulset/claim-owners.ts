/** Whose a replica's claim is, by the set's persistentVolumeClaimRetentionPolicy. Source: stateful_set_utils.go. */
import type { KubeObject, OwnerReference } from '../../apimachinery/object.ts'
import { deepEqual } from '../../base/json.ts'
import type { PersistentVolumeClaim, Pod, StatefulSet } from '../../generated/types.ts'
import { controllerReference } from '../ownership.ts'

/**
 * The owners that the claim should have. What has no owner is retained; the set's claims go with the set, the pod's
 * with the pod, which is how those of replicas that are too many are deleted. References of other owners stay.
 * @param isWanted the set asks for this replica
 */
export function claimOwners(
  claim: PersistentVolumeClaim,
  set: StatefulSet,
  pod: Pod,
  isWanted: boolean,
): readonly OwnerReference[] {
  const references = claim.metadata.ownerReferences ?? []
  // Its owners are former namesakes of the set or the pod: the garbage collector is about to take it.
  if (hasStaleOwner(claim, set) || hasStaleOwner(claim, pod)) return references
  const others = references.filter((reference) => !isNamed(reference, set) && !isNamed(reference, pod))
  if (hasForeignController(claim, set, pod)) return others
  const owner = wantedOwner(set, pod, isWanted)
  const wanted = owner === undefined ? [] : [controllerReference(owner)]
  const present = references.filter((reference) => !others.includes(reference))
  const isUpToDate =
    present.length === wanted.length &&
    present.every(({ uid, controller }) => uid === wanted[0]?.uid && controller === true)
  return isUpToDate ? references : [...others, ...wanted]
}

/** Whether the claim's owners differ from those that it should have. */
export function differsIn(owners: readonly OwnerReference[], { metadata }: PersistentVolumeClaim): boolean {
  return !deepEqual(owners, metadata.ownerReferences ?? [])
}

function wantedOwner(set: StatefulSet, pod: Pod, isWanted: boolean): KubeObject | undefined {
  const { whenDeleted, whenScaled } = set.spec?.persistentVolumeClaimRetentionPolicy ?? {}
  if (whenScaled === 'Delete' && !isWanted) return pod
  return whenDeleted === 'Delete' ? set : undefined
}

/** Whether claims of the set are ever deleted. */
function deletesClaims({ spec }: StatefulSet): boolean {
  const { whenDeleted, whenScaled } = spec?.persistentVolumeClaimRetentionPolicy ?? {}
  return whenDeleted === 'Delete' || whenScaled === 'Delete'
}

/** Whether something else manages the claim, so that the set's policy is not for it. */
export function hasForeignController(claim: PersistentVolumeClaim, set: StatefulSet, pod: Pod): boolean {
  if (!deletesClaims(set)) return false
  return (claim.metadata.ownerReferences ?? []).some(
    (reference) => reference.controller === true && !isNamed(reference, set) && !isNamed(reference, pod),
  )
}

/** Whether the claim belongs to an earlier object of the owner's name. An owner without a uid is still to be made. */
export function hasStaleOwner(claim: PersistentVolumeClaim, owner: KubeObject): boolean {
  const reference = claim.metadata.ownerReferences?.find((candidate) => isNamed(candidate, owner))
  return reference !== undefined && reference.uid !== owner.metadata.uid
}

function isNamed({ apiVersion, kind, name }: OwnerReference, owner: KubeObject): boolean {
  return apiVersion === owner.apiVersion && kind === owner.kind && name === owner.metadata.name
}
