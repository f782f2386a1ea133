/** PodTopologySpread: pods that belong together go to different nodes and zones. */
import type { Node, TopologySpreadConstraint } from '../../generated/types.ts'
import type { ClusterView } from '../cluster-view.ts'
import {
  MAX_NODE_SCORE,
  type NodeFilter,
  type NodeScorer,
  type Plugin,
  unresolvable,
  unschedulable,
} from '../framework.ts'
import type { NodeInfo } from '../node-info.ts'
import type { PodInfo } from '../pod-info.ts'
import {
  createDomainCounts,
  type DomainCounts,
  HOSTNAME,
  type SpreadConstraint,
  selectorOf,
  spreadConstraint,
} from './spread-constraint.ts'
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
  requeueOn: [{ kind: 'Pod' }, { kind: 'Node' }],
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
      return soft.length === 0 ? 'skip' : createScorer(soft, cluster, { allLabels: true })
    }
    const selector = await defaultSpreadSelector(pod.pod, cluster.client)
    if (!selector.selectable) return 'skip'
    const soft = systemDefaults.map((source) => spreadConstraint(source, selector, pod, cluster))
    return createScorer(soft, cluster, { allLabels: false })
  },
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

function hasLabels({ metadata }: Node, constraints: readonly SpreadConstraint[]): boolean {
  return constraints.every(({ topologyKey }) => metadata.labels?.[topologyKey] !== undefined)
}

function createFilter(constraints: readonly SpreadConstraint[], cluster: ClusterView): NodeFilter {
  const entries = constraints.map((constraint) => ({
    constraint,
    counts: createDomainCounts(constraint, cluster, {
      all: true,
      counts: (node) => hasLabels(node, constraints) && constraint.includes(node),
    }),
  }))
  return {
    async refresh() {
      for (const { counts } of entries) await counts.refresh()
    },
    filter({ labels }) {
      for (const { constraint, counts } of entries) {
        const value = labels[constraint.topologyKey]
        if (value === undefined) return MISSING_LABEL
        if (counts.of(value) + constraint.self - counts.min() > constraint.maxSkew) return SKEWED
      }
      return undefined
    },
  }
}

interface ScoringEntry {
  constraint: SpreadConstraint
  /** Undefined where each node is a domain of its own. */
  counts: DomainCounts | undefined
  weight: number
}

/** `allLabels`: nodes without one of the labels are not wanted. The system's defaults pass over missing labels. */
function createScorer(
  constraints: readonly SpreadConstraint[],
  cluster: ClusterView,
  { allLabels }: { allLabels: boolean },
): NodeScorer {
  const takesPart = (node: Node) => !allLabels || hasLabels(node, constraints)
  const entries = constraints.map((constraint): ScoringEntry => {
    const counts = (node: Node) => takesPart(node) && constraint.includes(node)
    const perNode = constraint.topologyKey === HOSTNAME
    return {
      constraint,
      counts: perNode ? undefined : createDomainCounts(constraint, cluster, { all: false, counts }),
      weight: 0,
    }
  })
  return {
    async prepare(nodes) {
      const taking = allLabels ? nodes.filter(({ node }) => takesPart(node)) : nodes
      for (const entry of entries) {
        await (entry.counts ?? entry.constraint.tally).refresh()
        entry.weight = Math.log(domainCount(entry, taking) + 2)
      }
    },
    score: (info) => (takesPart(info.node) ? scoreOf(entries, info) : 0),
    normalize: (scores, nodes) => normalize(scores, (index) => takesPart(nodes[index]!.node)),
  }
}

/** More domains make their counts weigh more. */
function domainCount({ constraint, counts }: ScoringEntry, nodes: readonly NodeInfo[]): number {
  if (!counts) return nodes.length
  const values = new Set<string>()
  for (const { labels } of nodes) values.add(labels[constraint.topologyKey] ?? '')
  return values.size
}

function scoreOf(entries: readonly ScoringEntry[], { labels, name }: NodeInfo): number {
  let sum = 0
  for (const { constraint, counts, weight } of entries) {
    const value = labels[constraint.topologyKey]
    if (value === undefined) continue
    const count = counts ? counts.of(value) : constraint.tally.onNode(name)
    sum += count * weight + (constraint.maxSkew - 1)
  }
  return Math.round(sum)
}

/** The fewer pods, the better; nodes that take no part get nothing. */
function normalize(scores: number[], takesPart: (index: number) => boolean): void {
  let [min, max] = [Number.POSITIVE_INFINITY, 0]
  for (const [index, score] of scores.entries())
    if (takesPart(index)) [min, max] = [Math.min(min, score), Math.max(max, score)]
  for (const [index, score] of scores.entries()) {
    if (!takesPart(index)) scores[index] = 0
    else scores[index] = max === 0 ? MAX_NODE_SCORE : Math.trunc((MAX_NODE_SCORE * (max + min - score)) / max)
  }
}
