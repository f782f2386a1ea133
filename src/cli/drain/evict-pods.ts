/** Evicts the pods of a node: asks again for what a budget forbids, and waits until all are gone. */
import { formatDuration } from '../../apimachinery/duration.ts'
import { quote } from '../../apimachinery/go-format.ts'
import { type Client, nameOf } from '../../apiserver/client.ts'
import type { Pod } from '../../generated/types.ts'
import { dryRunSuffix } from '../output/flags.ts'
import { type EvictionOutcome, isEvictable, type Manner, requestEviction } from './eviction.ts'
import { isAnyGone, type Leaving, type Removal, stillThere } from './leaving.ts'
import { type Ending, RETRY_DELAY } from './pass-time.ts'

/** A drain of one node under way. */
interface Eviction extends Removal {
  leaving: Leaving[]
  errors: string[]
  /** By the pastime's clock. */
  deadline: number | undefined
}

/**
 * Gives what went wrong, pod by pod. Before a pod is taken for blocked, the cluster converges, so that pods in the place
 * of those that went before may be up.
 */
export async function evictPods(pods: readonly Pod[], removal: Removal): Promise<string[]> {
  const { pastime, timeout, manner } = removal
  const deadline = timeout === undefined ? undefined : (await pastime.now()) + timeout
  const leaving = pods.map((pod) => ({ pod, isGranted: false }))
  const eviction: Eviction = { ...removal, deadline, errors: [], leaving }
  for (;;) {
    const askedAt = await pastime.now()
    await askForAll(eviction)
    if (manner.dryRun) return [...eviction.errors, ...eviction.leaving.map(blockedText)]
    const ending = await untilRetry(eviction, askedAt)
    if (eviction.leaving.length === 0) return eviction.errors
    if (ending !== 'changed') return [...eviction.errors, ...unfinished(eviction, ending)]
  }
}

/** Asks for every pod that is not going yet. */
async function askForAll(eviction: Eviction): Promise<void> {
  const { cluster, manner } = eviction
  const results = new Map<Leaving, Leaving | undefined>()
  let waiting = eviction.leaving.filter(({ isGranted }) => !isGranted)
  while (waiting.length > 0) {
    const send = (client: Client) => askUntilBlocked(client, waiting, manner)
    const answers = await (manner.dryRun ? cluster.read(send) : cluster.write(send))
    const settled = isWorthAnother(answers) ? answers.slice(0, -1) : answers
    for (const answer of settled) results.set(answer.asked, tell(answer, eviction))
    waiting = waiting.slice(settled.length)
  }
  eviction.leaving = eviction.leaving.flatMap((each) =>
    results.has(each) ? (results.get(each) ?? []) : each,
  )
}

interface Answer {
  asked: Leaving
  /** The pod as it was when it was asked for. */
  pod: Pod
  outcome: EvictionOutcome
}

/** Asks for one pod after the other, up to the first that is blocked; its answer is the last. */
async function askUntilBlocked(
  client: Client,
  waiting: readonly Leaving[],
  manner: Manner,
): Promise<Answer[]> {
  const answers: Answer[] = []
  for (const asked of waiting) {
    const pod = (await client.find('Pod', nameOf(asked.pod))) ?? asked.pod
    const outcome = await requestEviction(client, pod, manner)
    answers.push({ asked, pod, outcome })
    if (outcome.type === 'blocked') break
  }
  return answers
}

/** What was granted before it may have been replaced by now, so that the blocked pod may go after all. */
function isWorthAnother(answers: readonly Answer[]): boolean {
  return (
    answers.at(-1)?.outcome.type === 'blocked' && answers.some(({ outcome }) => outcome.type === 'granted')
  )
}

/** Tells of the answer; undefined where there is nothing more to do about the pod. */
function tell({ asked, pod, outcome }: Answer, eviction: Eviction): Leaving | undefined {
  const { output, manner, errors } = eviction
  const { name, namespace } = asked.pod.metadata
  output.stdout(`evicting pod ${namespace}/${name}${dryRunSuffix(manner.dryRun ? 'server' : 'none')}\n`)
  if (outcome.type === 'granted') return manner.dryRun ? undefined : { pod, isGranted: true }
  if (outcome.type === 'refused') errors.push(outcome.message)
  if (outcome.type !== 'blocked') return undefined
  if (!manner.dryRun)
    output.stderr(`${outcome.what} (will retry after ${formatDuration(RETRY_DELAY)}): ${outcome.message}\n`)
  return { pod, isGranted: false, blocked: outcome }
}

/** Waits until all are gone, or asking again for those that were refused will do better; by kubectl's pauses. */
async function untilRetry(eviction: Eviction, askedAt: number): Promise<Ending> {
  const { cluster, pastime, deadline } = eviction
  for (;;) {
    eviction.leaving = await stillThere(eviction.leaving, eviction, 'evicted')
    if (eviction.leaving.length === 0) return 'changed'
    const ending = await pastime.until((client) => isAnyAhead(client, eviction), deadline)
    eviction.leaving = await stillThere(eviction.leaving, eviction, 'evicted')
    if (ending !== 'changed') return ending
    if (await cluster.read((client) => isAnyEvictable(client, eviction)))
      return pauseBeforeRetry(eviction, askedAt)
  }
}

/** kubectl asks again every five seconds: up to the next of these moments, or to the deadline. */
async function pauseBeforeRetry({ pastime, deadline }: Eviction, askedAt: number): Promise<Ending> {
  const now = await pastime.now()
  const since = Math.max(1, now - askedAt)
  const pause = Math.ceil(since / RETRY_DELAY) * RETRY_DELAY - since
  const left = deadline === undefined ? Number.POSITIVE_INFINITY : deadline - now
  await pastime.pass(Math.min(pause, left))
  return pause < left ? 'changed' : 'over'
}

async function isAnyAhead(client: Client, eviction: Eviction): Promise<boolean> {
  return (await isAnyGone(client, eviction.leaving)) || isAnyEvictable(client, eviction)
}

async function isAnyEvictable(client: Client, { leaving, manner }: Eviction): Promise<boolean> {
  for (const { pod, isGranted } of leaving)
    if (!isGranted && (await isEvictable(client, pod, manner))) return true
  return false
}

/** What to say of the pods that are still there when the waiting has ended. */
function unfinished({ leaving, output, timeout = 0 }: Eviction, ending: Ending): string[] {
  return leaving.map(({ pod, blocked }) => {
    const { name = '', namespace = '' } = pod.metadata
    const waiting = `error when waiting for pod ${quote(name)} in namespace ${quote(namespace)} to terminate`
    if (ending === 'idle')
      return blocked === undefined
        ? `${waiting}: nothing that is due ends it`
        : `${blockedText({ pod, isGranted: false, blocked })}; nothing that is due changes that`
    if (blocked === undefined) return `${waiting}: context deadline exceeded`
    output.stdout(`evicting pod ${namespace}/${name}\n`)
    return `error when evicting pods/${quote(name)} -n ${quote(namespace)}: global timeout reached: ${formatDuration(timeout)}`
  })
}

function blockedText({ blocked }: Leaving): string {
  const { what = '', message = '', detail = '' } = blocked ?? {}
  return `${what}: ${[message, detail].filter(Boolean).join(' ')}`
}
