/** Whether a daemon set's pod belongs on a node. Source: NodeShouldRunDaemonPod of daemon_controller.go. */
import { matchesNodeSelection } from '../../api/kinds/core/pod/node-selection.ts'
import { findUntoleratedTaint, isHardTaint } from '../../api/kinds/core/pod/tolerations.ts'
import type { Node, PodSpec } from '../../generated/types.ts'

/** Whether a pod is to be made on the node, and whether one that is there may stay. */
export interface Fit {
  shouldRun: boolean
  mayStay: boolean
}

/**
 * Node name, selector and affinity of the template decide, and the taints of the node: those that keep pods away leave
 * one where it runs already, those that drive pods away do not. `spec` has the tolerations of all daemons.
 */
export function fitOf(spec: PodSpec, node: Node): Fit {
  const isMeant = !spec.nodeName || spec.nodeName === node.metadata.name
  if (!isMeant || !matchesNodeSelection(spec, node)) return { shouldRun: false, mayStay: false }
  const taints = (node.spec?.taints ?? []).filter(isHardTaint)
  const driving = taints.filter(({ effect }) => effect === 'NoExecute')
  return {
    shouldRun: findUntoleratedTaint(taints, spec.tolerations) === undefined,
    mayStay: findUntoleratedTaint(driving, spec.tolerations) === undefined,
  }
}
