/** What the plugins of one scope answer to pods that are alike, with the answers that still hold. */
import type { ClusterView } from './cluster-view.ts'
import { reach } from './dense.ts'
import type { DomainFilter, Plugin, Profile, Rejection } from './framework.ts'
import type { NodeInfo } from './node-info.ts'
import type { PodInfo } from './pod-info.ts'
import { createScores, type Scores } from './scores.ts'
import type { NamedFilter, Verdict } from './trial.ts'

/** What the plugins of a scope say of nodes. */
export interface Answers {
  /** No others have it. */
  readonly id: number
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
  /** After `refresh`: those that are not idle, where all of them go by the domains of the node alone. */
  byDomains(): readonly NamedDomainFilter[] | undefined
  /** Reads what the filters need to know of the node; undefined where nothing is missing. */
  load(node: NodeInfo): Promise<void> | undefined
  /** Runs the filters in their order; the first rejection counts. */
  check(node: NodeInfo): Verdict | undefined
  /** How they score nodes for such a pod. */
  scores(pod: PodInfo, cluster: ClusterView): Promise<Scores>
}

/** A filter of domains and the plugin that it came from. */
export interface NamedDomainFilter {
  plugin: string
  filter: DomainFilter
}

/** The plugins of a scope. */
export function pluginsOf({ plugins }: Profile, scope: 'node' | 'cluster'): readonly [Plugin, number][] {
  return plugins
    .filter(({ plugin }) => (plugin.scope ?? 'node') === scope && (plugin.preFilter || plugin.preScore))
    .map(({ plugin, weight }) => [plugin, weight])
}

let lastId = 0

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
  let scores: Scores | undefined
  return {
    id: ++lastId,
    ...(nodes && { nodes, namers }),
    filters,
    areKept: keep,
    refresh: refreshAll(filters),
    isIdle: () => filters.every(({ filter }) => filter.isIdle?.()),
    byDomains: () => domainFilters(filters),
    ...(keep ? createKeptCheck(filters) : { check: createRun(filters), load: loadAll(filters) }),
    async scores(like, view) {
      scores ??= await createScores(plugins, like, view, keep)
      return scores
    },
  }
}

function rejectedAnswers(rejected: Verdict): Answers {
  return {
    id: ++lastId,
    rejected,
    filters: [],
    areKept: false,
    refresh: () => undefined,
    isIdle: () => true,
    byDomains: () => undefined,
    load: () => undefined,
    check: () => rejected,
    scores: (pod, cluster) => createScores([], pod, cluster, false),
  }
}

function domainFilters(filters: readonly NamedFilter[]): NamedDomainFilter[] | undefined {
  const found: NamedDomainFilter[] = []
  for (const { plugin, filter } of filters) {
    if (filter.isIdle?.()) continue
    if (!filter.domains) return undefined
    for (const each of filter.domains()) found.push({ plugin, filter: each })
  }
  return found
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
