/** NodeVolumeLimits: no more volumes of a driver on a node than its CSINode allows. */
import { storageClassOf } from '../../api/kinds/core/access-modes.ts'
import { claimNames } from '../../api/kinds/core/pod/indexes.ts'
import type { CSINode, PersistentVolumeClaim, Pod } from '../../generated/types.ts'
import type { Change } from '../../runtime/reconciler.ts'
import type { ClusterView } from '../cluster-view.ts'
import { type NodeFilter, type Plugin, type Rejection, unschedulable } from '../framework.ts'
import type { NodeInfo } from '../node-info.ts'
import { loadPods } from '../node-pods.ts'
import { freesRoom } from '../pod-changes.ts'
import type { PodInfo } from '../pod-info.ts'
import { hasClaims, isUsedBy } from './volume-use.ts'

const REJECTION = unschedulable('node(s) exceed max volume count')

/** A volume that is used by several pods counts once. Source: nodevolumelimits/csi.go. */
export const nodeVolumeLimits: Plugin = {
  name: 'NodeVolumeLimits',
  scope: 'cluster',
  requeueOn: [
    { kind: 'CSINode', helps: (_pod, change) => raisesLimit(change) },
    { kind: 'Pod', helps: (_pod, change) => freesRoom(change) && hasClaims(change.object as Pod) },
    { kind: 'PersistentVolumeClaim', helps: isUsedBy },
  ],
  sign: (pod) => (hasClaims(pod) ? undefined : ''),
  async preFilter(pod, cluster) {
    if (!hasClaims(pod)) return 'skip'
    const { count: limited = 0 } = await cluster.client.aggregate('CSINode', 'limited', '')
    if (limited === 0) return 'skip'
    const wanted = await volumesOf(pod, cluster)
    return wanted.size === 0 ? 'skip' : createFilter(wanted, cluster)
  },
}

/** Drivers by what tells the volume from all others. */
type Volumes = ReadonlyMap<string, string>

function createFilter(wanted: Volumes, cluster: ClusterView): NodeFilter {
  const drivers = new Set(wanted.values())
  const limits = new Map<string, ReadonlyMap<string, number>>()
  const volumes = new Map<string, Volumes>()

  async function load(node: NodeInfo): Promise<void> {
    const csiNode = await cluster.client.find('CSINode', { namespace: '', name: node.name })
    const known = new Map(limitsOf(csiNode).filter(([driver]) => drivers.has(driver)))
    limits.set(node.name, known)
    if (known.size === 0) return
    await loadPods(node, cluster.client)
    for (const pod of [...(node.pods ?? []), ...cluster.nominations.on(node.name)])
      if (!volumes.has(pod.key)) volumes.set(pod.key, await volumesOf(pod, cluster))
  }

  return {
    load: (node) => load(node),
    filter({ name, pods = [] }): Rejection | undefined {
      const known = limits.get(name)
      if (!known || known.size === 0) return undefined
      const attached = new Map(pods.flatMap(({ key }) => [...(volumes.get(key) ?? [])]))
      const all = new Map([...attached, ...wanted])
      for (const [driver, limit] of known) {
        const isNew = [...wanted].some(([volume, of]) => of === driver && !attached.has(volume))
        if (isNew && [...all.values()].filter((each) => each === driver).length > limit) return REJECTION
      }
      return undefined
    },
  }
}

function limitsOf(csiNode: CSINode | undefined): [string, number][] {
  return (csiNode?.spec.drivers ?? []).flatMap(({ name, allocatable }) =>
    allocatable?.count === undefined ? [] : [[name, allocatable.count] as [string, number]],
  )
}

/** What a driver would attach for the pod; claims that do not exist count for nothing. */
async function volumesOf({ pod, spec, namespace }: PodInfo, { client }: ClusterView): Promise<Volumes> {
  const volumes = new Map<string, string>()
  if (!hasClaims({ spec })) return volumes
  for (const name of claimNames(pod, spec)) {
    const claim = await client.find('PersistentVolumeClaim', { namespace, name })
    const found = claim && (await volumeOf(claim, client))
    if (found) volumes.set(`${found.driver}/${found.handle}`, found.driver)
  }
  return volumes
}

/** A claim without a volume counts for the driver of its class, under its own name. */
async function volumeOf(
  claim: PersistentVolumeClaim,
  client: ClusterView['client'],
): Promise<{ driver: string; handle: string } | undefined> {
  const name = claim.spec?.volumeName
  const volume = name ? await client.find('PersistentVolume', { namespace: '', name }) : undefined
  if (volume) {
    const { driver, volumeHandle } = volume.spec?.csi ?? {}
    return driver && volumeHandle ? { driver, handle: volumeHandle } : undefined
  }
  const className = storageClassOf(claim)
  const storageClass = className && (await client.find('StorageClass', { namespace: '', name: className }))
  if (!storageClass) return undefined
  return {
    driver: storageClass.provisioner,
    handle: `claim ${claim.metadata.namespace}/${claim.metadata.name}`,
  }
}

function raisesLimit({ type, object, previous }: Change): boolean {
  if (type === 'deleted') return false
  if (!previous) return true
  const before = new Map(limitsOf(previous as CSINode))
  const after = limitsOf(object as CSINode)
  return after.length < before.size || after.some(([driver, limit]) => limit > (before.get(driver) ?? limit))
}
