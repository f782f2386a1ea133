/** What trials of nodes have shown, for the next pod that asks the same: most nodes are as they were. */
import type { Failure, Rejection } from '../framework.ts'
import type { NodeInfo } from '../node-info.ts'
import { loadPods } from '../node-pods.ts'
import type { PodInfo } from '../pod-info.ts'
import { type Candidate, selectVictims, type VictimSources } from './preemption-candidates.ts'

/** Tries nodes, or knows what that has shown before. */
export interface TrialMemory {
  /** `isShared`: the node holds room for others, so what is found holds for this pod only. */
  victims(request: TrialRequest): Promise<Candidate | Rejection>
}

/** A pod and the node that is tried for it. */
export interface TrialRequest {
  pod: PodInfo
  node: NodeInfo
  failure: Failure
  isShared: boolean
  sources: VictimSources
}

/** What was found, and in which state. */
interface Found {
  generation: number
  pods: NodeInfo['pods']
  priority: number
  now: number
  outcome: Candidate | Rejection
}

/** A memory that forgets with the questions that it is about. */
export function createTrialMemory(): TrialMemory {
  const known = new WeakMap<object, Map<number, Found>>()
  return {
    async victims({ pod, node, failure, isShared, sources }) {
      const tryNode = () => selectVictims(pod, node, failure.trial(node), sources)
      const { steady } = failure
      await loadPods(node, sources.client)
      if (!steady || isShared || !(await isWithoutBudgets(node, sources))) return tryNode()
      const byNode = known.get(steady) ?? new Map<number, Found>()
      known.set(steady, byNode)
      const found = byNode.get(node.ordinal)
      const state = { priority: pod.priority, now: sources.now }
      if (found && isSame(found, node, state)) return found.outcome
      const outcome = await tryNode()
      byNode.set(node.ordinal, { ...state, generation: node.generation, pods: node.pods, outcome })
      return outcome
    },
  }
}

/** The time matters for pods that have not started yet. */
function isSame(
  found: Found,
  { generation, pods }: NodeInfo,
  state: Pick<Found, 'priority' | 'now'>,
): boolean {
  return (
    found.generation === generation &&
    found.pods === pods &&
    found.priority === state.priority &&
    found.now === state.now
  )
}

/** Budgets change without the node, and stand for pods of one namespace. */
async function isWithoutBudgets({ pods = [] }: NodeInfo, { budgets }: VictimSources): Promise<boolean> {
  for (const namespace of new Set(pods.map((pod) => pod.namespace)))
    if ((await budgets.of(namespace)).length > 0) return false
  return true
}
