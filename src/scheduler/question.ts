/** A question: what a pod asks of the nodes, put together from the answers of both scopes. */
import { type Answers, createAnswers, pluginsOf } from './answers.ts'
import type { ClusterView } from './cluster-view.ts'
import type { Plugin, Profile } from './framework.ts'
import type { NodeInfo } from './node-info.ts'
import type { PodInfo } from './pod-info.ts'
import type { PluginScores, Scores } from './scores.ts'
import type { Survey } from './survey.ts'
import { createNodeTrial, type NodeTrial, type Verdict } from './trial.ts'

/** What pods that are alike ask of the plugins. */
export interface Question {
  /** Set where a pre-filter has rejected the pod for the whole cluster. */
  readonly rejected: Verdict | undefined
  /** Only these nodes come into question; all where undefined. */
  readonly nodes: ReadonlySet<string> | undefined
  /** The plugins that said so. */
  readonly namers: readonly string[]
  /** To be called before a cycle. */
  refresh(): Promise<void>
  /** Reads what the filters need to know of the node; undefined where nothing is missing. */
  load(node: NodeInfo): Promise<void> | undefined
  /** The first rejection, in the order of the plugins. */
  check(node: NodeInfo): Verdict | undefined
  /** Tries a node that was loaded with other pods than it has. */
  trial(node: NodeInfo): NodeTrial
  /**
   * After `refresh`, where the filters' answers depend on nothing but the node and its pods: stands for all pods that get
   * the same ones.
   */
  steady(): Steady | undefined
  /** The nodes' total scores, in their order; what all nodes get alike may be left out. */
  score(nodes: readonly NodeInfo[]): Promise<number[]>
  /** The part of `score` that depends on each node alone, and the part that does not. */
  scores(): Promise<{ near: Scores; far: Scores }>
  /** What makes up these totals, plugin by plugin. */
  listScores(nodes: readonly NodeInfo[]): Promise<PluginScores[]>
}

/** Stands for pods that get the same answers of nodes that stay the same; what is kept for them goes with it. */
export interface Steady {
  /** By priority. */
  readonly surveys: Map<number, Survey>
}

/** The questions asked so far: pods that are alike share one. */
export interface Questions {
  of(pod: PodInfo): Promise<Question>
  /** Something has changed on which answers of this scope depend, and which they do not notice themselves. */
  forget(): void
}

/** So many answers are kept: those of the scope 'node' hold something for each node, the others little. */
const kept = { node: 64, cluster: 2048 }

/** Makes questions; pods that are alike share the answers. Without `reuse` each pod's plugins are asked anew. */
export function createQuestions(profile: Profile, cluster: ClusterView, reuse: boolean): Questions {
  const [local, wide] = [pluginsOf(profile, 'node'), pluginsOf(profile, 'cluster')]
  const steady = new WeakMap<Answers, WeakMap<Answers, Steady>>()
  const [localAnswers, wideAnswers] = [new Map<string, Answers>(), new Map<string, Answers>()]

  async function answersOf(
    plugins: readonly [Plugin, number][],
    known: Map<string, Answers>,
    pod: PodInfo,
    scope: 'node' | 'cluster',
  ): Promise<Answers> {
    const signature = reuse ? signatureOf(plugins, pod) : undefined
    if (signature === undefined) return createAnswers(plugins, pod, cluster, false)
    const answers = known.get(signature) ?? (await createAnswers(plugins, pod, cluster, scope === 'node'))
    keepRecent(known, signature, answers, kept[scope])
    return answers
  }

  return {
    async of(pod) {
      const near = await answersOf(local, localAnswers, pod, 'node')
      const far = await answersOf(wide, wideAnswers, pod, 'cluster')
      return join(pod, cluster, near, far, () => steadyOf(steady, near, far))
    },
    forget: () => wideAnswers.clear(),
  }
}

/** Pods with the same signature get the same answers from all these plugins. */
function signatureOf(plugins: readonly [Plugin, number][], pod: PodInfo): string | undefined {
  let signature = ''
  for (const [plugin] of plugins) {
    const part = plugin.sign?.(pod)
    if (part === undefined) return undefined
    signature += `${part}\n`
  }
  return signature
}

function keepRecent(known: Map<string, Answers>, signature: string, answers: Answers, most: number): void {
  known.delete(signature)
  known.set(signature, answers)
  if (known.size > most) known.delete(known.keys().next().value!)
}

function steadyOf(known: WeakMap<Answers, WeakMap<Answers, Steady>>, local: Answers, wide: Answers): Steady {
  const byWide = known.get(local) ?? new WeakMap<Answers, Steady>()
  known.set(local, byWide)
  const steady = byWide.get(wide) ?? { surveys: new Map() }
  byWide.set(wide, steady)
  return steady
}

function join(
  pod: PodInfo,
  cluster: ClusterView,
  local: Answers,
  wide: Answers,
  steady: () => Steady,
): Question {
  let idle = false
  const scores = async () => ({
    near: await local.scores(pod, cluster),
    far: await wide.scores(pod, cluster),
  })
  return {
    rejected: local.rejected ?? wide.rejected,
    nodes: local.nodes && wide.nodes ? intersection(local.nodes, wide.nodes) : (local.nodes ?? wide.nodes),
    namers: [...(local.namers ?? []), ...(wide.namers ?? [])],
    async refresh() {
      await local.refresh()
      await wide.refresh()
      idle = wide.isIdle()
    },
    load: (node) => both(local.load(node), wide.load(node)),
    check: (node) => local.check(node) ?? (idle ? undefined : wide.check(node)),
    trial: (node) => createNodeTrial(node, [...local.filters, ...wide.filters]),
    steady: () => (local.areKept && idle ? steady() : undefined),
    async score(nodes) {
      const totals = new Array<number>(nodes.length).fill(0)
      const { near, far } = await scores()
      await near.add(() => nodes, totals)
      await far.add(() => nodes, totals)
      return totals
    },
    scores,
    async listScores(nodes) {
      const { near, far } = await scores()
      return [...(await near.list(nodes)), ...(await far.list(nodes))]
    },
  }
}

function intersection(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...a].filter((name) => b.has(name)))
}

function both(a: Promise<void> | undefined, b: Promise<void> | undefined): Promise<void> | undefined {
  return a && b ? Promise.all([a, b]).then(() => undefined) : (a ?? b)
}
