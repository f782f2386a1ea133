/** The ResourceClaims of pods: which they are, and whether a pod may use them (dynamic-resource-allocation, resourceclaim/claim.go). */
import { controllerOf } from '../../../apimachinery/object.ts'
import type { Pod, PodResourceClaim, ResourceClaim } from '../../../generated/types.ts'

/** So many may share a claim (ResourceClaimReservedForMaxSize). */
const MAX_CONSUMERS = 256

/** Which claim an entry of a pod's spec.resourceClaims stands for. */
export interface NamedClaim {
  /** Undefined where it turned out that none is needed. */
  name: string | undefined
  /** It was made for the pod, so that it must belong to it. */
  isOwn: boolean
}

/** The claim of an entry; undefined as long as none has been made from its template. */
export function claimOf({ status }: Pod, entry: PodResourceClaim): NamedClaim | undefined {
  if (entry.resourceClaimName !== undefined) return { name: entry.resourceClaimName, isOwn: false }
  const made = status?.resourceClaimStatuses?.find(({ name }) => name === entry.name)
  return made && { name: made.resourceClaimName, isOwn: true }
}

/** The names of all claims that are known for the pod. */
export function resourceClaimNames(pod: Pod): Set<string> {
  const names = (pod.spec?.resourceClaims ?? []).map((entry) => claimOf(pod, entry)?.name)
  return new Set(names.filter((name) => name !== undefined))
}

/** The templates of which the pod still waits for a claim. */
export function awaitedTemplates(pod: Pod): Set<string> {
  const waiting = (pod.spec?.resourceClaims ?? []).filter((entry) => claimOf(pod, entry) === undefined)
  return new Set(waiting.flatMap(({ resourceClaimTemplateName = [] }) => resourceClaimTemplateName))
}

/** Why the pod may not use a claim as its own; undefined where it may. */
export function foreignClaim(claim: ResourceClaim, pod: Pod): string | undefined {
  if (controllerOf(claim)?.uid === pod.metadata.uid) return undefined
  const names = [claim, pod].map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
  return `ResourceClaim ${names[0]} was not created for pod ${names[1]} (pod is not owner)`
}

/** Whether the claim is held for the pod. */
export function isReservedFor({ status }: ResourceClaim, { metadata }: Pod): boolean {
  return (status?.reservedFor ?? []).some(({ uid }) => uid === metadata.uid)
}

/** Whether one more may use the claim. */
export function canBeReserved({ status }: ResourceClaim): boolean {
  return (status?.reservedFor?.length ?? 0) < MAX_CONSUMERS
}

/** The claim's status with the pod among those for which it is held. */
export function reserved({ status }: ResourceClaim, { metadata }: Pod): NonNullable<ResourceClaim['status']> {
  const consumer = { resource: 'pods', name: metadata.name ?? '', uid: metadata.uid ?? '' }
  return { ...status, reservedFor: [...(status?.reservedFor ?? []), consumer] }
}

/** Holds a claim as long as devices are allocated for it. */
export const CLAIM_FINALIZER = 'resource.kubernetes.io/delete-protection'
