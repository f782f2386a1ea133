/** The scheduling cycle: finds the node for one pod. */
import type { Random } from '../base/random.ts'
import type { ClusterView } from './cluster-view.ts'
import { type Failure, type Rejection, unresolvable } from './framework.ts'
import type { NodeSlot } from './node-cache.ts'
import type { NodeInfo } from './node-info.ts'
import type { PodInfo } from './pod-info.ts'
import type { Question } from './question.ts'
import { type NodeTrial, type Verdict, withRivals } from './trial.ts'

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

/** A pod and what it asks of the nodes. */
export interface Request {
  pod: PodInfo
  question: Question
}

/** Filters, scores and chooses. Among the best nodes each has the same chance. */
export async function decide(
  { pod, question }: Request,
  cluster: ClusterView,
  random: Random,
  position: SearchPosition,
  options: CycleOptions = {},
): Promise<Decision> {
  const slots = cluster.nodes.slots()
  if (question.rejected) return { failure: rejectedEverywhere(question.rejected, slots.length) }
  await question.refresh()
  const search = createSearch({ pod, question }, cluster, slots)
  const nominated = await search.nominated()
  if (nominated) return { node: nominated }
  const feasible = question.nodes
    ? await search.among(question.nodes)
    : await search.round(random, position, feasibleEnough(slots.length, options))
  if (feasible.length === 0) return { failure: search.failure() }
  if (feasible.length === 1) return { node: feasible[0]! }
  return { node: choose(feasible, await question.score(feasible), random) }
}

function rejectedEverywhere({ plugin, rejection }: Verdict, nodeCount: number): Failure {
  return {
    nodeCount,
    preFilter: rejection,
    rejections: new Map(),
    plugins: new Set([plugin]),
    candidates: [],
    trial: () => {
      throw new Error('no node is a candidate')
    },
  }
}

/** Reservoir sampling as kube-scheduler's selectHost: one pass, uniform among the best. */
function choose(nodes: readonly NodeInfo[], scores: readonly number[], random: Random): NodeInfo {
  let [best, ties] = [0, 1]
  for (let index = 1; index < nodes.length; index++) {
    if (scores[index]! > scores[best]!) [best, ties] = [index, 1]
    else if (scores[index] === scores[best] && random.int(++ties) === 0) best = index
  }
  return nodes[best]!
}

interface Search {
  /** The node that holds room for the pod, if it is feasible: no other is asked then (evaluateNominatedNode). */
  nominated(): Promise<NodeInfo | undefined>
  /** Goes round the nodes from where the last search ended, until enough are found. */
  round(random: Random, position: SearchPosition, enough: number): Promise<NodeInfo[]>
  /** Looks at these nodes only. */
  among(names: ReadonlySet<string>): Promise<NodeInfo[]>
  failure(): Failure
}

/** What a choice of nodes by pre-filters says of all others. */
export function notNamed(namers: readonly string[]): Verdict {
  const reason = `node(s) didn't satisfy plugin(s) [${[...namers].sort().join(' ')}]`
  return { plugin: namers[0] ?? '', rejection: unresolvable(reason) }
}

/** Gives the node as it is known, with what the filters need of it; waits only for what was not read before. */
export function createLoader(
  question: Question,
  { nodes }: ClusterView,
): (slot: NodeSlot) => NodeInfo | undefined | Promise<NodeInfo | undefined> {
  async function loadAnew(slot: NodeSlot): Promise<NodeInfo | undefined> {
    const info = await nodes.load(slot)
    if (info) await question.load(info)
    return info
  }
  return (slot) => {
    const { info } = slot
    if (!info) return loadAnew(slot)
    const pending = question.load(info)
    return pending ? pending.then(() => info) : info
  }
}

/** Tries a node with the pods for which it holds room. */
function trialOn({ pod, question }: Request, { nominations }: ClusterView, info: NodeInfo): NodeTrial {
  return withRivals(question.trial(info), nominations.rivals(info.name, pod))
}

/** The first rejection of a node that was loaded; undefined if the pod fits. */
export function judge(request: Request, cluster: ClusterView, info: NodeInfo): Verdict | undefined {
  const { pod, question } = request
  const { nominations } = cluster
  if (nominations.rivals(info.name, pod).length === 0) return question.check(info)
  const known = nominations.nodeOf(pod.key) === info.name ? undefined : question.steady()
  const state = {
    generation: info.generation,
    epoch: nominations.epoch(info.name),
    priority: pod.priority,
  }
  const last = known?.get(info.ordinal)
  if (last && isSame(last, state)) return last.verdict
  const verdict = trialOn(request, cluster, info).check()
  known?.set(info.ordinal, { ...state, verdict })
  return verdict
}

type SharedState = Record<'generation' | 'epoch' | 'priority', number>

function isSame(a: SharedState, b: SharedState): boolean {
  return a.generation === b.generation && a.epoch === b.epoch && a.priority === b.priority
}

function createSearch(request: Request, cluster: ClusterView, slots: readonly NodeSlot[]): Search {
  const { pod, question } = request
  const { nodes, nominations } = cluster
  const load = createLoader(question, cluster)
  const verdicts = new Map<Verdict, number>()
  const candidates: NodeInfo[] = []
  let present = slots.length

  const check = (info: NodeInfo) => judge(request, cluster, info)

  function admit(info: NodeInfo | undefined): NodeInfo | undefined {
    if (!info) {
      present--
      return undefined
    }
    const verdict = check(info)
    if (!verdict) return info
    verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1)
    if (verdict.rejection.code === 'Unschedulable') candidates.push(info)
    return undefined
  }

  return {
    async nominated() {
      const name = nominations.nodeOf(pod.key)
      const slot = name === undefined ? undefined : nodes.find(name)
      if (!slot || question.nodes?.has(slot.name) === false) return undefined
      const info = await load(slot)
      return info && !check(info) ? info : undefined
    },
    async round(random, position, enough) {
      const count = slots.length
      const start = enough >= count ? 0 : (position.next ?? random.int(count)) % count
      const found: NodeInfo[] = []
      let seen = 0
      while (seen < count && found.length < enough) {
        const result = load(slots[(start + seen++) % count]!)
        const info = admit(result instanceof Promise ? await result : result)
        if (info) found.push(info)
      }
      if (enough < count) position.next = (start + seen) % count
      return found
    },
    async among(names) {
      const found: NodeInfo[] = []
      const named = [...names].map((name) => nodes.find(name)).filter((slot) => slot !== undefined)
      for (const slot of named) {
        const info = admit(await load(slot))
        if (info) found.push(info)
      }
      verdicts.set(notNamed(question.namers), slots.length - named.length)
      return found
    },
    failure() {
      const steady = question.steady()
      return {
        ...countVerdicts(verdicts),
        nodeCount: present,
        candidates,
        trial: (info) => trialOn(request, cluster, info),
        ...(steady && { steady }),
      }
    },
  }
}

function countVerdicts(verdicts: ReadonlyMap<Verdict, number>): Pick<Failure, 'rejections' | 'plugins'> {
  const rejections = new Map<Rejection, number>()
  const plugins = new Set<string>()
  for (const [{ plugin, rejection }, nodes] of verdicts) {
    if (nodes === 0) continue
    rejections.set(rejection, (rejections.get(rejection) ?? 0) + nodes)
    plugins.add(plugin)
  }
  return { rejections, plugins }
}
