/** A survey: a search that asks only those nodes anew that have changed since pods that are alike have asked. */
import type { NamedDomainFilter } from './answers.ts'
import type { ClusterView } from './cluster-view.ts'
import type { Candidates, Failure } from './framework.ts'
import { createLoader, judge, type Request, trialOn } from './judge.ts'
import { type KeptSurvey, UNREAD } from './kept-survey.ts'
import type { NodeInfo } from './node-info.ts'
import { type Own, said, stateOf } from './node-verdicts.ts'
import type { Steady } from './question.ts'
import type { ScoredNodes } from './scored-nodes.ts'
import type { Totals } from './scores.ts'
import type { Verdict } from './trial.ts'

/** What is known of all nodes, by their positions, in one cycle. */
export interface Survey {
  /** Goes round the nodes from one on until enough are found that fit; says how many were looked at. */
  round(start: number, enough: number): Promise<{ found: Int32Array; seen: number }>
  /** Their total scores, in their order; what all of them get alike may be left out. Holds until the next cycle. */
  score(found: Int32Array): Promise<Totals>
  node(position: number): NodeInfo
  /** After a round from `start` that has found none. */
  failure(start: number): Failure
}

/** What a survey works with. */
interface Surveying {
  request: Request
  cluster: ClusterView
  steady: Steady
  kept: KeptSurvey
  /** What fits by itself must pass in this cycle; gives what stands against it. */
  rejectDomain(position: number): Verdict | undefined
  isByDomain: boolean
  /** Whether some node holds room for a pod. */
  isHeld: boolean
  /** The node that holds room for the pod, and has rejected it. */
  own: Own | undefined
}

/**
 * The survey for a pod whose question was refreshed; undefined where nothing is kept, or where more matters than that.
 * Where domains matter, room that is held does too, in ways that are not kept.
 */
export function surveyFor(request: Request, cluster: ClusterView, own: Own | undefined): Survey | undefined {
  const { pod, question } = request
  const steady = question.steady()
  if (!steady) return undefined
  const { domains } = steady
  const isByDomain = domains.length > 0
  const isHeld = !cluster.nominations.areNone()
  if (isByDomain && isHeld) return undefined
  const kept = steady.survey(isHeld ? pod : undefined)
  if (!kept) return undefined
  const rejectDomain = createDomainCheck(domains, kept)
  const surveying = { request, cluster, steady, kept, rejectDomain, isByDomain, isHeld, own }
  return {
    node: kept.node,
    round: (start, enough) => goRound(surveying, start, enough),
    score: (found) => score(request, kept, found),
    failure: (start) => failureOf(surveying, start),
  }
}

function createDomainCheck(
  filters: readonly NamedDomainFilter[],
  kept: KeptSurvey,
): (position: number) => Verdict | undefined {
  const parts = filters.map(({ plugin, filter }) => ({ plugin, filter, ...kept.domains(filter.key) }))
  return (position) => {
    for (const { plugin, filter, ids, read } of parts) {
      const id = ids[position]!
      const rejection = filter.filter(id === UNREAD ? read(position) : id)
      if (rejection) return { plugin, rejection }
    }
    return undefined
  }
}

/** So many nodes may not have been asked. */
const FEW = 64

async function goRound(surveying: Surveying, start: number, enough: number) {
  const { kept, own, isByDomain, rejectDomain } = surveying
  const { verdicts } = kept
  const { states } = verdicts
  const count = states.length
  const ask = createAsk(surveying)
  if (verdicts.count(said.fits) === 0 && verdicts.count(said.nothing) <= FEW) await askRest(states, ask, own)
  if (verdicts.fitsNowhere()) return { seen: count, found: kept.found.subarray(0, 0) }
  let [seen, found] = [0, 0]
  while (seen < count && found < enough) {
    let position = start + seen++
    if (position >= count) position -= count
    if (position === own?.position) continue
    if (states[position] === said.nothing) {
      const pending = ask(position)
      if (pending) await pending
    }
    if (states[position] === said.fits && !(isByDomain && rejectDomain(position)))
      kept.found[found++] = position
  }
  return { seen, found: kept.found.subarray(0, found) }
}

type Ask = (position: number) => Promise<void> | undefined

/** Learns what a node says; waits only for what was not read before. */
function createAsk(surveying: Surveying): Ask {
  const { request, cluster, kept } = surveying
  const load = createLoader(request.question, cluster)
  return (position) => {
    const loaded = load(kept.slots[position]!)
    if (loaded instanceof Promise) return loaded.then((info) => learn(surveying, position, info))
    learn(surveying, position, loaded)
    return undefined
  }
}

/** Where all have rejected the pod but a few that have changed since, it is enough to ask these. */
async function askRest(states: Uint8Array, ask: Ask, own: Own | undefined): Promise<void> {
  const next = (from: number) => states.indexOf(said.nothing, from)
  for (let position = next(0); position >= 0; position = next(position + 1))
    if (position !== own?.position) await ask(position)
}

/** What is kept holds for all that ask the same: the node that holds room for this pod itself is never asked here. */
function learn(
  { request, cluster, kept: { verdicts }, isHeld }: Surveying,
  position: number,
  info: NodeInfo | undefined,
): void {
  if (!info) verdicts.learnGone(position)
  else verdicts.learn(position, isHeld ? judge(request, cluster, info) : request.question.checkNear(info))
}

async function score({ question }: Request, kept: KeptSurvey, positions: Int32Array): Promise<Totals> {
  const { near, far } = await question.scores()
  const nodes = nodesAt(positions, kept)
  const totals = kept.totals.subarray(0, positions.length).fill(0)
  if (near.single) kept.scores.add(near.single, positions, nodes, totals)
  else await near.add(nodes, totals)
  await far.add(nodes, totals)
  return totals
}

function nodesAt(positions: Int32Array, { slots, node, domains }: KeptSurvey): ScoredNodes {
  let listed: readonly NodeInfo[] | undefined
  const columns = new Map<string, Int32Array>()
  return {
    length: positions.length,
    list() {
      listed ??= Array.from(positions, node)
      return listed
    },
    ordinals: () => positions.map((position) => slots[position]!.ordinal),
    domains(key) {
      const { ids, read } = domains(key)
      const idAt = (position: number) => (ids[position] === UNREAD ? read(position) : ids[position]!)
      const column = columns.get(key) ?? positions.map(idAt)
      columns.set(key, column)
      return column
    },
  }
}

function failureOf(surveying: Surveying, start: number): Failure {
  const { request, cluster, kept, isByDomain, steady } = surveying
  const { verdicts, slots } = kept
  return {
    ...rejectionsOf(surveying),
    nodeCount: slots.length - verdicts.count(said.gone),
    candidates: candidatesFrom(start, surveying),
    trial: (info) => trialOn(request, cluster, info),
    ...(!isByDomain && { steady: steady.token(request.pod.priority) }),
  }
}

function rejectionsOf({ kept: { verdicts }, own, isByDomain, rejectDomain }: Surveying) {
  const { rejections, plugins } = verdicts.rejections(own)
  if (isByDomain)
    for (const [position, state] of verdicts.states.entries()) {
      const verdict = state === said.fits ? rejectDomain(position) : undefined
      if (!verdict) continue
      rejections.set(verdict.rejection, (rejections.get(verdict.rejection) ?? 0) + 1)
      plugins.add(verdict.plugin)
    }
  return { rejections, plugins }
}

/** In the order in which they were looked at. Holds until the next cycle. */
function candidatesFrom(start: number, surveying: Surveying): Candidates {
  const { kept, own, isByDomain } = surveying
  const { slots, verdicts, node, found: positions } = kept
  const count = slots.length
  const isPlain = !own && !isByDomain
  const stateAt = (position: number) => (isPlain ? verdicts.states[position]! : ownState(position, surveying))
  const any = !isPlain || verdicts.count(said.candidate) > 0
  let length = 0
  for (let seen = 0; any && seen < count; seen++) {
    const position = start + seen < count ? start + seen : start + seen - count
    if (stateAt(position) === said.candidate) positions[length++] = position
  }
  return {
    length,
    at: (index) => node(positions[index]!),
    ordinal: (index) => slots[positions[index]!]!.ordinal,
    has: (name) => positions.subarray(0, length).some((position) => slots[position]!.name === name),
  }
}

/** What a node says in this cycle to this pod. */
function ownState(position: number, { kept: { verdicts }, own, rejectDomain }: Surveying): number {
  if (own?.position === position) return stateOf(own.verdict)
  const state = verdicts.states[position]!
  const verdict = state === said.fits ? rejectDomain(position) : undefined
  return verdict ? stateOf(verdict) : state
}
