/** VolumeRestrictions: disks that one node cannot mount twice, and claims that only one pod may use. */
import type { Pod, Volume } from '../../generated/types.ts'
import type { ClusterView } from '../cluster-view.ts'
import { type NodeFilter, type Plugin, type Rejection, unresolvable, unschedulable } from '../framework.ts'
import { loadPods } from '../node-pods.ts'
import { freesRoom, nodeTakenBy } from '../pod-changes.ts'
import type { PodInfo } from '../pod-info.ts'
import { isUsedBy, ownClaimNames } from './volume-use.ts'

const DISK_TAKEN = unschedulable('node(s) had no available disk')
const CLAIM_TAKEN = unschedulable(
  'node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode',
)

/** Both kinds of conflicts can be lifted by preemption. Source: volumerestrictions/volume_restrictions.go. */
export const volumeRestrictions: Plugin = {
  name: 'VolumeRestrictions',
  scope: 'cluster',
  requeueOn: [
    { kind: 'Pod', helps: (pod, change) => freesRoom(change) && sharesVolume(pod, change.object as Pod) },
    { kind: 'Node', helps: (_pod, { type }) => type === 'added' },
    { kind: 'PersistentVolumeClaim', helps: isUsedBy },
  ],
  sign: ({ spec }) =>
    (spec.volumes ?? []).some((volume) => isDisk(volume) || volume.persistentVolumeClaim) ? undefined : '',
  async preFilter(pod, cluster) {
    const disks = (pod.spec.volumes ?? []).filter(isDisk)
    const claims = await exclusiveClaims(pod, cluster)
    if ('reasons' in claims) return claims
    const taken = await countUses(pod, claims, cluster)
    return disks.length === 0 && taken === 0 ? 'skip' : createFilter(pod, disks, claims, taken, cluster)
  },
}

/** The pod's claims of the mode ReadWriteOncePod. */
async function exclusiveClaims(
  { pod, namespace }: PodInfo,
  { client }: ClusterView,
): Promise<ReadonlySet<string> | Rejection> {
  const names = new Set<string>()
  for (const name of ownClaimNames(pod)) {
    const claim = await client.find('PersistentVolumeClaim', { namespace, name })
    if (!claim) return unresolvable(`persistentvolumeclaim "${name}" not found`)
    if (claim.spec?.accessModes?.includes('ReadWriteOncePod')) names.add(name)
  }
  return names
}

/** How often placed pods use the claims. */
async function countUses(
  { namespace }: PodInfo,
  claims: ReadonlySet<string>,
  { client }: ClusterView,
): Promise<number> {
  let uses = 0
  for (const name of claims) {
    const pods = await client.lookup('Pod', 'claim', `${namespace}/${name}`)
    uses += pods.filter((other) => nodeTakenBy(other) !== undefined).length
  }
  return uses
}

function createFilter(
  { namespace }: PodInfo,
  disks: readonly Volume[],
  claims: ReadonlySet<string>,
  taken: number,
  { client }: ClusterView,
): NodeFilter {
  const filter = (pods: readonly PodInfo[] = [], uses: number): Rejection | undefined => {
    if (
      disks.some((disk) =>
        pods.some(({ spec }) => (spec.volumes ?? []).some((other) => conflicts(disk, other))),
      )
    )
      return DISK_TAKEN
    return uses > 0 ? CLAIM_TAKEN : undefined
  }
  return {
    load: (node) => (disks.length === 0 ? undefined : loadPods(node, client)),
    filter: ({ pods }) => filter(pods, taken),
    trial() {
      let uses = taken
      const count = ({ pod }: PodInfo, by: 1 | -1) => {
        if (pod.metadata.namespace !== namespace) return
        for (const name of ownClaimNames(pod)) if (claims.has(name)) uses += by
      }
      return {
        add: (pod) => count(pod, 1),
        remove: (pod) => count(pod, -1),
        filter: ({ pods }) => filter(pods, uses),
      }
    },
  }
}

function sharesVolume(pod: Pod, other: Pod): boolean {
  const [own, others] = [pod.spec?.volumes ?? [], other.spec?.volumes ?? []]
  if (own.some((volume) => others.some((each) => conflicts(volume, each)))) return true
  if (pod.metadata.namespace !== other.metadata.namespace) return false
  const claims = new Set(ownClaimNames(pod))
  return ownClaimNames(other).some((name) => claims.has(name))
}

function isDisk({ gcePersistentDisk, awsElasticBlockStore, rbd, iscsi }: Volume): boolean {
  return (gcePersistentDisk ?? awsElasticBlockStore ?? rbd ?? iscsi) !== undefined
}

/** Whether two pods on one node cannot both mount these: most kinds can be mounted twice if only for reading. */
function conflicts(a: Volume, b: Volume): boolean {
  const bothRead = (x: { readOnly?: boolean }, y: { readOnly?: boolean }) => x.readOnly && y.readOnly
  if (a.gcePersistentDisk && b.gcePersistentDisk)
    return (
      a.gcePersistentDisk.pdName === b.gcePersistentDisk.pdName &&
      !bothRead(a.gcePersistentDisk, b.gcePersistentDisk)
    )
  if (a.awsElasticBlockStore && b.awsElasticBlockStore)
    return a.awsElasticBlockStore.volumeID === b.awsElasticBlockStore.volumeID
  if (a.iscsi && b.iscsi) return a.iscsi.iqn === b.iscsi.iqn && !bothRead(a.iscsi, b.iscsi)
  if (!a.rbd || !b.rbd) return false
  const [one, two] = [a.rbd, b.rbd]
  return (
    one.monitors.some((monitor) => two.monitors.includes(monitor)) &&
    (one.pool ?? 'rbd') === (two.pool ?? 'rbd') &&
    one.image === two.image &&
    !bothRead(one, two)
  )
}
