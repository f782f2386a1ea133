/** How the plugins of one scope score nodes for pods that are alike. */
import type { ClusterView } from './cluster-view.ts'
import { reach } from './dense.ts'
import type { NodeScorer, Plugin } from './framework.ts'
import type { NodeInfo } from './node-info.ts'
import type { PodInfo } from './pod-info.ts'
import type { ScoredNodes } from './scored-nodes.ts'

/** The scores that one plugin gives nodes, in their order: as it counts, and after normalisation. */
export interface PluginScores {
  plugin: string
  weight: number
  raw: readonly number[]
  scores: readonly number[]
}

/** Sums of weighted scores, in the order of the nodes. */
export type Totals = number[] | Float64Array

/** What plugins say of a node by itself: it holds while the node stays the same. */
export interface SingleScores {
  /** The weighted sum of the scores that go into the total as they are. */
  sum(node: NodeInfo): number
  /** The scorers whose scores are normalised first. */
  normalized: readonly { weight: number; scorer: Required<Pick<NodeScorer, 'score' | 'normalize'>> }[]
}

/** Scores nodes. */
export interface Scores {
  /** Adds the nodes' weighted scores to the totals, in their order; what all nodes get alike may be left out. */
  add(nodes: ScoredNodes, totals: Totals): Promise<void>
  /** What makes up these scores, plugin by plugin. */
  list(nodes: ScoredNodes): Promise<PluginScores[]>
  /** Undefined where a plugin's score depends on more than the node. */
  readonly single: SingleScores | undefined
}

interface WeightedScorer {
  plugin: string
  weight: number
  scorer: NodeScorer
  /** Kept raw scores by twice the node's ordinal: the generation that they hold for, and the score. */
  kept: number[] | undefined
}

/** Asks the pre-scores. Scores are kept where `keep` says that they depend on nothing but the node. */
export async function createScores(
  plugins: readonly [Plugin, number][],
  pod: PodInfo,
  cluster: ClusterView,
  keep: boolean,
): Promise<Scores> {
  const scorers: WeightedScorer[] = []
  for (const [plugin, weight] of plugins) {
    const scorer = (await plugin.preScore?.(pod, cluster)) ?? 'skip'
    if (scorer !== 'skip') scorers.push({ plugin: plugin.name, weight, scorer, kept: keep ? [] : undefined })
  }
  const summed = keep ? sumUp(scorers) : scorers
  return {
    add: (nodes, totals) => addAll(summed, nodes, totals),
    list: (nodes) => listAll(scorers, nodes),
    single: keep ? singleScores(scorers) : undefined,
  }
}

function isSingle({ scorer }: WeightedScorer): boolean {
  return scorer.score !== undefined && !(scorer.prepare || scorer.isIdle || scorer.scoreAll)
}

function singleScores(scorers: readonly WeightedScorer[]): SingleScores | undefined {
  if (!scorers.every(isSingle)) return undefined
  const plain = scorers.filter(({ scorer }) => !scorer.normalize)
  return {
    sum: weightedSum(plain),
    normalized: scorers
      .filter(({ scorer }) => scorer.normalize)
      .map(({ weight, scorer }) => ({
        weight,
        scorer: scorer as Required<Pick<NodeScorer, 'score' | 'normalize'>>,
      })),
  }
}

function weightedSum(scorers: readonly WeightedScorer[]): (node: NodeInfo) => number {
  return (node) => {
    let sum = 0
    for (const { scorer, weight } of scorers) sum += weight * scorer.score!(node)
    return sum
  }
}

/** Puts scorers together whose scores go into the total as they are: one kept sum is looked up for each node. */
function sumUp(scorers: readonly WeightedScorer[]): WeightedScorer[] {
  const isPlain = (each: WeightedScorer) => isSingle(each) && !each.scorer.normalize
  const plain = scorers.filter(isPlain)
  if (plain.length < 2) return [...scorers]
  const others = scorers.filter((each) => !isPlain(each))
  return [{ plugin: 'sum', weight: 1, scorer: { score: weightedSum(plain) }, kept: [] }, ...others]
}

async function addAll(scorers: readonly WeightedScorer[], nodes: ScoredNodes, totals: Totals): Promise<void> {
  for (const each of scorers) {
    const pending = each.scorer.prepare?.()
    if (pending) await pending
    if (each.scorer.isIdle?.()) continue
    const scores = new Array<number>(nodes.length).fill(0)
    fillPrepared(each, nodes, scores)
    each.scorer.normalize?.(scores, nodes)
    for (let index = 0; index < nodes.length; index++) totals[index]! += scores[index]! * each.weight
  }
}

async function listAll(scorers: readonly WeightedScorer[], nodes: ScoredNodes): Promise<PluginScores[]> {
  const listed: PluginScores[] = []
  for (const each of scorers) {
    const scores = new Array<number>(nodes.length).fill(0)
    await each.scorer.prepare?.()
    fillPrepared(each, nodes, scores)
    const raw = [...scores]
    each.scorer.normalize?.(scores, nodes)
    listed.push({ plugin: each.plugin, weight: each.weight, raw, scores })
  }
  return listed
}

function fillPrepared({ scorer, kept }: WeightedScorer, nodes: ScoredNodes, scores: number[]): void {
  if (scorer.isIdle?.()) scores.fill(0)
  else if (scorer.scoreAll) scorer.scoreAll(nodes, scores)
  else
    for (const [index, node] of nodes.list().entries())
      scores[index] = kept ? keptScore(scorer, node, kept) : (scorer.score?.(node) ?? 0)
}

function keptScore(scorer: NodeScorer, node: NodeInfo, kept: number[]): number {
  const at = node.ordinal * 2
  if (kept[at] !== node.generation) {
    reach(kept, at + 1, 0)
    kept[at] = node.generation
    kept[at + 1] = scorer.score?.(node) ?? 0
  }
  return kept[at + 1]!
}
