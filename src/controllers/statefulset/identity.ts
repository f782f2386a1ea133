/** What makes a replica itself: its ordinal, name, labels and claims. Source: stateful_set_utils.go. */
import type { PersistentVolumeClaim, Pod, StatefulSet, Volume } from '../../generated/types.ts'

/** The label by which a service can select one replica alone. */
const POD_NAME = 'statefulset.kubernetes.io/pod-name'
const POD_INDEX = 'apps.kubernetes.io/pod-index'
/** The label that names the revision a pod was made from. */
const REVISION = 'controller-revision-hash'

/** The ordinal of the set's first replica. */
export function firstOrdinal({ spec }: StatefulSet): number {
  return spec?.ordinals?.start ?? 0
}

/** How many replicas the set asks for. */
export function desiredReplicas({ spec }: StatefulSet): number {
  return spec?.replicas ?? 1
}

/** Whether the set asks for a replica with this ordinal. */
export function isInRange(set: StatefulSet, ordinal: number): boolean {
  const index = ordinal - firstOrdinal(set)
  return index >= 0 && index < desiredReplicas(set)
}

/** The name of a replica. */
export function podName({ metadata }: StatefulSet, ordinal: number): string {
  return `${metadata.name}-${ordinal}`
}

/** The ordinal that a pod of this name has in the set; undefined where it is no name of a replica. */
export function ordinalOf({ metadata }: StatefulSet, name: string | undefined): number | undefined {
  const [, parent, digits] = /^(.*)-(0|[1-9]\d*)$/.exec(name ?? '') ?? []
  return parent === metadata.name ? Number(digits) : undefined
}

/** The name of the revision that a pod was made from; '' for none. */
export function revisionOf({ metadata }: Pod): string {
  return metadata.labels?.[REVISION] ?? ''
}

/** Whether the pod bears its name as a label. */
export function hasIdentity({ metadata }: Pod): boolean {
  return metadata.labels?.[POD_NAME] === metadata.name
}

/** The pod with the labels of a replica. */
export function withIdentity(pod: Pod, name: string, ordinal: number): Pod {
  const labels = { ...pod.metadata.labels, [POD_NAME]: name, [POD_INDEX]: String(ordinal) }
  return { ...pod, metadata: { ...pod.metadata, name, labels } }
}

/** The pod with the name of the revision that it is made from. */
export function withRevision(pod: Pod, revision: string): Pod {
  const labels = { ...pod.metadata.labels, [REVISION]: revision }
  return { ...pod, metadata: { ...pod.metadata, labels } }
}

/** The name of the claim that a replica has by one of the set's templates. */
export function claimName(template: PersistentVolumeClaim, set: StatefulSet, ordinal: number): string {
  return `${template.metadata.name}-${podName(set, ordinal)}`
}

/** Whether the pod's volumes are the replica's claims. */
export function hasStorage(set: StatefulSet, pod: Pod, ordinal: number): boolean {
  return (set.spec?.volumeClaimTemplates ?? []).every((template) => {
    const volume = pod.spec?.volumes?.find(({ name }) => name === template.metadata.name)
    return volume?.persistentVolumeClaim?.claimName === claimName(template, set, ordinal)
  })
}

/** The pod with the replica's claims as volumes; they stand in for volumes of the same names. */
export function withStorage(set: StatefulSet, pod: Pod, ordinal: number): Pod {
  const templates = set.spec?.volumeClaimTemplates ?? []
  if (templates.length === 0) return pod
  const claimed: Volume[] = templates.map((template) => ({
    name: template.metadata.name ?? '',
    persistentVolumeClaim: { claimName: claimName(template, set, ordinal) },
  }))
  const names = new Set(claimed.map(({ name }) => name))
  const others = (pod.spec?.volumes ?? []).filter(({ name }) => !names.has(name))
  return { ...pod, spec: { ...pod.spec!, volumes: [...claimed, ...others] } }
}
