/** NodeResourcesBalancedAllocation: rather where the pod brings cpu and memory into balance. */
import type { ResourceAmounts } from '../../api/kinds/core/pod/requests.ts'
import { MAX_NODE_SCORE, type Plugin } from '../framework.ts'
import type { NodeInfo } from '../node-info.ts'
import type { PodInfo } from '../pod-info.ts'

const HALF = MAX_NODE_SCORE / 2

/** Scores by how the pod changes the balance: 75 where it stays. Pods that ask for neither are not concerned. */
export const nodeResourcesBalancedAllocation: Plugin = {
  name: 'NodeResourcesBalancedAllocation',
  sign: ({ requests }) => JSON.stringify([requests.cpu, requests.memory]),
  preScore(pod) {
    const { cpu = 0, memory = 0 } = pod.requests
    if (cpu === 0 && memory === 0) return 'skip'
    return { score: (node) => improvement(pod, node) }
  },
}

/** As of 1.36: the balance with the pod is compared with that without it (balanced_allocation.go). */
function improvement({ requests }: PodInfo, node: NodeInfo): number {
  return HALF + Math.trunc((HALF + balance(node, requests) - balance(node, {})) / 2)
}

/** 100 less the standard deviation of the used shares: with two, half of their distance. */
function balance({ allocatable, requested }: NodeInfo, added: Readonly<ResourceAmounts>): number {
  const shares: number[] = []
  for (const name of ['cpu', 'memory'] as const) {
    const capacity = allocatable[name] ?? 0
    if (capacity === 0) continue
    shares.push(Math.min(1, ((requested[name] ?? 0) + (added[name] ?? 0)) / capacity))
  }
  const [a = 0, b = a] = shares
  return Math.trunc((1 - Math.abs((a - b) / 2)) * MAX_NODE_SCORE)
}
