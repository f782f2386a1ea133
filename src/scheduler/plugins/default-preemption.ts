/** DefaultPreemption: takes pods of lower priority off the node where that does least harm. */
import type { Pod } from '../../generated/types.ts'
import type { ReconcileContext } from '../../runtime/reconciler.ts'
import type { ClusterView } from '../cluster-view.ts'
import { preemptionMessage } from '../diagnosis.ts'
import type { Failure, Plugin, PostFilterResult, Rejection } from '../framework.ts'
import type { PodInfo } from '../pod-info.ts'
import { type Candidate, createBudgets, leastHarm, priorityOf } from './preemption-candidates.ts'
import { createTrialMemory } from './preemption-memory.ts'
import { evict, withdrawNomination } from './preemption-victims.ts'

/** DefaultPreemptionArgs: so many nodes are tried at least before the best of those found is taken. */
export interface DefaultPreemptionArgs {
  minCandidateNodesPercentage: number
  minCandidateNodesAbsolute: number
}

/** What holds where no configuration says otherwise. */
export const defaultPreemptionArgs: DefaultPreemptionArgs = {
  minCandidateNodesPercentage: 10,
  minCandidateNodesAbsolute: 100,
}

/** Post-filter: finds victims, tells them to go, and gives the pod their node to wait for (preemption.go). */
export function createDefaultPreemption(args = defaultPreemptionArgs): Plugin {
  const trialsOf = createTrialMemory()
  return {
    name: 'DefaultPreemption',
    async postFilter(pod, failure, cluster, context) {
      const obstacle = await findObstacle(pod, failure, cluster)
      if (obstacle !== undefined) return { message: `preemption: ${obstacle}` }
      const { candidates, tried } = await findCandidates({ pod, failure, args, trialsOf, cluster }, context)
      const best = leastHarm(candidates)
      if (!best)
        return {
          message: `preemption: ${preemptionMessage(failure.nodeCount, tried)}`,
          nominatedNode: '',
        }
      return preempt(pod, best, cluster, context)
    },
  }
}

/** Why the pod must not make others go: it may never, or those that go for it already are still there. */
async function findObstacle(
  { key, spec, priority }: PodInfo,
  { candidates }: Failure,
  { nominations, client }: ClusterView,
): Promise<string | undefined> {
  if (spec.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.'
  const nominated = nominations.nodeOf(key)
  if (nominated === undefined || !candidates.has(nominated)) return undefined
  const pods = await client.lookup('Pod', 'node', nominated)
  return pods.some((other) => priorityOf(other) < priority && isPreempted(other))
    ? 'not eligible due to a terminating pod on the nominated node.'
    : undefined
}

function isPreempted({ metadata, status }: Pod): boolean {
  return (
    metadata.deletionTimestamp !== undefined &&
    (status?.conditions ?? []).some(
      ({ type, status: is, reason }) =>
        type === 'DisruptionTarget' && is === 'True' && reason === 'PreemptionByScheduler',
    )
  )
}

interface Hunt {
  pod: PodInfo
  failure: Failure
  args: DefaultPreemptionArgs
  trialsOf: ReturnType<typeof createTrialMemory>
  cluster: ClusterView
}

/** Tries the nodes from a random one on, until enough candidates are found (DryRunPreemption). */
async function findCandidates(
  { pod, failure, args, trialsOf, cluster }: Hunt,
  { client, random, clock }: ReconcileContext,
): Promise<{ candidates: Candidate[]; tried: Rejection[] }> {
  const [candidates, tried]: [Candidate[], Rejection[]] = [[], []]
  const { candidates: nodes } = failure
  if (nodes.length === 0) return { candidates, tried }
  const enough = candidatesWanted(nodes.length, args)
  const offset = random.int(nodes.length)
  const sources = { client, budgets: createBudgets(client), now: clock.now() }
  const own = cluster.nominations.nodeOf(pod.key)
  const trials = await trialsOf({ pod, failure, own, nodes: cluster.nodes, sources })
  let isWithinBudgets = false
  for (let index = 0; index < nodes.length; index++) {
    if (isWithinBudgets && candidates.length >= enough) break
    const at = (offset + index) % nodes.length
    const ordinal = nodes.ordinal(at)
    const found = trials.rejection(ordinal) ?? trials.candidate(ordinal) ?? (await trials.run(nodes.at(at)))
    if ('reasons' in found) tried.push(found)
    else {
      candidates.push(found)
      isWithinBudgets ||= found.violations === 0
    }
  }
  return { candidates, tried }
}

function candidatesWanted(nodes: number, args: DefaultPreemptionArgs): number {
  const share = Math.trunc((nodes * args.minCandidateNodesPercentage) / 100)
  return Math.min(Math.max(share, args.minCandidateNodesAbsolute), nodes)
}

/** Lets the victims go; pods of lower priority that waited for this node have to find another. */
async function preempt(
  pod: PodInfo,
  { node, victims }: Candidate,
  { nominations, touch }: ClusterView,
  context: ReconcileContext,
): Promise<PostFilterResult> {
  for (const victim of victims) {
    await evict(victim, pod.pod, node.name, context)
    touch(victim.pod, node.name)
  }
  for (const other of nominations.outranked(node.name, pod)) {
    await withdrawNomination(other.pod, context)
    nominations.set(other, undefined)
  }
  return { nominatedNode: node.name }
}
