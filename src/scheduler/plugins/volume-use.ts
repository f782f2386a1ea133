/** Which claims a pod uses, and whether a change concerns them. */
import { claimNames } from '../../api/kinds/core/pod/indexes.ts'
import type { Pod } from '../../generated/types.ts'
import type { Change } from '../../runtime/reconciler.ts'

/** The claims that the pod names itself: not those made for its ephemeral volumes. */
export function ownClaimNames({ spec }: Pod): string[] {
  return (spec?.volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? [])
}

/** Whether the pod uses any claim, also by an ephemeral volume. */
export function hasClaims({ spec }: Pick<Pod, 'spec'>): boolean {
  return (spec?.volumes ?? []).some(
    ({ persistentVolumeClaim, ephemeral }) => persistentVolumeClaim ?? ephemeral,
  )
}

/** Queueing hint: a claim has come or has changed that the pod uses. */
export function isUsedBy(pod: Pod, { type, object: { metadata } }: Change): boolean {
  if (type === 'deleted' || metadata.namespace !== pod.metadata.namespace) return false
  return pod.spec !== undefined && claimNames(pod, pod.spec).has(metadata.name ?? '')
}
