/** A topology spread constraint with its counts by domain. */

import { matchesNodeSelection } from '../../api/kinds/core/pod/node-selection.ts'
import { findUntoleratedTaint, isHardTaint } from '../../api/kinds/core/pod/tolerations.ts'
import { matchesLabels, type Selector, selectorFromLabelSelector } from '../../apimachinery/label-selector.ts'
import type { Node, Pod, TopologySpreadConstraint } from '../../generated/types.ts'
import type { ClusterView } from '../cluster-view.ts'
import type { PodInfo } from '../pod-info.ts'
import type { Tally } from '../tally.ts'

/** The label that is another on each node. */
export const HOSTNAME = 'kubernetes.io/hostname'

/** A constraint, ready to be reckoned with. */
export interface SpreadConstraint {
  readonly maxSkew: number
  readonly topologyKey: string
  readonly minDomains: number
  readonly selector: Selector
  /** 1 if the pod itself counts. */
  readonly self: 0 | 1
  /** Whether pods on the node count, and its domain. */
  includes(node: Node): boolean
  readonly tally: Tally
  /** Whether the pod is one of those that count. */
  counts(pod: Pod): boolean
}

/** Compiles a constraint of a pod. */
export function spreadConstraint(
  source: TopologySpreadConstraint,
  selector: Selector,
  { spec, pod, namespace }: PodInfo,
  { counts }: ClusterView,
): SpreadConstraint {
  const honorsAffinity = (source.nodeAffinityPolicy ?? 'Honor') === 'Honor'
  const honorsTaints = source.nodeTaintsPolicy === 'Honor'
  return {
    maxSkew: source.maxSkew,
    topologyKey: source.topologyKey,
    minDomains: source.minDomains ?? 1,
    selector,
    self: matchesLabels(selector, pod.metadata.labels) ? 1 : 0,
    includes: (node) =>
      (!honorsAffinity || matchesNodeSelection(spec, node)) &&
      (!honorsTaints || isTolerated(node, spec.tolerations)),
    tally: counts.of({ parts: [{ namespaces: [namespace], selector }], terminating: false }),
    counts: ({ metadata }) =>
      metadata.namespace === namespace &&
      metadata.deletionTimestamp === undefined &&
      matchesLabels(selector, metadata.labels),
  }
}

function isTolerated({ spec }: Node, tolerations: Parameters<typeof findUntoleratedTaint>[1]): boolean {
  return findUntoleratedTaint((spec?.taints ?? []).filter(isHardTaint), tolerations) === undefined
}

/** The constraint's own selector, with the pod's values of matchLabelKeys. */
export function selectorOf(source: TopologySpreadConstraint, { pod }: PodInfo): Selector {
  const selector = selectorFromLabelSelector(source.labelSelector)
  const labels = pod.metadata.labels ?? {}
  const added = (source.matchLabelKeys ?? [])
    .filter((key) => Object.hasOwn(labels, key))
    .map((key) => ({ key, operator: 'in' as const, values: [labels[key]!] }))
  if (added.length === 0 || !selector.selectable) return selector
  return { selectable: true, requirements: [...selector.requirements, ...added] }
}

/** Whether the node has all the labels by which the constraints divide nodes. */
export function hasLabels({ metadata }: Node, constraints: readonly SpreadConstraint[]): boolean {
  return constraints.every(({ topologyKey }) => metadata.labels?.[topologyKey] !== undefined)
}

/** Pods by domain. */
export interface DomainCounts {
  refresh(): Promise<void>
  of(value: string): number
  /** The least count of any domain; 0 where there are fewer domains than there should be. */
  min(): number
  /** The same if a domain had so many more. */
  minWith(value: string, others: number): number
}

/**
 * Counts the constraint's pods by domain, on nodes that `counts` lets pass. With `all`, domains without any pod
 * are known too, which takes reading every node.
 */
export function createDomainCounts(
  constraint: SpreadConstraint,
  { nodes }: ClusterView,
  { all, counts: includes }: { all: boolean; counts(node: Node): boolean },
): DomainCounts {
  const { tally, topologyKey } = constraint
  const domains = new Map<string, number>()
  let state = ''
  let [seen, least, atLeast] = [0, 0, 0]

  function findLeast(): void {
    least = Number.POSITIVE_INFINITY
    for (const count of domains.values()) {
      if (count < least) [least, atLeast] = [count, 1]
      else if (count === least) atLeast++
    }
  }

  function domainOf(name: string): string | undefined {
    const node = nodes.find(name)?.node
    return node && includes(node) ? node.metadata.labels?.[topologyKey] : undefined
  }

  async function rebuild(): Promise<void> {
    await nodes.loadNodes(all ? undefined : tally.nodes().keys())
    domains.clear()
    for (const name of all ? nodes.slots().map((slot) => slot.name) : tally.nodes().keys()) {
      const domain = domainOf(name)
      if (domain !== undefined) domains.set(domain, (domains.get(domain) ?? 0) + tally.onNode(name))
    }
    findLeast()
  }

  function count(name: string): void {
    const domain = domainOf(name)
    if (domain === undefined) return
    const before = domains.get(domain)
    domains.set(domain, (before ?? 0) + 1)
    if (before === undefined || (before === least && --atLeast === 0)) findLeast()
  }

  return {
    async refresh() {
      await tally.refresh()
      const added = tally.added()
      const now = `${tally.epoch()} ${nodes.epoch()}`
      if (state !== now) await rebuild()
      else for (; seen < added.length; seen++) count(added[seen]!)
      seen = added.length
      state = now
    },
    of: (value) => domains.get(value) ?? 0,
    min: () => (hasFew() ? 0 : least),
    minWith(value, others) {
      const count = domains.get(value)
      if (hasFew()) return 0
      if (count === undefined || others === 0) return least
      if (others < 0 || count > least || atLeast > 1) return Math.min(least, count + others)
      let min = count + others
      for (const [domain, other] of domains) if (domain !== value && other < min) min = other
      return min
    },
  }

  function hasFew(): boolean {
    return domains.size < constraint.minDomains || domains.size === 0
  }
}
