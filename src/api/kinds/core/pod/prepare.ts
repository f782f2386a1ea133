/** What the server sets in a new pod (pkg/registry/core/pod/strategy.go). */
import type {
  LabelSelector,
  Pod,
  PodAffinityTerm,
  TopologySpreadConstraint,
} from '../../../../generated/types.ts'
import type { HookContext } from '../../../define-kind.ts'
import { setPodCondition } from './conditions.ts'
import { computeQosClass } from './qos.ts'

/** A new pod is pending, knows its class of service, and waits if it is gated. */
export function preparePod(pod: Pod, { now }: HookContext): void {
  const spec = pod.spec ?? { containers: [] }
  pod.status = { phase: 'Pending', qosClass: computeQosClass(spec) }
  if (spec.schedulingGates?.length)
    setPodCondition(
      pod,
      {
        type: 'PodScheduled',
        status: 'False',
        reason: 'SchedulingGated',
        message: 'Scheduling is blocked due to non-empty scheduling gates',
      },
      now,
    )
  mergeLabelKeys(pod)
}

type Term = Partial<
  Pick<TopologySpreadConstraint, 'labelSelector' | 'matchLabelKeys'> &
    Pick<PodAffinityTerm, 'mismatchLabelKeys'>
>

/** Keys whose values are to be the pod's own become expressions of the selectors. */
function mergeLabelKeys({ metadata, spec }: Pod): void {
  const { podAffinity, podAntiAffinity } = spec?.affinity ?? {}
  const terms: Term[] = [...(spec?.topologySpreadConstraints ?? [])]
  for (const affinity of [podAffinity, podAntiAffinity]) {
    terms.push(...(affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []))
    for (const { podAffinityTerm } of affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
      terms.push(podAffinityTerm ?? {})
  }
  for (const { labelSelector, matchLabelKeys = [], mismatchLabelKeys = [] } of terms) {
    if (labelSelector === undefined) continue
    addExpressions(labelSelector, matchLabelKeys, 'In', metadata.labels)
    addExpressions(labelSelector, mismatchLabelKeys, 'NotIn', metadata.labels)
  }
}

function addExpressions(
  selector: LabelSelector,
  keys: readonly string[],
  operator: 'In' | 'NotIn',
  labels: Readonly<Record<string, string>> = {},
): void {
  const expressions = keys.flatMap((key) => {
    const value = labels[key]
    return value === undefined ? [] : [{ key, operator, values: [value] }]
  })
  if (expressions.length > 0)
    selector.matchExpressions = [...(selector.matchExpressions ?? []), ...expressions]
}
