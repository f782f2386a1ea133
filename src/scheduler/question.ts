/** A question: what pods that are alike ask of every node, with the answers that still hold. */
import type { ClusterView } from './cluster-view.ts'
import type { NodeFilter, NodeScorer, Profile, Rejection } from './framework.ts'
import type { NodeInfo } from './node-info.ts'
import type { PodInfo } from './pod-info.ts'

interface NamedFilter {
  plugin: string
  filter: NodeFilter
}

interface WeightedScorer {
  plugin: string
  weight: number
  scorer: NodeScorer
  /** Raw scores by the node's ordinal, where the scope is the node. */
  raw: number[]
}

/** A rejection and the plugin that it came from. */
export interface Verdict {
  plugin: string
  rejection: Rejection
}

export interface Question {
  /** Set where a pre-filter has rejected the pods for the whole cluster. */
  readonly rejected?: Verdict
  /** Only these nodes come into question; all where undefined. */
  readonly nodes?: ReadonlySet<string>
  /** To be called before a cycle. */
  refresh(): Promise<void>
  /** Reads what the filters need to know of the node; undefined where nothing is missing. */
  load(node: NodeInfo): Promise<void> | undefined
  /** Runs the filters in their order; the first rejection counts. */
  check(node: NodeInfo): Verdict | undefined
  /** The nodes' total scores, in their order. */
  score(pod: PodInfo, cluster: ClusterView, nodes: readonly NodeInfo[]): Promise<number[]>
}

/** Asks the pre-filters. */
export async function createQuestion(
  profile: Profile,
  pod: PodInfo,
  cluster: ClusterView,
): Promise<Question> {
  const filters: NamedFilter[] = []
  let nodes: ReadonlySet<string> | undefined
  for (const { plugin } of profile.plugins) {
    const step = (await plugin.preFilter?.(pod, cluster)) ?? 'skip'
    if (step === 'skip') continue
    if ('reasons' in step) return rejectedQuestion({ plugin: plugin.name, rejection: step })
    filters.push({ plugin: plugin.name, filter: step })
    if (step.nodes) nodes = intersection(nodes, step.nodes)
  }
  let scorers: WeightedScorer[] | undefined
  const { check, load } = createCheck(filters)
  return {
    ...(nodes && { nodes }),
    async refresh() {
      for (const { filter } of filters) await filter.refresh?.()
    },
    load,
    check,
    async score(like, view, candidates) {
      scorers ??= await createScorers(profile, like, view)
      return totalScores(scorers, candidates)
    },
  }
}

function rejectedQuestion(rejected: Verdict): Question {
  const never = () => {
    throw new Error('a question that was rejected looks at no node')
  }
  return { rejected, refresh: async () => {}, load: () => undefined, check: never, score: never }
}

function intersection(
  known: ReadonlySet<string> | undefined,
  more: ReadonlySet<string>,
): ReadonlySet<string> {
  return known ? new Set([...known].filter((name) => more.has(name))) : more
}

/** Answers of filters that look at nothing but the node are kept until its generation changes. */
function createCheck(filters: readonly NamedFilter[]): Pick<Question, 'check' | 'load'> {
  const local = filters.filter(({ filter }) => filter.scope === 'node')
  const wide = filters.filter(({ filter }) => filter.scope === 'cluster')
  const loading = filters.filter(({ filter }) => filter.load)
  const generations: number[] = []
  const verdicts: (Verdict | undefined)[] = []
  const run = createRun()
  return {
    check(node) {
      const { ordinal, generation } = node
      if (generations[ordinal] !== generation) {
        verdicts[ordinal] = run(local, node)
        generations[ordinal] = generation
      }
      return verdicts[ordinal] ?? (wide.length === 0 ? undefined : run(wide, node))
    },
    load(node) {
      if (loading.length === 0 || generations[node.ordinal] === node.generation) return undefined
      const pending = loading.map(({ filter }) => filter.load?.(node)).filter((each) => each !== undefined)
      return pending.length === 0 ? undefined : Promise.all(pending).then(() => undefined)
    },
  }
}

/** The same rejection of the same plugin is the same verdict, so that verdicts are counted by identity. */
function createRun(): (filters: readonly NamedFilter[], node: NodeInfo) => Verdict | undefined {
  const known = new Map<Rejection, Verdict>()
  return (filters, node) => {
    for (const { plugin, filter } of filters) {
      const rejection = filter.filter(node)
      if (!rejection) continue
      let verdict = known.get(rejection)
      if (!verdict) {
        verdict = { plugin, rejection }
        known.set(rejection, verdict)
      }
      return verdict
    }
    return undefined
  }
}

async function createScorers(
  profile: Profile,
  pod: PodInfo,
  cluster: ClusterView,
): Promise<WeightedScorer[]> {
  const scorers: WeightedScorer[] = []
  for (const { plugin, weight } of profile.plugins) {
    const scorer = (await plugin.preScore?.(pod, cluster)) ?? 'skip'
    if (scorer !== 'skip') scorers.push({ plugin: plugin.name, weight, scorer, raw: [] })
  }
  return scorers
}

async function totalScores(
  scorers: readonly WeightedScorer[],
  nodes: readonly NodeInfo[],
): Promise<number[]> {
  const totals = new Array<number>(nodes.length).fill(0)
  const scores = new Array<number>(nodes.length)
  for (const entry of scorers) {
    const pending = entry.scorer.prepare?.(nodes)
    if (pending) await pending
    rawScores(entry, nodes, scores)
    entry.scorer.normalize?.(scores, nodes)
    for (let index = 0; index < totals.length; index++) totals[index]! += scores[index]! * entry.weight
  }
  return totals
}

/** Raw scores of the scope 'node' are kept with the generation that they hold for. */
function rawScores({ scorer, raw }: WeightedScorer, nodes: readonly NodeInfo[], into: number[]): void {
  const keep = scorer.scope === 'node'
  for (let index = 0; index < nodes.length; index++) {
    const node = nodes[index]!
    if (!keep) into[index] = scorer.score(node)
    else {
      const at = node.ordinal * 2
      if (raw[at] !== node.generation) {
        raw[at] = node.generation
        raw[at + 1] = scorer.score(node)
      }
      into[index] = raw[at + 1]!
    }
  }
}
