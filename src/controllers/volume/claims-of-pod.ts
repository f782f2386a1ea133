/** The claims that a pod uses. */
import { claimNames } from '../../api/kinds/core/pod/indexes.ts'
import type { Pod } from '../../generated/types.ts'

/** 'namespace/name' of each claim among the pod's volumes, those made for it alone included. */
export function claimKeysOf(pod: Pod): string[] {
  if (pod.spec === undefined) return []
  return [...claimNames(pod, pod.spec)].map((name) => `${pod.metadata.namespace}/${name}`)
}
