/** Inter-pod affinity as a filter: required terms of the pod, and those of placed pods that keep it away. */
import type { PlacedTerm, Term } from '../affinity-terms.ts'
import {
  type DomainFilter,
  type NodeFilter,
  type Rejection,
  unresolvable,
  unschedulable,
} from '../framework.ts'
import type { NodeInfo } from '../node-info.ts'
import type { PodInfo } from '../pod-info.ts'
import type { Tally } from '../tally.ts'
import {
  type CountedTerm,
  isRequiredAnti,
  type PlacedTermsOnPod,
  type RequiredAffinity,
} from './affinity-counts.ts'

const NO_AFFINITY = unresolvable("node(s) didn't match pod affinity rules")
const ANTI_AFFINITY = unschedulable("node(s) didn't match pod anti-affinity rules")
const PLACED_ANTI_AFFINITY = unschedulable("node(s) didn't satisfy existing pods anti-affinity rules")

/** What required terms of either side say of nodes. */
export function createAffinityFilter(
  affinity: RequiredAffinity,
  anti: readonly CountedTerm[],
  placed: PlacedTermsOnPod,
): NodeFilter {
  let repelling: readonly PlacedTerm[] = []
  return {
    async refresh() {
      await affinity.tally?.refresh()
      for (const { tally } of anti) await tally.refresh()
      await placed.refresh()
      repelling = placed.terms().filter(({ term }) => isRequiredAnti(term))
    },
    isIdle: () => affinity.terms.length === 0 && anti.length === 0 && repelling.length === 0,
    filter: (node) => reject(node, { affinity: 0, anti: anti.map(() => 0), repelling: 0 }),
    domains: () => [
      ...affinityDomains(affinity),
      ...anti.map((each) => avoidedDomains(each, ANTI_AFFINITY)),
      ...repelling.map((each) => avoidedDomains(each, PLACED_ANTI_AFFINITY)),
    ],
    trial(node) {
      const others: Others = { affinity: 0, anti: anti.map(() => 0), repelling: 0 }
      const count = ({ pod }: PodInfo, by: 1 | -1) => {
        if (affinity.selects(pod)) others.affinity += by
        for (const [index, term] of anti.entries()) if (term.selects(pod)) others.anti[index]! += by
        others.repelling += by * placed.countAnti(pod, node)
      }
      return {
        add: (pod) => count(pod, 1),
        remove: (pod) => count(pod, -1),
        filter: () => reject(node, others),
      }
    },
  }

  function reject(node: NodeInfo, others: Others): Rejection | undefined {
    if (!satisfiesAffinity(affinity, node, others.affinity)) return NO_AFFINITY
    if (anti.some(({ term, tally }, index) => countNear(term, tally, node, others.anti[index]) > 0))
      return ANTI_AFFINITY
    let repelled = others.repelling
    for (const { term, tally } of repelling) repelled += countNear(term, tally, node)
    return repelled > 0 ? PLACED_ANTI_AFFINITY : undefined
  }
}

/** The pod must be near others; if there are none at all, and it is one of those itself, it may be the first. */
function affinityDomains({ terms, tally, selectsItself }: RequiredAffinity): DomainFilter[] {
  if (!tally) return []
  const mayBeFirst = selectsItself && terms.every(({ topologyKey }) => tally.domains(topologyKey).size === 0)
  return terms.map(({ topologyKey: key }) => {
    const counts = tally.byDomain(key)
    const isNear = (id: number) => id !== 0 && (mayBeFirst || (counts[id] ?? 0) > 0)
    return { key, filter: (id: number) => (isNear(id) ? undefined : NO_AFFINITY) }
  })
}

function avoidedDomains(
  { term: { topologyKey: key }, tally }: Pick<PlacedTerm, 'term' | 'tally'>,
  rejection: Rejection,
): DomainFilter {
  const counts = tally.byDomain(key)
  return { key, filter: (id) => (id !== 0 && (counts[id] ?? 0) > 0 ? rejection : undefined) }
}

/** How many more pods than are counted a node is thought to have: those that the terms select, and that repel. */
interface Others {
  affinity: number
  anti: number[]
  repelling: number
}

/** How many of the pods are in the node's domain. */
function countNear({ topologyKey }: Term, tally: Tally, node: NodeInfo, others = 0): number {
  const near = tally.near(topologyKey, node)
  return others === 0 || node.labels[topologyKey] === undefined ? near : near + others
}

function satisfiesAffinity(
  { terms, tally, selectsItself }: RequiredAffinity,
  node: NodeInfo,
  others: number,
): boolean {
  if (!tally) return true
  if (terms.some(({ topologyKey }) => node.labels[topologyKey] === undefined)) return false
  if (terms.every((term) => countNear(term, tally, node, others) > 0)) return true
  return selectsItself && terms.every((term) => isNowhere(term, tally, node, others))
}

/** Whether there is no such pod in any domain. */
function isNowhere(term: Term, tally: Tally, node: NodeInfo, others: number): boolean {
  const domains = tally.domains(term.topologyKey)
  if (domains.size === 0) return others <= 0
  return (
    domains.size === 1 &&
    domains.has(node.labels[term.topologyKey] ?? '') &&
    countNear(term, tally, node, others) <= 0
  )
}
