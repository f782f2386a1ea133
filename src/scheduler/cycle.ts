/** The scheduling cycle: finds the node for one pod. */
import type { Random } from '../base/random.ts'
import type { ClusterView } from './cluster-view.ts'
import type { Failure } from './framework.ts'
import { createLoader, judge, type Request } from './judge.ts'
import type { NodeInfo } from './node-info.ts'
import type { Own } from './node-verdicts.ts'
import type { Totals } from './scores.ts'
import { createSearch } from './search.ts'
import { type Survey, surveyFor } from './survey.ts'
import type { Verdict } from './trial.ts'

/** Where the search for nodes goes on with the next pod, so that all nodes get their turn. */
export interface SearchPosition {
  next: number | undefined
}

/** How thoroughly nodes are looked for. */
export interface CycleOptions {
  /** Look at all nodes, however many there are. */
  exhaustive?: boolean
  /** When so many percent of the nodes are found feasible, no others are looked at; 0: as the number of nodes suggests. */
  percentageOfNodesToScore?: number
}

/** The node for a pod, or why there is none. */
export type Decision = { node: NodeInfo } | { failure: Failure }

/** At least so many feasible nodes are looked for, and at least this share of all. */
const [MIN_FEASIBLE, MIN_PERCENTAGE] = [100, 5]

/** How many feasible nodes are enough to choose from (schedule_one.go, numFeasibleNodesToFind). */
export function feasibleEnough(nodes: number, options: CycleOptions = {}): number {
  const { exhaustive = false, percentageOfNodesToScore: wanted = 0 } = options
  if (exhaustive || nodes < MIN_FEASIBLE) return nodes
  const percentage = wanted || Math.max(50 - Math.trunc(nodes / 125), MIN_PERCENTAGE)
  return Math.max(Math.trunc((nodes * percentage) / 100), MIN_FEASIBLE)
}

/** Filters, scores and chooses. Among the best nodes each has the same chance. */
export async function decide(
  request: Request,
  cluster: ClusterView,
  random: Random,
  position: SearchPosition,
  options: CycleOptions = {},
): Promise<Decision> {
  const { question } = request
  const count = cluster.nodes.slots().length
  if (question.rejected) return { failure: rejectedEverywhere(question.rejected, count) }
  await question.refresh()
  const own = await askNominated(request, cluster)
  if (own && 'node' in own) return own
  if (question.nodes) return decideAmong(question.nodes, request, cluster, random)
  const enough = feasibleEnough(count, options)
  const start = enough >= count ? 0 : (position.next ?? random.int(count)) % count
  const survey = surveyFor(request, cluster, own)
  const { decision, seen } = survey
    ? await decideBySurvey(survey, { start, enough, random })
    : await decidePlainly(request, cluster, { start, enough, random })
  if (enough < count) position.next = (start + seen) % count
  return decision
}

function rejectedEverywhere({ plugin, rejection }: Verdict, nodeCount: number): Failure {
  return {
    nodeCount,
    preFilter: rejection,
    rejections: new Map(),
    plugins: new Set([plugin]),
    candidates: { length: 0, at: unasked, ordinal: unasked, has: () => false },
    trial: unasked,
  }
}

function unasked(): never {
  throw new Error('no node is a candidate')
}

/** The node that holds room for the pod: if it is feasible, no other is asked (evaluateNominatedNode). */
async function askNominated(
  request: Request,
  cluster: ClusterView,
): Promise<{ node: NodeInfo } | Own | undefined> {
  const { pod, question } = request
  const name = cluster.nominations.nodeOf(pod.key)
  const slot = name === undefined ? undefined : cluster.nodes.find(name)
  if (!slot || question.nodes?.has(slot.name) === false) return undefined
  const info = await createLoader(question, cluster)(slot)
  if (!info) return undefined
  const verdict = judge(request, cluster, info)
  return verdict ? { position: slot.position, verdict } : { node: info }
}

async function decideAmong(
  names: ReadonlySet<string>,
  request: Request,
  cluster: ClusterView,
  random: Random,
): Promise<Decision> {
  const search = createSearch(request, cluster)
  const found = await search.among(names)
  return found.length === 0 ? { failure: search.failure() } : choose(found, request, random)
}

/** Where a search begins, and what ends it. */
interface Extent {
  start: number
  enough: number
  random: Random
}

/** What was decided, and after how many nodes. */
interface Outcome {
  decision: Decision
  seen: number
}

async function decidePlainly(
  request: Request,
  cluster: ClusterView,
  { start, enough, random }: Extent,
): Promise<Outcome> {
  const search = createSearch(request, cluster)
  const { found, seen } = await search.round(start, enough)
  if (found.length === 0) return { decision: { failure: search.failure() }, seen }
  return { decision: await choose(found, request, random), seen }
}

async function decideBySurvey(survey: Survey, { start, enough, random }: Extent): Promise<Outcome> {
  const { found, seen } = await survey.round(start, enough)
  if (found.length === 0) return { decision: { failure: survey.failure(start) }, seen }
  const best = found.length === 1 ? 0 : pickBest(await survey.score(found), random)
  return { decision: { node: survey.node(found[best]!) }, seen }
}

async function choose(
  found: readonly NodeInfo[],
  { question }: Request,
  random: Random,
): Promise<{ node: NodeInfo }> {
  const best = found.length === 1 ? 0 : pickBest(await question.score(found), random)
  return { node: found[best]! }
}

/** Reservoir sampling as kube-scheduler's selectHost: one pass, uniform among the best. */
function pickBest(scores: Totals, random: Random): number {
  let [best, ties] = [0, 1]
  for (let index = 1; index < scores.length; index++) {
    if (scores[index]! > scores[best]!) [best, ties] = [index, 1]
    else if (scores[index] === scores[best] && random.int(++ties) === 0) best = index
  }
  return best
}
