/** How long a pod may stay on a node with NoExecute taints (tainteviction, getMinTolerationTime). */
import { tolerates } from '../../api/kinds/core/pod/tolerations.ts'
import type { Taint, Toleration } from '../../generated/types.ts'

/**
 * Milliseconds for which the pod bears all the taints: 0 if it does not bear one of them, Infinity if it bears them for
 * good. Of the tolerations that fit a taint the first counts; of what they allow, the shortest.
 */
export function tolerationTime(taints: readonly Taint[], tolerations: readonly Toleration[] = []): number {
  let shortest = Number.POSITIVE_INFINITY
  for (const taint of taints) {
    const used = tolerations.find((toleration) => tolerates(toleration, taint))
    if (used === undefined) return 0
    const seconds = used.tolerationSeconds ?? Number.POSITIVE_INFINITY
    shortest = Math.min(shortest, Math.max(seconds, 0) * 1000)
  }
  return shortest
}
