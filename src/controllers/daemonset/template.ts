/** The pods that a daemon set makes: what is added to its template. Source: daemon/util/daemonset_util.go. */
import { daemonTolerations } from '../../api/kinds/apps/daemon-set.pod.ts'
import { POD_TEMPLATE_GENERATION, templateGeneration } from '../../api/kinds/apps/template-generation.ts'
import { CONTROLLER_REVISION_HASH } from '../../api/kinds/apps/template-hash.ts'
import type { Labels } from '../../apimachinery/object.ts'
import type { Affinity, DaemonSet, PodTemplateSpec } from '../../generated/types.ts'

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
