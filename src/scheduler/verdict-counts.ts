/** How many nodes have rejected a pod, by the reasons and by the plugins. */
import type { Rejection } from './framework.ts'
import type { Verdict } from './trial.ts'

/** Counts of verdicts, which go along with the nodes that change theirs. */
export interface VerdictCounts {
  /** So many more nodes, or fewer, say so. */
  add(verdict: Verdict, nodes: number): void
  /** What the counts are now: a copy. */
  read(): { rejections: Map<Rejection, number>; plugins: Set<string> }
}

/** Counts of nothing yet. */
export function createVerdictCounts(): VerdictCounts {
  const [rejections, plugins] = [new Map<Rejection, number>(), new Map<string, number>()]
  return {
    add({ plugin, rejection }, nodes) {
      count(rejections, rejection, nodes)
      count(plugins, plugin, nodes)
    },
    read: () => ({ rejections: new Map(rejections), plugins: new Set(plugins.keys()) }),
  }
}

function count<T>(counts: Map<T, number>, key: T, by: number): void {
  const sum = (counts.get(key) ?? 0) + by
  if (sum === 0) counts.delete(key)
  else counts.set(key, sum)
}
