/** The taints that the control plane itself puts on nodes (k8s.io/api/core/v1/well_known_taints.go). */
import type { Node, Taint } from '../../../../generated/types.ts'

/** The node says that it is not ready. */
export const NOT_READY_TAINT = 'node.kubernetes.io/not-ready'
/** The node says nothing any more. */
export const UNREACHABLE_TAINT = 'node.kubernetes.io/unreachable'
/** The node is cordoned. */
export const UNSCHEDULABLE_TAINT = 'node.kubernetes.io/unschedulable'
/** Set by people: the node is off for sure, so its pods may be given up (KEP-2268). */
export const OUT_OF_SERVICE_TAINT = 'node.kubernetes.io/out-of-service'

/** The taints of a node that drive pods away. */
export function noExecuteTaints({ spec }: Node): Taint[] {
  return (spec?.taints ?? []).filter(({ effect }) => effect === 'NoExecute')
}

/** Whether the node has the taint with this effect. */
export function hasTaint({ spec }: Node, key: string, effect: string): boolean {
  return spec?.taints?.some((taint) => taint.key === key && taint.effect === effect) ?? false
}
