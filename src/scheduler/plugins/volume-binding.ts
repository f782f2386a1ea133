/** VolumeBinding: a pod goes where its volumes are or can be, and tells delayed claims which node it is. */

import { storageClassOf } from '../../api/kinds/core/access-modes.ts'
import { SELECTED_NODE } from '../../api/kinds/core/persistent-volume-claim/selected-node.ts'
import type { PersistentVolume, PersistentVolumeClaim } from '../../generated/types.ts'
import type { Change, ReconcileContext } from '../../runtime/reconciler.ts'
import type { ClusterView } from '../cluster-view.ts'
import { type NodeFilter, type Plugin, type Rejection, unresolvable } from '../framework.ts'
import { movesNode } from '../node-changes.ts'
import type { NodeInfo } from '../node-info.ts'
import { type DelayedClaim, type PodClaims, readClaims } from './volume-claims.ts'
import { bySize, findVolume, isProvisionable, isReachable } from './volume-matching.ts'
import { hasClaims, isUsedBy } from './volume-use.ts'

const UNREACHABLE = "node(s) didn't match PersistentVolume's node affinity"
const NO_VOLUMES = "node(s) didn't find available persistent volumes to bind"
const NO_SPACE = 'node(s) did not have enough free storage'
const NO_SUCH_VOLUME = 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)'

/** Pods without claims are not concerned; each pod with claims is a question of its own. */
export const volumeBinding: Plugin = {
  name: 'VolumeBinding',
  scope: 'cluster',
  requeueOn: [
    { kind: 'PersistentVolumeClaim', helps: isUsedBy },
    { kind: 'PersistentVolume', helps: (_pod, { type }) => type !== 'deleted' },
    { kind: 'StorageClass', helps: (_pod, { type }) => type !== 'deleted' },
    { kind: 'CSIDriver', helps: (_pod, { type }) => type !== 'deleted' },
    { kind: 'CSINode', helps: (_pod, { type }) => type !== 'deleted' },
    { kind: 'CSIStorageCapacity', helps: (_pod, change) => isMoreSpace(change) },
    { kind: 'Node', helps: (_pod, change) => movesNode(change) },
  ],
  sign: (pod) => (hasClaims(pod) ? undefined : ''),
  async preFilter(pod, cluster) {
    if (!hasClaims(pod)) return 'skip'
    const claims = await readClaims(pod, cluster.client)
    if ('reasons' in claims) return claims
    return createFilter(claims, await freeVolumes(claims, cluster))
  },
  async preBind(pod, node, context) {
    if (!hasClaims(pod)) return undefined
    const claims = await readClaims(pod, context.client)
    if ('reasons' in claims || claims.delayed.length === 0) return undefined
    await assignVolumes(claims, node, context)
    return 'wait'
  },
}

function isMoreSpace({ type }: Change): boolean {
  return type !== 'deleted'
}

function createFilter(claims: PodClaims, volumes: readonly PersistentVolume[]): NodeFilter {
  const known = new Map<string, Rejection>()
  return {
    filter({ node }): Rejection | undefined {
      const reasons: string[] = []
      if (!claims.bound.every(({ volume }) => !volume || isReachable(volume, node))) reasons.push(UNREACHABLE)
      const plan = planVolumes(claims.delayed, volumes, node)
      if (typeof plan === 'string') reasons.push(plan)
      if (claims.bound.some(({ volume }) => !volume)) reasons.push(NO_SUCH_VOLUME)
      if (reasons.length === 0) return undefined
      const rejection = known.get(reasons.join()) ?? unresolvable(...reasons)
      known.set(reasons.join(), rejection)
      return rejection
    },
  }
}

interface Assignment {
  claim: PersistentVolumeClaim
  /** Undefined for one that is to be made. */
  volume: PersistentVolume | undefined
}

/**
 * The volume for each delayed claim, the smallest claims first; what stands against it where that cannot be. A claim
 * whose volume is being made for another node keeps the pod away (FindPodVolumes).
 */
function planVolumes(
  delayed: readonly DelayedClaim[],
  volumes: readonly PersistentVolume[],
  node: NodeInfo['node'],
): Assignment[] | string {
  const taken = new Set<string>()
  const plan: Assignment[] = []
  const toMake: DelayedClaim[] = []
  for (const each of [...delayed].sort((a, b) => bySize(a.claim, b.claim))) {
    const { claim } = each
    const selected = claim.metadata.annotations?.[SELECTED_NODE]
    if (selected !== undefined && selected !== node.metadata.name) return NO_VOLUMES
    const volume = selected === undefined ? findVolume(claim, volumes, node, taken) : undefined
    if (volume) taken.add(volume.metadata.name ?? '')
    else toMake.push(each)
    plan.push({ claim, volume })
  }
  if (!toMake.every(({ provisioned, storageClass }) => provisioned && isProvisionable(storageClass, node)))
    return NO_VOLUMES
  return toMake.every(({ hasSpaceOn }) => hasSpaceOn(node)) ? plan : NO_SPACE
}

/** Those of the classes that are wanted that are free, and those that are reserved for one of the claims. */
async function freeVolumes(
  { delayed }: PodClaims,
  { client }: Pick<ClusterView, 'client'>,
): Promise<PersistentVolume[]> {
  const volumes: PersistentVolume[] = []
  for (const name of new Set(delayed.map(({ claim }) => storageClassOf(claim))))
    volumes.push(...(await client.lookup('PersistentVolume', 'free', name)))
  for (const { claim } of delayed) {
    const { namespace, name } = claim.metadata
    volumes.push(...(await client.lookup('PersistentVolume', 'claim', `${namespace}/${name}`)))
  }
  return volumes
}

/** Writes which volume is for which claim, or for which node one is to be made; binding itself is another's work. */
async function assignVolumes(
  claims: PodClaims,
  { node, name }: NodeInfo,
  context: ReconcileContext,
): Promise<void> {
  const { client } = context
  const plan = planVolumes(claims.delayed, await freeVolumes(claims, context), node)
  for (const { claim, volume } of typeof plan === 'string' ? [] : plan) {
    const { namespace = '', name: claimName = '', uid, annotations } = claim.metadata
    if (volume) {
      if (volume.spec?.claimRef?.uid === uid) continue
      const claimRef = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name: claimName, uid }
      const key = { namespace: '', name: volume.metadata.name ?? '' }
      await client.patch('PersistentVolume', key, 'merge', { spec: { claimRef } })
    } else if (annotations?.[SELECTED_NODE] !== name) {
      const patch = { metadata: { annotations: { [SELECTED_NODE]: name } } }
      await client.patch('PersistentVolumeClaim', { namespace, name: claimName }, 'merge', patch)
    }
  }
}
