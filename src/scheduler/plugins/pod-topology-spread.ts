/** PodTopologySpread: pods that belong together go to different nodes and zones. */
import { matchesLabels, selectorFromLabelSelector } from '../../apimachinery/label-selector.ts'
import type { Node, Pod, TopologySpreadConstraint } from '../../generated/types.ts'
import type { Change } from '../../runtime/reconciler.ts'
import type { ClusterView } from '../cluster-view.ts'
import { type NodeFilter, type Plugin, type Rejection, unresolvable, unschedulable } from '../framework.ts'
import type { NodeInfo } from '../node-info.ts'
import { placementStates } from '../pod-changes.ts'
import type { PodInfo } from '../pod-info.ts'
import {
  createDomainCounts,
  HOSTNAME,
  hasLabels,
  type SpreadConstraint,
  selectorOf,
  spreadConstraint,
} from './spread-constraint.ts'
import { createSpreadScorer } from './spread-scorer.ts'
import { defaultSpreadSelector } from './spread-selector.ts'

const SKEWED = unschedulable("node(s) didn't match pod topology spread constraints")
const MISSING_LABEL = unresolvable(
  "node(s) didn't match pod topology spread constraints (missing required label)",
)

/** What holds for pods that name no constraints (systemDefaultConstraints). */
const systemDefaults: readonly TopologySpreadConstraint[] = [
  { topologyKey: HOSTNAME, whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 3 },
  { topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 5 },
]

/** DoNotSchedule filters, ScheduleAnyway scores; pods without constraints are spread by the system's defaults. */
export const podTopologySpread: Plugin = {
  name: 'PodTopologySpread',
  scope: 'cluster',
  dependsOn: ['Service'],
  requeueOn: [{ kind: 'Pod', helps: isCounted }, { kind: 'Node' }],
  sign: ({ pod, spec }) =>
    JSON.stringify([
      pod.metadata.namespace,
      pod.metadata.labels,
      pod.metadata.ownerReferences,
      spec.topologySpreadConstraints,
      spec.nodeSelector,
      spec.affinity?.nodeAffinity,
      spec.tolerations,
    ]),
  preFilter(pod, cluster) {
    const hard = constraintsOf(pod, 'DoNotSchedule', cluster)
    return hard.length === 0 ? 'skip' : createFilter(hard, cluster)
  },
  async preScore(pod, cluster) {
    if ((pod.spec.topologySpreadConstraints ?? []).length > 0) {
      const soft = constraintsOf(pod, 'ScheduleAnyway', cluster)
      return soft.length === 0 ? 'skip' : createSpreadScorer(soft, cluster, { allLabels: true })
    }
    const selector = await defaultSpreadSelector(pod.pod, cluster.client)
    if (!selector.selectable) return 'skip'
    const soft = systemDefaults.map((source) => spreadConstraint(source, selector, pod, cluster))
    return createSpreadScorer(soft, cluster, { allLabels: false })
  },
}

/** A pod comes or goes that one of the hard constraints counts. */
function isCounted(pod: Pod, change: Change): boolean {
  const { namespace } = pod.metadata
  const selectors = (pod.spec?.topologySpreadConstraints ?? [])
    .filter(({ whenUnsatisfiable }) => whenUnsatisfiable === 'DoNotSchedule')
    .map(({ labelSelector }) => selectorFromLabelSelector(labelSelector))
  return placementStates(change).some(
    ({ metadata }) =>
      metadata.namespace === namespace && selectors.some((each) => matchesLabels(each, metadata.labels)),
  )
}

function constraintsOf(
  pod: PodInfo,
  kind: 'DoNotSchedule' | 'ScheduleAnyway',
  cluster: ClusterView,
): SpreadConstraint[] {
  return (pod.spec.topologySpreadConstraints ?? [])
    .filter(({ whenUnsatisfiable }) => whenUnsatisfiable === kind)
    .map((source) => spreadConstraint(source, selectorOf(source, pod), pod, cluster))
}

function createFilter(constraints: readonly SpreadConstraint[], cluster: ClusterView): NodeFilter {
  const isCountedOn = (constraint: SpreadConstraint, node: Node) =>
    hasLabels(node, constraints) && constraint.includes(node)
  const entries = constraints.map((constraint) => ({
    constraint,
    counts: createDomainCounts(constraint, cluster, {
      all: true,
      counts: (node) => isCountedOn(constraint, node),
    }),
  }))

  /** `others`: how many more pods each of the constraints would count on the node. */
  function reject({ labels }: NodeInfo, others?: readonly number[]): Rejection | undefined {
    for (const [index, { constraint, counts }] of entries.entries()) {
      const value = labels[constraint.topologyKey]
      if (value === undefined) return MISSING_LABEL
      const more = others?.[index] ?? 0
      const least = more === 0 ? counts.min() : counts.minWith(value, more)
      if (counts.of(value) + more + constraint.self - least > constraint.maxSkew) return SKEWED
    }
    return undefined
  }

  return {
    async refresh() {
      for (const { counts } of entries) await counts.refresh()
    },
    filter: (node) => reject(node),
    trial(info) {
      const others = entries.map(() => 0)
      const counting = constraints.map((constraint) => isCountedOn(constraint, info.node))
      const count = ({ pod }: PodInfo, by: 1 | -1) => {
        for (const [index, constraint] of constraints.entries())
          if (counting[index] && constraint.counts(pod)) others[index]! += by
      }
      return {
        add: (pod) => count(pod, 1),
        remove: (pod) => count(pod, -1),
        filter: () => reject(info, others),
      }
    },
  }
}
