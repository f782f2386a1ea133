/** What nodes have said to a pod, by their positions, and how many of them said what. */
import type { Verdict } from './trial.ts'
import { createVerdictCounts, type VerdictCounts } from './verdict-counts.ts'

/** What a node has said. A candidate rejects too, but taking pods off it could help. */
export const said = { nothing: 0, fits: 1, rejects: 2, candidate: 3, gone: 4 } as const

/** Verdicts that are learned and forgotten one by one. */
export interface NodeVerdicts {
  /** By position: one of `said`. */
  readonly states: Uint8Array
  /** Without a verdict the pod fits. */
  learn(position: number, verdict: Verdict | undefined): void
  /** There is no such node any more. */
  learnGone(position: number): void
  forget(position: number): void
  /** Whether all nodes have been asked, and the pod fits on none. */
  fitsNowhere(): boolean
  /** So many nodes have said so. */
  count(state: number): number
  /** The rejections; `own`: as if this node had said this. */
  rejections(own: Own | undefined): ReturnType<VerdictCounts['read']>
}

/** A node that has another verdict for one pod than for all that are alike. */
export interface Own {
  position: number
  verdict: Verdict
}

/** Nothing is known of any node yet. */
export function createNodeVerdicts(nodes: number): NodeVerdicts {
  const states = new Uint8Array(nodes)
  const verdicts = new Array<Verdict | undefined>(nodes).fill(undefined)
  const counts = createVerdictCounts()
  const byState = [nodes, 0, 0, 0, 0]

  function set(position: number, state: number, verdict: Verdict | undefined): void {
    byState[states[position]!]!--
    byState[state]!++
    states[position] = state
    const before = verdicts[position]
    if (before === verdict) return
    if (before) counts.add(before, -1)
    if (verdict) counts.add(verdict, 1)
    verdicts[position] = verdict
  }

  return {
    states,
    learn: (position, verdict) => set(position, verdict ? stateOf(verdict) : said.fits, verdict),
    learnGone: (position) => set(position, said.gone, undefined),
    forget(position) {
      if (states[position] !== said.nothing) set(position, said.nothing, undefined)
    },
    fitsNowhere: () => byState[said.nothing] === 0 && byState[said.fits] === 0,
    count: (state) => byState[state]!,
    rejections(own) {
      if (!own) return counts.read()
      const verdict = verdicts[own.position]
      if (verdict) counts.add(verdict, -1)
      counts.add(own.verdict, 1)
      const read = counts.read()
      counts.add(own.verdict, -1)
      if (verdict) counts.add(verdict, 1)
      return read
    },
  }
}

/** What a node says that rejects so. */
export function stateOf({ rejection }: Verdict): number {
  return rejection.code === 'Unschedulable' ? said.candidate : said.rejects
}
