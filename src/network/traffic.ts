/** Many requests: so many at a time, or so many a second; counted by pod and by what went wrong. */
import { type Outcome, send, type Traffic } from './send.ts'
import type { Plan } from './way.ts'

/** Requests that ended alike. */
export interface Tally {
  requests: number
  answered: number
  /** Not answered, or not by a success. */
  lost: number
  pods: PodShare[]
  failures: Failure[]
}

/** What one pod answered. */
export interface PodShare {
  namespace: string
  name: string
  node: string
  requests: number
}

/** Why requests were lost. */
export interface Failure {
  why: string
  exitCode: number
  status?: number
  message: string
  requests: number
}

/** Counts outcomes. */
export interface Counter {
  add(outcome: Outcome): void
  /** The pods by how much they answered, the failures by how many there were. */
  tally(): Tally
}

const FIRST_FAILURE = 400

/** Whether a request got what it was sent for. */
export function isAnswered({ exitCode, status = 0 }: Outcome): boolean {
  return exitCode === 0 && status < FIRST_FAILURE
}

/** A counter that has seen nothing. */
export function createCounter(): Counter {
  const pods = new Map<string, PodShare>()
  const failures = new Map<string, Failure>()
  let requests = 0
  return {
    add(outcome) {
      requests++
      if (isAnswered(outcome)) countPod(pods, outcome)
      else countFailure(failures, outcome)
    },
    tally() {
      const lost = [...failures.values()].reduce((sum, failure) => sum + failure.requests, 0)
      return {
        requests,
        answered: requests - lost,
        lost,
        pods: [...pods.values()].sort((a, b) => b.requests - a.requests || (a.name < b.name ? -1 : 1)),
        failures: [...failures.values()].sort((a, b) => b.requests - a.requests),
      }
    },
  }
}

function countPod(pods: Map<string, PodShare>, { candidate }: Outcome): void {
  if (candidate?.pod === undefined) return
  const known = pods.get(candidate.key)
  if (known) known.requests++
  else pods.set(candidate.key, { ...candidate.pod, node: candidate.node ?? '', requests: 1 })
}

function countFailure(failures: Map<string, Failure>, { why, exitCode, status, message }: Outcome): void {
  const known = failures.get(why)
  if (known) known.requests++
  else failures.set(why, { why, exitCode, ...(status !== undefined && { status }), message, requests: 1 })
}

/** How long a request takes, in ms: an answer comes after some work, and nobody waits for ever. */
const FASTEST = 20
const SPREAD = 80
const TIMEOUT = 5000

interface Running {
  until: number
  key: string | undefined
}

/**
 * Sends so many requests, so many of them at a time, within one moment of the cluster: when one is over, the next
 * begins. What is under way counts for the choice of the least loaded.
 */
export function sendMany(
  plan: Plan,
  traffic: Traffic,
  { count, concurrency, now }: { count: number; concurrency: number; now: number },
): Tally {
  const counter = createCounter()
  const running: Running[] = []
  let elapsed = 0
  for (let sent = 0; sent < count; sent++) {
    if (running.length >= concurrency) {
      const first = running.pop()!
      elapsed = first.until
      addLoad(traffic, first.key, -1)
    }
    const outcome = send(plan, traffic, now)
    counter.add(outcome)
    const key = outcome.candidate?.key
    addLoad(traffic, key, 1)
    insert(running, { key, until: elapsed + durationOf(outcome, traffic) })
  }
  return counter.tally()
}

function addLoad({ load }: Traffic, key: string | undefined, by: number): void {
  if (key !== undefined) load.set(key, (load.get(key) ?? 0) + by)
}

function durationOf({ exitCode }: Outcome, { random }: Traffic): number {
  return exitCode === 28 ? TIMEOUT : FASTEST + random.int(SPREAD)
}

/** Keeps the list in order, what ends first at its end. */
function insert(running: Running[], item: Running): void {
  let [low, high] = [0, running.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (running[middle]!.until > item.until) low = middle + 1
    else high = middle
  }
  running.splice(low, 0, item)
}

/** A stretch of time in which requests had the same ways to go. */
export interface Stretch extends Tally {
  /** In ms since the traffic began. */
  from: number
  to: number
}

/** Traffic of so many requests a second, while the cluster changes. */
export interface Stream {
  /** All requests up to but without a moment, on the way that is known now. */
  sendUntil(time: number): void
  /** The way is another one from now on. */
  setPlan(plan: Plan, time: number): void
  stretches(): Stretch[]
  tally(): Tally
}

/** A stream that begins at a moment, in ms since the epoch. */
export function createStream(traffic: Traffic, rate: number, begin: number): Stream {
  const total = createCounter()
  const parts: { from: number; signature: string; counter: Counter }[] = []
  const begins = (from: number, signature: string) =>
    parts.push({ from, signature, counter: createCounter() })
  let plan: Plan | undefined
  let turns: number[] = []
  let sent = 0
  let end = begin
  return {
    sendUntil(time) {
      for (let due = begin; ; sent++) {
        due = begin + (sent * 1000) / rate
        if (due >= time || plan === undefined) break
        while (turns[0] !== undefined && turns[0] <= due) begins(turns.shift()! - begin, signatureOf(plan))
        const outcome = send(plan, traffic, due)
        total.add(outcome)
        parts.at(-1)?.counter.add(outcome)
      }
      end = Math.max(end, time)
    },
    setPlan(next, time) {
      plan = next
      turns = turningPoints(next, time)
      const signature = signatureOf(next)
      if (parts.at(-1)?.signature !== signature) begins(time - begin, signature)
    },
    stretches: () =>
      parts
        .map(({ from, counter }, index) => ({
          from,
          to: parts[index + 1]?.from ?? end - begin,
          ...counter.tally(),
        }))
        .filter(({ requests }) => requests > 0),
    tally: () => total.tally(),
  }
}

/** When applications on the way begin or cease to answer, after a moment. */
function turningPoints({ entries }: Plan, now: number): number[] {
  const applications = entries.flatMap(({ candidates }) => candidates.map(({ application }) => application))
  const times = applications.flatMap((each) =>
    each?.kind === 'listening' ? [each.opens, each.ready, each.hangs] : [],
  )
  return [...new Set(times)].filter((time) => time > now && time !== Infinity).sort((a, b) => a - b)
}

/** The same for ways that lead to the same places. */
function signatureOf({ ending, entries }: Plan): string {
  const ways = entries.map((entry) => entry.ending?.why ?? entry.candidates.map(({ key }) => key).join())
  return [ending?.why ?? '', ...new Set(ways)].join('|')
}
