/** Sends a request on a planned way: what chance, affinity and the moment decide. */
import type { Random } from '../base/random.ts'
import { answerOf } from './application.ts'
import type { Balancing, Candidate, Ending, Entry, Hop, Plan } from './way.ts'

/** What requests leave behind for those after them. */
export interface Traffic {
  random: Random
  /** The next turn of each service that goes round. */
  turns: Map<string, number>
  /** Where clients are kept, and until when. */
  sessions: Map<string, { key: string; until: number }>
  /** Requests under way by candidate. */
  load: Map<string, number>
}

/** How a request ended. */
export interface Outcome {
  hops: readonly Hop[]
  /** curl's. */
  exitCode: number
  status?: number
  /** In curl's words; empty where there is an answer. */
  message: string
  /** Why it is not a pod's answer as it should be; empty if it is. */
  why: string
  /** The pod that answered. */
  candidate?: Candidate
  location?: string
}

/** Traffic that begins now. */
export function createTraffic(random: Random): Traffic {
  return { random, turns: new Map(), sessions: new Map(), load: new Map() }
}

/** A proxy tries so many endpoints before it gives up (nginx, proxy_next_upstream_tries in ingress-nginx). */
const TRIES = 3

/** One request at a moment. */
export function send(plan: Plan, traffic: Traffic, now: number): Outcome {
  if (plan.ending) return over(plan.ending, plan.hops)
  const entry = plan.entries.length === 1 ? plan.entries[0]! : pick(plan.entries, traffic.random)
  const hops = [...plan.hops, ...entry.hops]
  if (entry.ending) return over(entry.ending, hops)
  return plan.isProxied
    ? sendByProxy(plan, entry, hops, traffic, now)
    : sendDirectly(plan, entry, hops, traffic, now)
}

function sendDirectly(plan: Plan, entry: Entry, hops: Hop[], traffic: Traffic, now: number): Outcome {
  const candidate = choose(plan, entry.candidates, traffic, now)
  hops.push(candidate.hop)
  const failure = failureOf(candidate, now)
  if (failure === undefined) return { hops, exitCode: 0, status: 200, message: '', why: '', candidate }
  return over(failure, hops, candidate)
}

/** What a proxy cannot reach it tries elsewhere; the client hears of it only when nobody is left. */
function sendByProxy(plan: Plan, { candidates }: Entry, hops: Hop[], traffic: Traffic, now: number): Outcome {
  let left = candidates
  let failure: Ending | undefined
  for (let attempt = 0; attempt < TRIES && left.length > 0; attempt++) {
    const candidate = choose(plan, left, traffic, now)
    hops.push(candidate.hop)
    failure = failureOf(candidate, now)
    if (failure === undefined) return { hops, exitCode: 0, status: 200, message: '', why: '', candidate }
    if (failure.status !== undefined) return over(failure, hops, candidate)
    hops.push({ kind: 'retry', text: failure.why })
    left = left.filter((each) => each !== candidate)
  }
  const status = failure?.exitCode === 28 ? 504 : 502
  return { hops, exitCode: 0, status, message: '', why: failure?.why ?? '' }
}

function over(
  { exitCode, message, why, status, location }: Ending,
  hops: readonly Hop[],
  candidate?: Candidate,
): Outcome {
  return {
    hops,
    exitCode,
    message,
    why,
    ...(status !== undefined && { status }),
    ...(location !== undefined && { location }),
    ...(candidate && status !== undefined && { candidate }),
  }
}

/** Why the candidate does not answer as it should; undefined if it does. */
function failureOf({ ending, application, asked }: Candidate, now: number): Ending | undefined {
  if (ending) return ending
  const answer = application ? answerOf(application, now) : undefined
  if (answer === undefined || answer.kind === 'answered') return undefined
  if (answer.kind === 'unavailable') return { exitCode: 0, message: '', why: answer.why, status: 503 }
  const isRefused = answer.kind === 'refused'
  const message = `Failed to connect to ${asked}: Connection ${isRefused ? 'refused' : 'timed out'}`
  return { exitCode: isRefused ? 7 : 28, message, why: answer.why }
}

function choose(
  { balancing, client }: Plan,
  candidates: readonly Candidate[],
  traffic: Traffic,
  now: number,
): Candidate {
  if (balancing === undefined) return candidates[0]!
  if (balancing.affinity === 0) return balance(balancing, candidates, traffic)
  const session = `${balancing.key}/${client}`
  const kept = traffic.sessions.get(session)
  const known = kept && kept.until > now ? candidates.find(({ key }) => key === kept.key) : undefined
  const candidate = known ?? balance(balancing, candidates, traffic)
  traffic.sessions.set(session, { key: candidate.key, until: now + balancing.affinity })
  return candidate
}

function balance(
  { mode, key }: Balancing,
  candidates: readonly Candidate[],
  { random, turns, load }: Traffic,
): Candidate {
  if (mode === 'random') return pick(candidates, random)
  if (mode === 'round-robin') {
    const turn = turns.get(key) ?? 0
    turns.set(key, turn + 1)
    return candidates[turn % candidates.length]!
  }
  const loads = candidates.map((candidate) => load.get(candidate.key) ?? 0)
  const least = Math.min(...loads)
  return pick(
    candidates.filter((_, index) => loads[index] === least),
    random,
  )
}

function pick<T>(items: readonly T[], random: Random): T {
  return items[random.int(items.length)]!
}
