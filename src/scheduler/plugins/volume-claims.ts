/** The claims of a pod and how far they are: found, bound, or waiting for the pod's node. */
import { storageClassOf } from '../../api/kinds/core/access-modes.ts'
import { claimNames } from '../../api/kinds/core/pod/indexes.ts'
import type { Client } from '../../apiserver/client.ts'
import type { Node, PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../generated/types.ts'
import { type Rejection, unresolvable } from '../framework.ts'
import type { PodInfo } from '../pod-info.ts'
import { readCapacity } from './volume-capacity.ts'

/** Classes of this provisioner have only the volumes that someone makes by hand. */
export const NO_PROVISIONER = 'kubernetes.io/no-provisioner'

/** A claim that is bound, with its volume; undefined if that is gone. */
export interface BoundClaim {
  claim: PersistentVolumeClaim
  volume: PersistentVolume | undefined
}

/** A claim that gets its volume when the pod gets its node. */
export interface DelayedClaim {
  claim: PersistentVolumeClaim
  storageClass: StorageClass
  /** Whether a volume can be made for it; else one must be there. */
  provisioned: boolean
  /** Whether a volume that is made for the node would find enough storage there. */
  hasSpaceOn(node: Node): boolean
}

/** The claims of a pod: those that have a volume, and those that get one with the node. */
export interface PodClaims {
  bound: BoundClaim[]
  delayed: DelayedClaim[]
}

/** Reads the pod's claims; a rejection where the pod cannot be placed whatever the node (volumebinding PreFilter). */
export async function readClaims(pod: PodInfo, client: Client): Promise<PodClaims | Rejection> {
  const claims: PodClaims = { bound: [], delayed: [] }
  let unboundImmediate = false
  for (const name of claimNames(pod.pod, pod.spec)) {
    const claim = await client.find('PersistentVolumeClaim', { namespace: pod.namespace, name })
    const problem = claimProblem(pod, name, claim)
    if (problem !== undefined) return unresolvable(problem)
    const volumeName = claim!.spec?.volumeName
    if (volumeName) {
      const volume = await client.find('PersistentVolume', { namespace: '', name: volumeName })
      claims.bound.push({ claim: claim!, volume })
      continue
    }
    const delayed = await asDelayed(claim!, client)
    if (delayed) claims.delayed.push(delayed)
    else unboundImmediate = true
  }
  return unboundImmediate ? unresolvable('pod has unbound immediate PersistentVolumeClaims') : claims
}

function claimProblem(
  { pod, spec }: PodInfo,
  name: string,
  claim: PersistentVolumeClaim | undefined,
): string | undefined {
  const ephemeral = (spec.volumes ?? []).some(
    (each) => each.ephemeral && `${pod.metadata.name}-${each.name}` === name,
  )
  if (!claim)
    return ephemeral
      ? `waiting for ephemeral volume controller to create the persistentvolumeclaim "${name}"`
      : `persistentvolumeclaim "${name}" not found`
  if (claim.status?.phase === 'Lost')
    return `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec?.volumeName ?? ''}"`
  if (claim.metadata.deletionTimestamp !== undefined)
    return `persistentvolumeclaim "${name}" is being deleted`
  const owned = claim.metadata.ownerReferences?.some(({ uid }) => uid === pod.metadata.uid)
  if (ephemeral && !owned)
    return `PVC ${claim.metadata.namespace}/${name} was not created for pod ${pod.metadata.namespace}/${pod.metadata.name} (pod is not owner)`
  return undefined
}

async function asDelayed(claim: PersistentVolumeClaim, client: Client): Promise<DelayedClaim | undefined> {
  const name = storageClassOf(claim)
  if (name === '') return undefined
  const storageClass = await client.find('StorageClass', { namespace: '', name })
  if (storageClass?.volumeBindingMode !== 'WaitForFirstConsumer') return undefined
  const provisioned = storageClass.provisioner !== NO_PROVISIONER
  return { claim, storageClass, provisioned, hasSpaceOn: await readCapacity(claim, storageClass, client) }
}
