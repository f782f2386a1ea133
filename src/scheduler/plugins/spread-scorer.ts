/** Scores nodes by soft topology spread constraints: the fewer pods in its domains, the better. */
import type { Node } from '../../generated/types.ts'
import type { ClusterView } from '../cluster-view.ts'
import { MAX_NODE_SCORE, type NodeScorer } from '../framework.ts'
import type { NodeDomains } from '../node-domains.ts'
import type { NodeInfo } from '../node-info.ts'
import {
  createDomainCounts,
  type DomainCounts,
  HOSTNAME,
  hasLabels,
  type SpreadConstraint,
} from './spread-constraint.ts'

interface Entry {
  constraint: SpreadConstraint
  domains: NodeDomains
  /** Undefined where each node is a domain of its own. */
  counts: DomainCounts | undefined
}

/** `allLabels`: nodes without one of the labels take no part. The system's defaults pass over missing labels. */
export function createSpreadScorer(
  constraints: readonly SpreadConstraint[],
  cluster: ClusterView,
  { allLabels }: { allLabels: boolean },
): NodeScorer {
  const takesPart = ({ node }: { node: Node }) => !allLabels || hasLabels(node, constraints)
  const entries = constraints.map((constraint): Entry => {
    const counts = (node: Node) => takesPart({ node }) && constraint.includes(node)
    const perNode = constraint.topologyKey === HOSTNAME
    return {
      constraint,
      domains: cluster.nodes.domains(constraint.topologyKey),
      counts: perNode ? undefined : createDomainCounts(constraint, cluster, { all: false, counts }),
    }
  })
  return {
    async prepare() {
      for (const { counts, constraint } of entries) await (counts ?? constraint.tally).refresh()
    },
    scoreAll(nodes, scores) {
      const taking = allLabels ? nodes.filter(takesPart) : nodes
      scores.fill(0)
      for (const entry of entries) {
        if (entry.counts) addDomainScores(entry, entry.counts, taking, nodes, scores)
        else addNodeScores(entry, taking.length, nodes, scores)
      }
      for (let index = 0; index < nodes.length; index++)
        scores[index] = takesPart(nodes[index]!) ? Math.round(scores[index]!) : 0
    },
    normalize: (scores, nodes) => normalize(scores, (index) => takesPart(nodes[index]!)),
  }
}

/** More domains make their counts weigh more (topologyNormalizingWeight). */
function weightOf(domains: number): number {
  return Math.log(domains + 2)
}

function addNodeScores(
  { constraint, domains }: Entry,
  taking: number,
  nodes: readonly NodeInfo[],
  scores: number[],
): void {
  const weight = weightOf(taking)
  const counts = constraint.tally.countsOn(nodes)
  for (let index = 0; index < nodes.length; index++)
    if (domains.idOf(nodes[index]!) !== 0)
      scores[index]! += counts[index]! * weight + (constraint.maxSkew - 1)
}

function addDomainScores(
  { constraint, domains }: Entry,
  counts: DomainCounts,
  taking: readonly NodeInfo[],
  nodes: readonly NodeInfo[],
  scores: number[],
): void {
  const weight = weightOf(countDomains(domains, taking))
  const byId: (number | undefined)[] = []
  for (let index = 0; index < nodes.length; index++) {
    const id = domains.idOf(nodes[index]!)
    if (id === 0) continue
    byId[id] ??= counts.of(domains.valueOf(id)) * weight + (constraint.maxSkew - 1)
    scores[index]! += byId[id]
  }
}

/** Nodes without the label count as one domain together. */
function countDomains(domains: NodeDomains, nodes: readonly NodeInfo[]): number {
  const seen: boolean[] = []
  let count = 0
  for (let index = 0; index < nodes.length; index++) {
    const id = domains.idOf(nodes[index]!)
    if (seen[id]) continue
    seen[id] = true
    count++
  }
  return count
}

/** Nodes that take no part get nothing. */
function normalize(scores: number[], takesPart: (index: number) => boolean): void {
  let [min, max] = [Number.POSITIVE_INFINITY, 0]
  for (let index = 0; index < scores.length; index++) {
    if (!takesPart(index)) continue
    if (scores[index]! < min) min = scores[index]!
    if (scores[index]! > max) max = scores[index]!
  }
  for (let index = 0; index < scores.length; index++) {
    if (!takesPart(index)) scores[index] = 0
    else if (max === 0) scores[index] = MAX_NODE_SCORE
    else scores[index] = Math.trunc((MAX_NODE_SCORE * (max + min - scores[index]!)) / max)
  }
}
