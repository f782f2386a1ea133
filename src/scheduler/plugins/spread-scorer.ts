/** Scores nodes by soft topology spread constraints: the fewer pods in its domains, the better. */
import type { Node } from '../../generated/types.ts'
import type { ClusterView } from '../cluster-view.ts'
import { MAX_NODE_SCORE, type NodeScorer } from '../framework.ts'
import type { NodeDomains } from '../node-domains.ts'
import type { ScoredNodes } from '../scored-nodes.ts'
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
  const entries = constraints.map((constraint): Entry => {
    const counts = (node: Node) => (!allLabels || hasLabels(node, constraints)) && constraint.includes(node)
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
      const takesPart = partakers(nodes)
      scores.fill(0)
      for (const entry of entries) {
        if (entry.counts) addDomainScores(entry, entry.counts, takesPart, nodes, scores)
        else addNodeScores(entry, takesPart, nodes, scores)
      }
      for (let index = 0; index < nodes.length; index++)
        scores[index] = takesPart[index] === 1 ? Math.round(scores[index]!) : 0
    },
    normalize: (scores, nodes) => normalize(scores, partakers(nodes)),
  }

  /** 1 for nodes that take part. */
  function partakers(nodes: ScoredNodes): Uint8Array {
    const takePart = new Uint8Array(nodes.length).fill(1)
    if (!allLabels) return takePart
    for (const { topologyKey } of constraints) {
      const ids = nodes.domains(topologyKey)
      for (let index = 0; index < ids.length; index++) if (ids[index] === 0) takePart[index] = 0
    }
    return takePart
  }
}

/** More domains make their counts weigh more (topologyNormalizingWeight). */
function weightOf(domains: number): number {
  return Math.log(domains + 2)
}

function addNodeScores(
  { constraint: { tally, topologyKey, maxSkew } }: Entry,
  takesPart: Uint8Array,
  nodes: ScoredNodes,
  scores: number[],
): void {
  const weight = weightOf(takesPart.reduce((sum, each) => sum + each, 0))
  const [ids, counts] = [nodes.domains(topologyKey), tally.countsOn(nodes.ordinals())]
  for (let index = 0; index < nodes.length; index++)
    if (ids[index] !== 0) scores[index]! += counts[index]! * weight + (maxSkew - 1)
}

function addDomainScores(
  { constraint: { topologyKey, maxSkew }, domains }: Entry,
  counts: DomainCounts,
  takesPart: Uint8Array,
  nodes: ScoredNodes,
  scores: number[],
): void {
  const ids = nodes.domains(topologyKey)
  const weight = weightOf(countDomains(ids, takesPart))
  const byId: (number | undefined)[] = []
  for (let index = 0; index < nodes.length; index++) {
    const id = ids[index]!
    if (id === 0) continue
    byId[id] ??= counts.of(domains.valueOf(id)) * weight + (maxSkew - 1)
    scores[index]! += byId[id]
  }
}

/** Nodes without the label count as one domain together. */
function countDomains(ids: ArrayLike<number>, takesPart: Uint8Array): number {
  const seen: boolean[] = []
  let count = 0
  for (let index = 0; index < ids.length; index++) {
    const id = ids[index]!
    if (takesPart[index] === 0 || seen[id]) continue
    seen[id] = true
    count++
  }
  return count
}

/** Nodes that take no part get nothing. */
function normalize(scores: number[], takesPart: Uint8Array): void {
  let [min, max] = [Number.POSITIVE_INFINITY, 0]
  for (let index = 0; index < scores.length; index++) {
    if (takesPart[index] === 0) continue
    if (scores[index]! < min) min = scores[index]!
    if (scores[index]! > max) max = scores[index]!
  }
  for (let index = 0; index < scores.length; index++) {
    if (takesPart[index] === 0) scores[index] = 0
    else if (max === 0) scores[index] = MAX_NODE_SCORE
    else scores[index] = Math.trunc((MAX_NODE_SCORE * (max + min - scores[index]!)) / max)
  }
}
