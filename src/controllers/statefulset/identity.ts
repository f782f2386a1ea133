/** What makes a replica itself: its ordinal, name, labels and claims. Source: stateful_set_utils.go. */
import { claimName, countPods, firstOrdinal, POD_NAME } from '../../api/kinds/apps/stateful-set.pod.ts'
import type { Pod, StatefulSet } from '../../generated/types.ts'

/** The label that names the revision a pod was made from. */
const REVISION = 'controller-revision-hash'

/** Whether the set asks for a replica with this ordinal. */
export function isInRange(set: StatefulSet, ordinal: number): boolean {
  const index = ordinal - firstOrdinal(set)
  return index >= 0 && index < countPods(set)
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

/** The pod with the name of the revision that it is made from. */
export function withRevision(pod: Pod, revision: string): Pod {
  const labels = { ...pod.metadata.labels, [REVISION]: revision }
  return { ...pod, metadata: { ...pod.metadata, labels } }
}

/** Whether the pod's volumes are the replica's claims. */
export function hasStorage(set: StatefulSet, pod: Pod, ordinal: number): boolean {
  return (set.spec?.volumeClaimTemplates ?? []).every((template) => {
    const volume = pod.spec?.volumes?.find(({ name }) => name === template.metadata.name)
    return volume?.persistentVolumeClaim?.claimName === claimName(template, set, ordinal)
  })
}
