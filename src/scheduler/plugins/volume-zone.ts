/** VolumeZone: a pod goes only into the zones and regions that its volumes are labelled with. */
import { storageClassOf } from '../../api/kinds/core/access-modes.ts'
import type { PersistentVolume, StorageClass } from '../../generated/types.ts'
import type { Change } from '../../runtime/reconciler.ts'
import type { ClusterView } from '../cluster-view.ts'
import { type Plugin, type Rejection, unresolvable } from '../framework.ts'
import { movesNode } from '../node-changes.ts'
import type { PodInfo } from '../pod-info.ts'
import { isUsedBy, ownClaimNames } from './volume-use.ts'

const REJECTION = unresolvable('node(s) had no available volume zone')

/** The labels that tell where a volume is, and those that have replaced them on nodes. */
const topologyLabels: readonly (readonly [string, string])[] = [
  ['failure-domain.beta.kubernetes.io/zone', 'topology.kubernetes.io/zone'],
  ['failure-domain.beta.kubernetes.io/region', 'topology.kubernetes.io/region'],
  ['topology.kubernetes.io/zone', 'topology.kubernetes.io/zone'],
  ['topology.kubernetes.io/region', 'topology.kubernetes.io/region'],
]

/** Nodes without any such label take all pods: the cluster has but one zone then. Source: volumezone/volume_zone.go. */
export const volumeZone: Plugin = {
  name: 'VolumeZone',
  scope: 'cluster',
  requeueOn: [
    { kind: 'StorageClass', helps: (_pod, change) => isNewDelayedClass(change) },
    { kind: 'Node', helps: (_pod, change) => movesNode(change) },
    { kind: 'PersistentVolumeClaim', helps: isUsedBy },
    { kind: 'PersistentVolume', helps: (_pod, change) => isMoved(change) },
  ],
  sign: ({ pod }) => (ownClaimNames(pod).length === 0 ? '' : undefined),
  async preFilter(pod, cluster) {
    const places = await placesOf(pod, cluster)
    if ('reasons' in places) return places
    if (places.length === 0) return 'skip'
    return { filter: ({ labels }) => (isWithin(labels, places) ? undefined : REJECTION) }
  },
}

/** Where a volume is: the values that one label of a node may have. */
interface Place {
  label: string
  successor: string
  values: ReadonlySet<string>
}

async function placesOf({ pod, namespace }: PodInfo, { client }: ClusterView): Promise<Place[] | Rejection> {
  const places: Place[] = []
  for (const name of ownClaimNames(pod)) {
    const claim = await client.find('PersistentVolumeClaim', { namespace, name })
    if (!claim) return unresolvable(`persistentvolumeclaim "${name}" not found`)
    const volumeName = claim.spec?.volumeName
    if (volumeName) {
      const volume = await client.find('PersistentVolume', { namespace: '', name: volumeName })
      if (!volume) return unresolvable(`persistentvolume "${volumeName}" not found`)
      places.push(...volumePlaces(volume))
      continue
    }
    const className = storageClassOf(claim)
    if (className === '') return unresolvable('PersistentVolumeClaim had no pv name and storageClass name')
    const storageClass = await client.find('StorageClass', { namespace: '', name: className })
    if (!storageClass) return unresolvable(`storageclass.storage.k8s.io "${className}" not found`)
    if (storageClass.volumeBindingMode !== 'WaitForFirstConsumer')
      return unresolvable('PersistentVolume had no name')
  }
  return places
}

/** A label may hold several zones: `a__b`. */
function volumePlaces({ metadata: { labels = {} } }: PersistentVolume): Place[] {
  return topologyLabels.flatMap(([label, successor]) => {
    const value = labels[label]
    if (value === undefined) return []
    const values = value.split('__').map((each) => each.trim())
    return values.includes('') ? [] : [{ label, successor, values: new Set(values) }]
  })
}

function isWithin(labels: Readonly<Record<string, string>>, places: readonly Place[]): boolean {
  if (!topologyLabels.some(([label]) => labels[label] !== undefined)) return true
  return places.every(({ label, successor, values }) => {
    const value = labels[label] ?? labels[successor]
    return value !== undefined && values.has(value)
  })
}

function isNewDelayedClass({ type, object }: Change): boolean {
  return type === 'added' && (object as StorageClass).volumeBindingMode === 'WaitForFirstConsumer'
}

function isMoved({ type, object, previous }: Change): boolean {
  if (type === 'deleted') return false
  const text = (volume: PersistentVolume) =>
    topologyLabels.map(([label]) => volume.metadata.labels?.[label]).join()
  return !previous || text(object as PersistentVolume) !== text(previous as PersistentVolume)
}
