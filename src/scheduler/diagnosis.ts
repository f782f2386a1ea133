/** Says why no node fits, in kube-scheduler's words (framework.FitError). */
import type { Failure, Rejection } from './framework.ts'

/** What the scheduler says where there is no node at all. */
export const NO_NODES = 'no nodes available to schedule pods'

/** `0/3 nodes are available: 1 node(s) were unschedulable, 2 Insufficient cpu.` */
export function fitMessage({ nodeCount, preFilter, rejections }: Failure): string {
  const start = `0/${nodeCount} nodes are available:`
  if (preFilter) return `${start} ${preFilter.reasons.join(', ')}.`
  return histogramMessage(start, countReasons(rejections))
}

/** How many nodes were rejected for each reason. */
function countReasons(rejections: ReadonlyMap<Rejection, number>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const [{ reasons }, nodes] of rejections)
    for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + nodes)
  return counts
}

/** The reasons with their counts, sorted as text: '10 x' comes before '2 y'. */
function histogramMessage(start: string, counts: ReadonlyMap<string, number>): string {
  const parts = [...counts].filter(([, count]) => count > 0).map(([reason, count]) => `${count} ${reason}`)
  return parts.length === 0 ? start : `${start} ${parts.sort().join(', ')}.`
}

/** What preemption says when it finds nothing to do: what stands against it on the nodes that it has tried. */
export function preemptionMessage(nodeCount: number, tried: readonly Rejection[]): string {
  const counts = new Map<string, number>()
  const add = (reason: string, nodes: number) => counts.set(reason, (counts.get(reason) ?? 0) + nodes)
  for (const { reasons } of tried) for (const reason of reasons) add(reason, 1)
  add('Preemption is not helpful for scheduling', nodeCount - tried.length)
  return histogramMessage(`0/${nodeCount} nodes are available:`, counts)
}
