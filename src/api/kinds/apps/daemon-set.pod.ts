/** The pods of a daemon set: what its controller adds to the template. Source: daemon/util/daemonset_util.go. */
import { deepEqual } from '../../../base/json.ts'
import type { DaemonSet, PodSpec, Toleration } from '../../../generated/types.ts'
import type { MadePod } from '../../define-kind.ts'

/** One on each node: the node is not chosen, so any that the template fits is the pod's. */
export function makePod({ spec }: DaemonSet): MadePod {
  const { template } = spec!
  const tolerations = daemonTolerations(template.spec!)
  return { template: { ...template, spec: { ...template.spec!, tolerations } }, onEachNode: true }
}

/** Daemons run where other pods do not, or no longer: on nodes in trouble, cordoned, without network of their own. */
const daemonTaints: readonly [key: string, effect: string][] = [
  ['node.kubernetes.io/not-ready', 'NoExecute'],
  ['node.kubernetes.io/unreachable', 'NoExecute'],
  ['node.kubernetes.io/disk-pressure', 'NoSchedule'],
  ['node.kubernetes.io/memory-pressure', 'NoSchedule'],
  ['node.kubernetes.io/pid-pressure', 'NoSchedule'],
  ['node.kubernetes.io/unschedulable', 'NoSchedule'],
]

/** The tolerations of the template, and those that every daemon gets. */
export function daemonTolerations({ tolerations = [], hostNetwork }: PodSpec): Toleration[] {
  const taints = hostNetwork
    ? [...daemonTaints, ['node.kubernetes.io/network-unavailable', 'NoSchedule'] as const]
    : daemonTaints
  return taints.reduce(
    (list, [key, effect]) => withToleration(list, { key, operator: 'Exists', effect }),
    tolerations,
  )
}

/** Replaces those that cover the same, such as one that ends after some seconds; else adds at the end. */
function withToleration(list: readonly Toleration[], added: Toleration): Toleration[] {
  const isSame = ({ tolerationSeconds: _, value, ...rest }: Toleration) => !value && deepEqual(rest, added)
  if (!list.some(isSame)) return [...list, added]
  return list.map((toleration) => (isSame(toleration) ? added : toleration))
}
