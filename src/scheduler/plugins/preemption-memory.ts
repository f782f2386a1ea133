/** What trials of nodes have shown, for the next pod that asks the same: most nodes are as they were. */
import { reach } from '../dense.ts'
import type { Failure, Rejection } from '../framework.ts'
import type { NodeCache } from '../node-cache.ts'
import type { NodeInfo } from '../node-info.ts'
import type { PodInfo } from '../pod-info.ts'
import { type Budgets, type Candidate, selectVictims, type VictimSources } from './preemption-candidates.ts'

/** What a trial has shown: who would have to go, or why that would not help. */
export type TrialOutcome = Candidate | Rejection

/** The trials for one pod. */
export interface Trials {
  /** What is known of the node from before. */
  known(node: NodeInfo): TrialOutcome | undefined
  /** Tries the node. */
  run(node: NodeInfo): Promise<TrialOutcome>
}

/** A pod, and what is there to try nodes for it. */
export interface TrialRequest {
  pod: PodInfo
  failure: Failure
  /** The node that holds room for the pod: what is found there holds for no other. */
  own: string | undefined
  nodes: NodeCache
  sources: VictimSources
}

/** What was found for pods that ask the same, by the ordinals of the nodes. */
interface Found {
  outcomes: (TrialOutcome | undefined)[]
  /** Up to where the changes of nodes are known. */
  cursor: number
  /** The time matters for pods that have not started yet. */
  now: number
  /** Of the pods that were looked at. There were no budgets: these change without the nodes. */
  namespaces: Set<string>
}

/** A memory that forgets with the questions that it is about. */
export function createTrialMemory(): (request: TrialRequest) => Promise<Trials> {
  const all = new WeakMap<object, Found>()
  return async (request) => {
    const { failure, own, sources } = request
    const { steady } = failure
    const run = (node: NodeInfo) => selectVictims(request.pod, node, failure.trial(node), sources)
    if (!steady) return { known: () => undefined, run }
    const found = all.get(steady) ?? newFound(request)
    all.set(steady, found)
    await renew(found, request)
    return {
      known: ({ name, ordinal }) => (name === own ? undefined : found.outcomes[ordinal]),
      async run(node) {
        const outcome = await run(node)
        if (node.name !== own && (await isWithoutBudgets(node, found, sources.budgets)))
          keep(found, node, outcome)
        return outcome
      },
    }
  }
}

function newFound({ nodes, sources: { now } }: TrialRequest): Found {
  return { outcomes: [], cursor: nodes.changes.end(), now, namespaces: new Set() }
}

/** Forgets what may not hold any more. */
async function renew(found: Found, { nodes, sources: { now, budgets } }: TrialRequest): Promise<void> {
  const changed = nodes.changes.since(found.cursor)
  found.cursor = nodes.changes.end()
  if (changed && found.now === now && !(await haveBudgets(found.namespaces, budgets)))
    for (const { ordinal } of changed) found.outcomes[ordinal] &&= undefined
  else Object.assign(found, { now, outcomes: [], namespaces: new Set() })
}

async function haveBudgets(namespaces: Iterable<string>, budgets: Budgets): Promise<boolean> {
  for (const namespace of namespaces) if ((await budgets.of(namespace)).length > 0) return true
  return false
}

async function isWithoutBudgets({ pods = [] }: NodeInfo, found: Found, budgets: Budgets): Promise<boolean> {
  const namespaces = new Set(pods.map(({ namespace }) => namespace))
  if (await haveBudgets(namespaces, budgets)) return false
  for (const namespace of namespaces) found.namespaces.add(namespace)
  return true
}

function keep({ outcomes }: Found, { ordinal }: NodeInfo, outcome: TrialOutcome): void {
  reach(outcomes, ordinal, undefined)
  outcomes[ordinal] = outcome
}
