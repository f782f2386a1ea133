/** The scores that nodes get by themselves, by their positions, kept until the node changes. */
import type { NodeInfo } from './node-info.ts'
import type { ScoredNodes } from './scored-nodes.ts'
import type { SingleScores, Totals } from './scores.ts'

/** Scores that are asked for once. */
export interface KeptScores {
  /** Adds the nodes' scores to the totals, in their order, save what all of them get alike. */
  add(single: SingleScores, positions: Int32Array, nodes: ScoredNodes, totals: Totals): void
  forget(position: number): void
}

/** Nothing is known of any node yet; `nodeAt` gives those that are asked for. */
export function createKeptScores(count: number, nodeAt: (position: number) => NodeInfo): KeptScores {
  // NaN where nothing is known.
  const sums = new Float64Array(count).fill(Number.NaN)
  const raw: Float64Array[] = []

  function ask({ sum, normalized }: SingleScores, position: number): number {
    const node = nodeAt(position)
    for (const [index, { scorer }] of normalized.entries()) {
      raw[index] ??= new Float64Array(count)
      raw[index][position] = scorer.score(node)
    }
    sums[position] = sum(node)
    return sums[position]!
  }

  return {
    add(single, positions, nodes, totals) {
      for (let index = 0; index < positions.length; index++) {
        const known = sums[positions[index]!]!
        totals[index]! += Number.isNaN(known) ? ask(single, positions[index]!) : known
      }
      for (const [index, { scorer, weight }] of single.normalized.entries()) {
        const scores = differing(positions, raw[index])
        if (!scores) continue
        scorer.normalize(scores, nodes)
        for (let each = 0; each < scores.length; each++) totals[each]! += scores[each]! * weight
      }
    },
    forget(position) {
      sums[position] = Number.NaN
    },
  }
}

/** The scores at these positions; undefined where all are the same, and remain so when they are normalised. */
function differing(positions: Int32Array, raw: Float64Array | undefined): number[] | undefined {
  if (!raw) return undefined
  const first = raw[positions[0]!]
  for (let index = 1; index < positions.length; index++)
    if (raw[positions[index]!] !== first) return Array.from(positions, (position) => raw[position]!)
  return undefined
}
