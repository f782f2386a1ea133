/** The pods that a daemon set makes: what is added to its template. Source: daemon/util/daemonset_util.go. */
import { POD_TEMPLATE_GENERATION, templateGeneration } from '../../api/kinds/apps/template-generation.ts'
import { CONTROLLER_REVISION_HASH } from '../../api/kinds/apps/template-hash.ts'
import type { Labels } from '../../apimachinery/object.ts'
import { deepEqual } from '../../base/json.ts'
import type { Affinity, DaemonSet, PodSpec, PodTemplateSpec, Toleration } from '../../generated/types.ts'

/** The template of one revision, with labels by which its pods are known and the tolerations of all daemons. */
export function daemonTemplate(daemonSet: DaemonSet, hash: string): PodTemplateSpec {
  const { template } = daemonSet.spec!
  const labels = {
    ...template.metadata?.labels,
    [POD_TEMPLATE_GENERATION]: String(templateGeneration(daemonSet)),
    [CONTROLLER_REVISION_HASH]: hash,
  }
  return {
    ...template,
    metadata: { ...template.metadata, labels },
    spec: { ...template.spec!, tolerations: daemonTolerations(template.spec!) },
  }
}

/** Whether the pod was made from the revision, or from the template when it had changed as often as now. */
export function isUpdated(labels: Labels | undefined, template: PodTemplateSpec): boolean {
  const generation = labels?.[POD_TEMPLATE_GENERATION]
  return hasHash(labels, template) || generation === template.metadata?.labels?.[POD_TEMPLATE_GENERATION]
}

/** Whether the pod bears the hash of the revision. */
export function hasHash(labels: Labels | undefined, template: PodTemplateSpec): boolean {
  return labels?.[CONTROLLER_REVISION_HASH] === template.metadata?.labels?.[CONTROLLER_REVISION_HASH]
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

/** The template for one node: the scheduler binds its pod there and nowhere else. */
export function templateFor(template: PodTemplateSpec, node: string): PodTemplateSpec {
  const spec = template.spec!
  return { ...template, spec: { ...spec, affinity: affinityTo(node, spec.affinity) } }
}

/** Node affinity that was required is met by the node already, and replaced. */
function affinityTo(node: string, affinity: Affinity = {}): Affinity {
  const named = { matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] }
  return {
    ...affinity,
    nodeAffinity: {
      ...affinity.nodeAffinity,
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [named] },
    },
  }
}
