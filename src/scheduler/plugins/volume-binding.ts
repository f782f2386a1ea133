/** VolumeBinding: a pod goes where its volumes are or can be, and tells delayed claims which node it is. */
import type { PersistentVolume } from '../../generated/types.ts'
import type { ReconcileContext } from '../../runtime/reconciler.ts'
import type { ClusterView } from '../cluster-view.ts'
import { type NodeFilter, type Plugin, type Rejection, unresolvable } from '../framework.ts'
import type { NodeInfo } from '../node-info.ts'
import type { PodInfo } from '../pod-info.ts'
import { type DelayedClaim, type PodClaims, readClaims, SELECTED_NODE } from './volume-claims.ts'
import { findVolume, isProvisionable, isReachable } from './volume-matching.ts'

const UNREACHABLE = unresolvable("node(s) didn't match PersistentVolume's node affinity")
const NO_VOLUMES = unresolvable("node(s) didn't find available persistent volumes to bind")

/** Pods without claims are not concerned; each pod with claims is a question of its own. */
export const volumeBinding: Plugin = {
  name: 'VolumeBinding',
  scope: 'cluster',
  requeueOn: ['PersistentVolumeClaim', 'PersistentVolume', 'StorageClass', 'Node'].map((kind) => ({ kind })),
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

function hasClaims({ spec }: PodInfo): boolean {
  return (spec.volumes ?? []).some(
    ({ persistentVolumeClaim, ephemeral }) => persistentVolumeClaim ?? ephemeral,
  )
}

function createFilter({ bound, delayed }: PodClaims, volumes: readonly PersistentVolume[]): NodeFilter {
  const selected = delayed.map(({ claim }) => claim.metadata.annotations?.[SELECTED_NODE]).filter(Boolean)
  return {
    ...(selected.length > 0 && { nodes: new Set(selected as string[]) }),
    filter({ node }): Rejection | undefined {
      if (!bound.every(({ volume }) => isReachable(volume, node))) return UNREACHABLE
      return planVolumes(delayed, volumes, node) ? undefined : NO_VOLUMES
    },
  }
}

/** The volume for each delayed claim, undefined for one that is to be made; undefined where that cannot be. */
function planVolumes(
  delayed: readonly DelayedClaim[],
  volumes: readonly PersistentVolume[],
  node: NodeInfo['node'],
): (PersistentVolume | undefined)[] | undefined {
  const taken = new Set<string>()
  const plan: (PersistentVolume | undefined)[] = []
  for (const { claim, storageClass, provisioned } of delayed) {
    const volume = findVolume(claim, volumes, node, taken)
    if (!volume && !(provisioned && isProvisionable(storageClass, node))) return undefined
    if (volume) taken.add(volume.metadata.name ?? '')
    plan.push(volume)
  }
  return plan
}

async function freeVolumes(
  { delayed }: PodClaims,
  { client }: Pick<ClusterView, 'client'>,
): Promise<PersistentVolume[]> {
  return delayed.length === 0 ? [] : (await client.list('PersistentVolume')).items
}

/** Writes which volume is for which claim, or for which node one is to be made; binding itself is another's work. */
async function assignVolumes(
  claims: PodClaims,
  { node, name }: NodeInfo,
  context: ReconcileContext,
): Promise<void> {
  const { client } = context
  const plan = planVolumes(claims.delayed, await freeVolumes(claims, context), node) ?? []
  for (const [index, { claim }] of claims.delayed.entries()) {
    const volume = plan[index]
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
