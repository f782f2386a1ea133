/** PodTopologySpread: pods that belong together go to different nodes and zones. */
import { matchesLabels, selectorFromLabelSelector } from '../../apimachinery/label-selector.ts'
import type { Node, Pod, TopologySpreadConstraint } from '../../generated/types.ts'
import type { Change } from '../../runtime/reconciler.ts'
import type { ClusterView } from '../cluster-view.ts'
import { reach } from '../dense.ts'
import { type NodeFilter, type Plugin, type Rejection, unresolvable, unschedulable } from '../framework.ts'
import { changesTaints, movesNode } from '../node-changes.ts'
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

/** PodTopologySpreadArgs. */
export interface PodTopologySpreadArgs {
  /** Hold for pods that name no constraints; their selectors are those of the pod's services and owner. */
  defaultConstraints: readonly TopologySpreadConstraint[]
  /** 'System': the constraints are those of the scheduler itself, soft and content with missing labels. */
  defaultingType: 'System' | 'List'
}

/** What holds where no configuration says otherwise. */
export const podTopologySpreadArgs: PodTopologySpreadArgs = {
  defaultConstraints: [],
  defaultingType: 'System',
}

/** DoNotSchedule filters, ScheduleAnyway scores; pods without constraints are spread by the default ones. */
export function createPodTopologySpread(args = podTopologySpreadArgs): Plugin {
  const isSystem = args.defaultingType === 'System'
  const defaults = isSystem ? systemDefaults : args.defaultConstraints
  return {
    name: 'PodTopologySpread',
    scope: 'cluster',
    dependsOn: ['Service'],
    requeueOn: [
      { kind: 'Pod', helps: (pod, change) => isCounted(pod, change, defaults) },
      {
        kind: 'Node',
        helps: (_pod, change) => change.type === 'deleted' || movesNode(change) || changesTaints(change),
      },
    ],
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
    async preFilter(pod, cluster) {
      const hard = await constraintsOf(pod, 'DoNotSchedule', cluster, defaults)
      return hard.length === 0 ? 'skip' : createFilter(hard, cluster)
    },
    async preScore(pod, cluster) {
      const soft = await constraintsOf(pod, 'ScheduleAnyway', cluster, defaults)
      if (soft.length === 0) return 'skip'
      return createSpreadScorer(soft, cluster, { allLabels: hasOwn(pod) || !isSystem })
    },
  }
}

function hasOwn({ spec }: Pick<PodInfo, 'spec'>): boolean {
  return (spec.topologySpreadConstraints ?? []).length > 0
}

/** A pod comes or goes that one of the hard constraints counts. Which the default ones count is not looked up. */
function isCounted(pod: Pod, change: Change, defaults: readonly TopologySpreadConstraint[]): boolean {
  const isHard = ({ whenUnsatisfiable }: TopologySpreadConstraint) => whenUnsatisfiable === 'DoNotSchedule'
  const { namespace } = pod.metadata
  const own = pod.spec?.topologySpreadConstraints ?? []
  const others = placementStates(change).filter(({ metadata }) => metadata.namespace === namespace)
  if (own.length === 0) return others.length > 0 && defaults.some(isHard)
  const selectors = own.filter(isHard).map(({ labelSelector }) => selectorFromLabelSelector(labelSelector))
  return others.some(({ metadata }) => selectors.some((each) => matchesLabels(each, metadata.labels)))
}

/** The pod's own constraints, or the default ones with the selector of its services and owner. */
async function constraintsOf(
  pod: PodInfo,
  kind: 'DoNotSchedule' | 'ScheduleAnyway',
  cluster: ClusterView,
  defaults: readonly TopologySpreadConstraint[],
): Promise<SpreadConstraint[]> {
  const isKind = ({ whenUnsatisfiable }: TopologySpreadConstraint) => whenUnsatisfiable === kind
  if (hasOwn(pod))
    return (pod.spec.topologySpreadConstraints ?? [])
      .filter(isKind)
      .map((source) => spreadConstraint(source, selectorOf(source, pod), pod, cluster))
  const wanted = defaults.filter(isKind)
  if (wanted.length === 0) return []
  const selector = await defaultSpreadSelector(pod.pod, cluster.client)
  return selector.selectable ? wanted.map((source) => spreadConstraint(source, selector, pod, cluster)) : []
}

function isCountedOn(constraint: SpreadConstraint, node: Node, all: readonly SpreadConstraint[]): boolean {
  return hasLabels(node, all) && constraint.includes(node)
}

function createEntries(constraints: readonly SpreadConstraint[], cluster: ClusterView) {
  return constraints.map((constraint) => ({
    constraint,
    counts: createDomainCounts(constraint, cluster, {
      all: true,
      counts: (node) => isCountedOn(constraint, node, constraints),
    }),
    domains: cluster.nodes.domains(constraint.topologyKey),
    // What holds for a domain holds for all of its nodes, until the next refresh: verdicts and when they were found.
    verdicts: [] as (Rejection | undefined)[],
    found: [] as number[],
  }))
}

type Entry = ReturnType<typeof createEntries>[number]

function createFilter(constraints: readonly SpreadConstraint[], cluster: ClusterView): NodeFilter {
  const entries = createEntries(constraints, cluster)
  let cycle = 0

  /** `more`: how many more pods the constraint would count on the node. */
  function skew(
    { constraint, counts }: Entry,
    value: string | undefined,
    more: number,
  ): Rejection | undefined {
    if (value === undefined) return MISSING_LABEL
    const least = more === 0 ? counts.min() : counts.minWith(value, more)
    return counts.of(value) + more + constraint.self - least > constraint.maxSkew ? SKEWED : undefined
  }

  function rejectDomain(entry: Entry, id: number): Rejection | undefined {
    const { domains, verdicts, found } = entry
    if (found[id] !== cycle) {
      reach(found, id, 0)
      reach(verdicts, id, undefined)
      verdicts[id] = skew(entry, id === 0 ? undefined : domains.valueOf(id), 0)
      found[id] = cycle
    }
    return verdicts[id]
  }

  const domains = entries.map((entry) => ({
    key: entry.constraint.topologyKey,
    filter: (id: number) => rejectDomain(entry, id),
  }))

  return {
    async refresh() {
      cycle++
      for (const { counts } of entries) await counts.refresh()
    },
    filter(node) {
      for (const entry of entries) {
        const rejection = rejectDomain(entry, entry.domains.idOf(node))
        if (rejection) return rejection
      }
      return undefined
    },
    domains: () => domains,
    trial(info) {
      const others = entries.map(() => 0)
      const counting = constraints.map((constraint) => isCountedOn(constraint, info.node, constraints))
      const count = ({ pod }: PodInfo, by: 1 | -1) => {
        for (const [index, constraint] of constraints.entries())
          if (counting[index] && constraint.counts(pod)) others[index]! += by
      }
      return {
        add: (pod) => count(pod, 1),
        remove: (pod) => count(pod, -1),
        filter() {
          for (let index = 0; index < entries.length; index++) {
            const value = info.labels[entries[index]!.constraint.topologyKey]
            const rejection = skew(entries[index]!, value, others[index]!)
            if (rejection) return rejection
          }
          return undefined
        },
      }
    },
  }
}
