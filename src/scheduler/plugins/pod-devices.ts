/** The claims of devices that a pod waits for, and those that are to be allocated for it (DynamicResources' PreEnqueue, PreFilter). */
import { canBeReserved, claimOf, foreignClaim, isReservedFor } from '../../api/kinds/resource/pod-claims.ts'
import type { Client } from '../../apiserver/client.ts'
import type { Pod, ResourceClaim } from '../../generated/types.ts'
import { type Rejection, unresolvable } from '../framework.ts'
import { type Demand, readDemand } from './device-requests.ts'

/** The claims of a pod, and what is to be allocated for those that have nothing yet. */
export interface PodDevices {
  claims: readonly ResourceClaim[]
  demands: readonly Demand[]
}

/** Whether the pod has claims of devices at all. */
export function hasDevices({ spec }: Pick<Pod, 'spec'>): boolean {
  return (spec?.resourceClaims ?? []).length > 0
}

/** The pod's claims; or why they are not there, in the words of foreachPodResourceClaim. */
export async function readPodClaims(pod: Pod, client: Client): Promise<ResourceClaim[] | string> {
  const { namespace = '', name: podName } = pod.metadata
  const claims: ResourceClaim[] = []
  for (const entry of pod.spec?.resourceClaims ?? []) {
    const named = claimOf(pod, entry)
    if (named === undefined) return `pod "${namespace}/${podName}": ResourceClaim not created yet`
    if (named.name === undefined) continue
    const claim = await client.find('ResourceClaim', { namespace, name: named.name })
    if (claim === undefined) return `could not find ResourceClaim "${namespace}/${named.name}"`
    if (claim.metadata.deletionTimestamp) return `resourceclaim "${named.name}" is being deleted`
    const foreign = named.isOwn ? foreignClaim(claim, pod) : undefined
    if (foreign !== undefined) return foreign
    claims.push(claim)
  }
  return claims
}

/** The same with what is to be allocated; a rejection where the pod cannot be placed whatever the node. */
export async function readPodDevices(pod: Pod, client: Client): Promise<PodDevices | Rejection> {
  const claims = await readPodClaims(pod, client)
  if (typeof claims === 'string') return unresolvable(claims)
  const demands: Demand[] = []
  for (const claim of claims) {
    if (!isReservedFor(claim, pod) && claim.status?.allocation && !canBeReserved(claim))
      return unresolvable('resourceclaim in use')
    if (claim.status?.allocation) continue
    const demand = await readDemand(claim, client)
    if ('reasons' in demand) return demand
    demands.push(demand)
  }
  return { claims, demands }
}
