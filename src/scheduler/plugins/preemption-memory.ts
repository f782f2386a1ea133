/** What trials of nodes have shown, for the next pod that asks the same: most nodes are as they were. */
import { reach } from '../dense.ts'
import type { Failure, Rejection } from '../framework.ts'
import type { NodeCache } from '../node-cache.ts'
import { hasLowerPriority, type NodeInfo } from '../node-info.ts'
import type { PodInfo } from '../pod-info.ts'
import { type Budgets, type Candidate, selectVictims, type VictimSources } from './preemption-candidates.ts'

/** What a trial has shown: who would have to go, or why that would not help. */
export type TrialOutcome = Candidate | Rejection

/** The trials for one pod. */
export interface Trials {
  /** By the node's ordinal: what is known from before, if it would help. */
  candidate(ordinal: number): Candidate | undefined
  /** The same, if it would not. */
  rejection(ordinal: number): Rejection | undefined
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

/** What was found for pods that ask the same. */
interface Found {
  /** By the ordinals of the nodes. */
  candidates: (Candidate | undefined)[]
  rejections: (Rejection | undefined)[]
  /** Up to where the changes of nodes are known. */
  cursor: number
  /** The time matters for pods that have not started yet. */
  now: number
  /** Of the pods that were looked at. There were no budgets: these change without the nodes. */
  namespaces: Set<string>
}

const NO_VICTIMS: Rejection = {
  code: 'UnschedulableAndUnresolvable',
  reasons: ['No preemption victims found for incoming pod'],
}

/** A memory that forgets with the questions that it is about. */
export function createTrialMemory(): (request: TrialRequest) => Promise<Trials> {
  const all = new WeakMap<object, Found>()
  return async (request) => {
    const { failure, own, sources, nodes } = request
    const { steady } = failure
    const found = (steady && all.get(steady)) ?? newFound(request)
    if (steady) all.set(steady, found)
    await renew(found, request)
    const ownOrdinal = own === undefined ? undefined : nodes.find(own)?.ordinal
    return {
      candidate: (ordinal) => (ordinal === ownOrdinal ? undefined : found.candidates[ordinal]),
      rejection: (ordinal) => (ordinal === ownOrdinal ? undefined : found.rejections[ordinal]),
      async run(node) {
        const outcome = await tryNode(node, request)
        if (steady && node.ordinal !== ownOrdinal && (await isWithoutBudgets(node, found, sources.budgets)))
          keep(found, node, outcome)
        return outcome
      },
    }
  }
}

async function tryNode(node: NodeInfo, { pod, failure, sources }: TrialRequest): Promise<TrialOutcome> {
  if (!hasLowerPriority(node, pod.priority)) return NO_VICTIMS
  return selectVictims(pod, node, failure.trial(node), sources)
}

function newFound({ nodes, sources: { now } }: TrialRequest): Found {
  return { candidates: [], rejections: [], cursor: nodes.changes.end(), now, namespaces: new Set() }
}

/** Forgets what may not hold any more. */
async function renew(found: Found, { nodes, sources: { now, budgets } }: TrialRequest): Promise<void> {
  const changed = nodes.changes.since(found.cursor)
  found.cursor = nodes.changes.end()
  if (changed && found.now === now && !(await haveBudgets(found.namespaces, budgets)))
    for (const { ordinal } of changed) forget(found, ordinal)
  else Object.assign(found, { now, candidates: [], rejections: [], namespaces: new Set() })
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

function keep({ candidates, rejections }: Found, { ordinal }: NodeInfo, outcome: TrialOutcome): void {
  reach(candidates, ordinal, undefined)
  reach(rejections, ordinal, undefined)
  if ('reasons' in outcome) rejections[ordinal] = outcome
  else candidates[ordinal] = outcome
}

function forget({ candidates, rejections }: Found, ordinal: number): void {
  if (ordinal >= candidates.length) return
  candidates[ordinal] = undefined
  rejections[ordinal] = undefined
}
