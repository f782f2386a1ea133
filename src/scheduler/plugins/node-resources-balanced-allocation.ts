/** NodeResourcesBalancedAllocation: rather where the pod brings the node's resources into balance. */
import type { ResourceAmounts } from '../../api/kinds/core/pod/requests.ts'
import { MAX_NODE_SCORE, type Plugin } from '../framework.ts'
import type { NodeInfo } from '../node-info.ts'
import type { PodInfo } from '../pod-info.ts'
import { mattersTo, type ResourceSpec, signResources } from './resource-score.ts'

const HALF = MAX_NODE_SCORE / 2

/** NodeResourcesBalancedAllocationArgs. */
export interface BalancedAllocationArgs {
  resources: readonly ResourceSpec[]
}

/** What holds where no configuration says otherwise. */
export const balancedAllocationArgs: BalancedAllocationArgs = {
  resources: [
    { name: 'cpu', weight: 1 },
    { name: 'memory', weight: 1 },
  ],
}

/** Scores by how the pod changes the balance: 75 where it stays. Pods that ask for none are not concerned. */
export function createBalancedAllocation({ resources } = balancedAllocationArgs): Plugin {
  const names = resources.map(({ name }) => name)
  return {
    name: 'NodeResourcesBalancedAllocation',
    sign: (pod) => JSON.stringify(signResources(pod, resources)),
    preScore(pod) {
      if (names.every((name) => (pod.requests[name] ?? 0) === 0)) return 'skip'
      const counted = names.filter((name) => mattersTo(pod, name))
      return { score: (node) => improvement(pod, node, counted) }
    },
  }
}

/** As of 1.36: the balance with the pod is compared with that without it (balanced_allocation.go). */
function improvement({ requests }: PodInfo, node: NodeInfo, names: readonly string[]): number {
  return HALF + Math.trunc((HALF + balance(node, names, requests) - balance(node, names, {})) / 2)
}

/** 100 less the standard deviation of the used shares. */
function balance(
  { allocatable, requested }: NodeInfo,
  names: readonly string[],
  added: Readonly<ResourceAmounts>,
): number {
  const shares: number[] = []
  for (const name of names) {
    const capacity = allocatable[name] ?? 0
    if (capacity === 0) continue
    shares.push(Math.min(1, ((requested[name] ?? 0) + (added[name] ?? 0)) / capacity))
  }
  return Math.trunc((1 - deviation(shares)) * MAX_NODE_SCORE)
}

/** With two, half of their distance. */
function deviation(shares: readonly number[]): number {
  const [a = 0, b = a] = shares
  if (shares.length <= 2) return Math.abs((a - b) / 2)
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length
  return Math.sqrt(shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / shares.length)
}
