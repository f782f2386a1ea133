/** NodeResourcesBalancedAllocation: rather where cpu and memory are used to the same degree. */
import { MAX_NODE_SCORE, type Plugin } from '../framework.ts'
import type { NodeInfo } from '../node-info.ts'
import type { PodInfo } from '../pod-info.ts'

/** Scores by how far the used shares of cpu and memory lie apart. Pods that ask for neither are not concerned. */
export const nodeResourcesBalancedAllocation: Plugin = {
  name: 'NodeResourcesBalancedAllocation',
  sign: ({ requests }) => JSON.stringify([requests.cpu, requests.memory]),
  preScore(pod) {
    const { cpu = 0, memory = 0 } = pod.requests
    if (cpu === 0 && memory === 0) return 'skip'
    return { score: (node) => balance(pod, node) }
  },
}

/** 100 less the standard deviation of the used shares: with two, half of their distance (balanced_allocation.go). */
function balance({ requests }: PodInfo, { allocatable, requested }: NodeInfo): number {
  const shares: number[] = []
  for (const name of ['cpu', 'memory'] as const) {
    const capacity = allocatable[name] ?? 0
    if (capacity === 0) continue
    shares.push(Math.min(1, ((requested[name] ?? 0) + (requests[name] ?? 0)) / capacity))
  }
  const [a = 0, b = a] = shares
  return Math.trunc((1 - Math.abs((a - b) / 2)) * MAX_NODE_SCORE)
}
