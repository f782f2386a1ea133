/** What the plugins of one scope answer to pods that are alike, with the answers that still hold. */
import type { ClusterView } from './cluster-view.ts'
import { reach } from './dense.ts'
import type { NodeScorer, Plugin, Profile, Rejection } from './framework.ts'
import type { NodeInfo } from './node-info.ts'
import type { PodInfo } from './pod-info.ts'
import type { NamedFilter, Verdict } from './trial.ts'

/** What the plugins of a scope say of nodes. */
export interface Answers {
  /** Set where a pre-filter has rejected the pods for the whole cluster. */
  readonly rejected?: Verdict
  /** Only these nodes come into question; all where undefined. */
  readonly nodes?: ReadonlySet<string>
  /** The plugins that said so. */
  readonly namers?: readonly string[]
  readonly filters: readonly NamedFilter[]
  /** Whether they are kept, since they depend on nothing but the node. */
  readonly areKept: boolean
  /** To be called before a cycle. */
  refresh(): Promise<void> | undefined
  /** After `refresh`: true if no node would be rejected. */
  isIdle(): boolean
  /** Reads what the filters need to know of the node; undefined where nothing is missing. */
  load(node: NodeInfo): Promise<void> | undefined
  /** Runs the filters in their order; the first rejection counts. */
  check(node: NodeInfo): Verdict | undefined
  /** Adds the nodes' weighted scores to the totals, in their order. */
  addScores(pod: PodInfo, cluster: ClusterView, nodes: readonly NodeInfo[], totals: number[]): Promise<void>
  /** What makes up these scores, plugin by plugin. */
  listScores(pod: PodInfo, cluster: ClusterView, nodes: readonly NodeInfo[]): Promise<PluginScores[]>
}

/** The scores that one plugin gives nodes, in their order: as it counts, and after normalisation. */
export interface PluginScores {
  plugin: string
  weight: number
  raw: readonly number[]
  scores: readonly number[]
}

interface WeightedScorer {
  plugin: string
  weight: number
  scorer: NodeScorer
  /** Kept raw scores by twice the node's ordinal: the generation that they hold for, and the score. */
  kept: number[] | undefined
}

/** The plugins of a scope. */
export function pluginsOf({ plugins }: Profile, scope: 'node' | 'cluster'): readonly [Plugin, number][] {
  return plugins
    .filter(({ plugin }) => (plugin.scope ?? 'node') === scope && (plugin.preFilter || plugin.preScore))
    .map(({ plugin, weight }) => [plugin, weight])
}

/** Asks the pre-filters. Answers are kept where `keep` says that they depend on nothing but the node. */
export async function createAnswers(
  plugins: readonly [Plugin, number][],
  pod: PodInfo,
  cluster: ClusterView,
  keep: boolean,
): Promise<Answers> {
  const filters: NamedFilter[] = []
  let nodes: ReadonlySet<string> | undefined
  const namers: string[] = []
  for (const [plugin] of plugins) {
    const step = (await plugin.preFilter?.(pod, cluster)) ?? 'skip'
    if (step === 'skip') continue
    if ('reasons' in step) return rejectedAnswers({ plugin: plugin.name, rejection: step })
    filters.push({ plugin: plugin.name, filter: step })
    if (!step.nodes) continue
    nodes = intersection(nodes, step.nodes)
    namers.push(plugin.name)
  }
  let [scorers, summed]: (WeightedScorer[] | undefined)[] = []
  const scorersFor = async (like: PodInfo, view: ClusterView) => {
    scorers ??= await createScorers(plugins, like, view, keep)
    return scorers
  }
  return {
    ...(nodes && { nodes, namers }),
    filters,
    areKept: keep,
    refresh: refreshAll(filters),
    isIdle: () => filters.every(({ filter }) => filter.isIdle?.()),
    ...(keep ? createKeptCheck(filters) : { check: createRun(filters), load: loadAll(filters) }),
    async addScores(like, view, candidates, totals) {
      summed ??= keep ? sumUp(await scorersFor(like, view)) : await scorersFor(like, view)
      await addAll(summed, candidates, totals)
    },
    async listScores(like, view, candidates) {
      return listAll(await scorersFor(like, view), candidates)
    },
  }
}

function rejectedAnswers(rejected: Verdict): Answers {
  const nothing = async () => {}
  return {
    rejected,
    filters: [],
    areKept: false,
    refresh: () => undefined,
    isIdle: () => true,
    load: () => undefined,
    check: () => rejected,
    addScores: nothing,
    listScores: async () => [],
  }
}

function intersection(
  known: ReadonlySet<string> | undefined,
  more: ReadonlySet<string>,
): ReadonlySet<string> {
  return known ? new Set([...known].filter((name) => more.has(name))) : more
}

function refreshAll(filters: readonly NamedFilter[]): () => Promise<void> | undefined {
  const refreshing = filters.filter(({ filter }) => filter.refresh)
  if (refreshing.length === 0) return () => undefined
  return async () => {
    for (const { filter } of refreshing) await filter.refresh?.()
  }
}

function loadAll(filters: readonly NamedFilter[]): (node: NodeInfo) => Promise<void> | undefined {
  const loading = filters.filter(({ filter }) => filter.load)
  if (loading.length === 0) return () => undefined
  return (node) => {
    const pending = loading.map(({ filter }) => filter.load?.(node)).filter((each) => each !== undefined)
    return pending.length === 0 ? undefined : Promise.all(pending).then(() => undefined)
  }
}

/** Verdicts are kept until the node's generation changes. */
function createKeptCheck(filters: readonly NamedFilter[]): Pick<Answers, 'check' | 'load'> {
  const generations: number[] = []
  const verdicts: (Verdict | undefined)[] = []
  const [run, load] = [createRun(filters), loadAll(filters)]
  return {
    check(node) {
      const { ordinal, generation } = node
      if (generations[ordinal] !== generation) {
        reach(generations, ordinal, 0)
        reach(verdicts, ordinal, undefined)
        verdicts[ordinal] = run(node)
        generations[ordinal] = generation
      }
      return verdicts[ordinal]
    },
    load: (node) => (generations[node.ordinal] === node.generation ? undefined : load(node)),
  }
}

function createRun(filters: readonly NamedFilter[]): (node: NodeInfo) => Verdict | undefined {
  const known = new Map<Rejection, Verdict>()
  return (node) => {
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
  plugins: readonly [Plugin, number][],
  pod: PodInfo,
  cluster: ClusterView,
  keep: boolean,
): Promise<WeightedScorer[]> {
  const scorers: WeightedScorer[] = []
  for (const [plugin, weight] of plugins) {
    const scorer = (await plugin.preScore?.(pod, cluster)) ?? 'skip'
    if (scorer !== 'skip') scorers.push({ plugin: plugin.name, weight, scorer, kept: keep ? [] : undefined })
  }
  return scorers
}

/** Puts scorers together whose scores go into the total as they are: one kept sum is looked up for each node. */
function sumUp(scorers: readonly WeightedScorer[]): WeightedScorer[] {
  const isPlain = ({ scorer }: WeightedScorer) =>
    scorer.score && !(scorer.normalize || scorer.prepare || scorer.isIdle || scorer.scoreAll)
  const plain = scorers.filter(isPlain)
  if (plain.length < 2) return [...scorers]
  const score = (node: NodeInfo) =>
    plain.reduce((sum, { scorer, weight }) => sum + weight * scorer.score!(node), 0)
  const others = scorers.filter((each) => !isPlain(each))
  return [{ plugin: 'sum', weight: 1, scorer: { score }, kept: [] }, ...others]
}

async function addAll(
  scorers: readonly WeightedScorer[],
  nodes: readonly NodeInfo[],
  totals: number[],
): Promise<void> {
  const scores = new Array<number>(nodes.length).fill(0)
  for (const each of scorers) {
    const pending = each.scorer.prepare?.(nodes)
    if (pending) await pending
    if (each.scorer.isIdle?.() && !each.scorer.normalize) continue
    fillPrepared(each, nodes, scores)
    each.scorer.normalize?.(scores, nodes)
    for (let index = 0; index < nodes.length; index++) totals[index]! += scores[index]! * each.weight
  }
}

async function listAll(
  scorers: readonly WeightedScorer[],
  nodes: readonly NodeInfo[],
): Promise<PluginScores[]> {
  const listed: PluginScores[] = []
  for (const each of scorers) {
    const scores = new Array<number>(nodes.length).fill(0)
    await fillRaw(each, nodes, scores)
    const raw = [...scores]
    each.scorer.normalize?.(scores, nodes)
    listed.push({ plugin: each.plugin, weight: each.weight, raw, scores })
  }
  return listed
}

async function fillRaw(each: WeightedScorer, nodes: readonly NodeInfo[], scores: number[]): Promise<void> {
  await each.scorer.prepare?.(nodes)
  fillPrepared(each, nodes, scores)
}

function fillPrepared({ scorer, kept }: WeightedScorer, nodes: readonly NodeInfo[], scores: number[]): void {
  if (scorer.isIdle?.()) scores.fill(0)
  else if (scorer.scoreAll) scorer.scoreAll(nodes, scores)
  else
    for (let index = 0; index < nodes.length; index++)
      scores[index] = kept ? keptScore(scorer, nodes[index]!, kept) : (scorer.score?.(nodes[index]!) ?? 0)
}

function keptScore(scorer: NodeScorer, node: NodeInfo, kept: number[]): number {
  const at = node.ordinal * 2
  if (kept[at] !== node.generation) {
    reach(kept, at + 1, 0)
    kept[at] = node.generation
    kept[at + 1] = scorer.score?.(node) ?? 0
  }
  return kept[at + 1]!
}
