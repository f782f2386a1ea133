/** A question: what a pod asks of the nodes, put together from the answers of both scopes. */
import { createRecent, type Recent } from '../base/recent.ts'
import { type Answers, createAnswers, type NamedDomainFilter, pluginsOf } from './answers.ts'
import type { ClusterView } from './cluster-view.ts'
import type { Plugin, Profile } from './framework.ts'
import { createKeptSurveys, type KeptSurvey, type KeptSurveys } from './kept-survey.ts'
import type { NodeInfo } from './node-info.ts'
import type { PodInfo } from './pod-info.ts'
import { scoredNodes } from './scored-nodes.ts'
import type { PluginScores, Scores } from './scores.ts'
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
  /** Those of them alone that go by the node and its pods. */
  checkNear(node: NodeInfo): Verdict | undefined
  /** After `refresh`, where all others go by the domains of the node. */
  steady(): Steady | undefined
  /** The nodes' total scores, in their order; what all nodes get alike may be left out. */
  score(nodes: readonly NodeInfo[]): Promise<number[]>
  /** The part of `score` that depends on each node alone, and the part that does not. */
  scores(): Promise<{ near: Scores; far: Scores }>
  /** What makes up these totals, plugin by plugin. */
  listScores(nodes: readonly NodeInfo[]): Promise<PluginScores[]>
}

/** What pods are told that get the same answers of nodes that stay the same. */
export interface Steady {
  /**
   * Undefined where this was not asked lately. `held`: for pods of this priority beside those for which nodes hold room;
   * else pods that differ in what the filters of the cluster ask share a survey too.
   */
  survey(held: { priority: number } | undefined): KeptSurvey | undefined
  /** Stands for pods of this priority that get the same answers. */
  token(priority: number): object
  /** What else the node must pass in this cycle. */
  readonly domains: readonly NamedDomainFilter[]
}

/** The questions asked so far: pods that are alike share one. */
export interface Questions {
  of(pod: PodInfo): Promise<Question>
  /** Something has changed on which answers of this scope depend, and which they do not notice themselves. */
  forget(): void
}

/** So many tokens are known: something for each node may go with each of them. */
const TOKENS = 256

/** So many answers are kept: those of the scope 'node' hold something for each node, the others little. */
const kept = { node: 64, cluster: 2048 }

/** Makes questions; pods that are alike share the answers. Without `reuse` each pod's plugins are asked anew. */
export function createQuestions(profile: Profile, cluster: ClusterView, reuse: boolean): Questions {
  const [local, wide] = [pluginsOf(profile, 'node'), pluginsOf(profile, 'cluster')]
  const shared = { surveys: createKeptSurveys(cluster), tokens: createRecent<object>(TOKENS) }
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
      return join(pod, cluster, near, far, shared)
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

/** What outlives the single question. */
interface Shared {
  surveys: KeptSurveys
  tokens: Recent<object>
}

function tokenOf(name: string, tokens: Recent<object>): object {
  const token = tokens.get(name) ?? {}
  tokens.set(name, token)
  return token
}

function join(
  pod: PodInfo,
  cluster: ClusterView,
  local: Answers,
  wide: Answers,
  { surveys, tokens }: Shared,
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
    checkNear: local.check,
    steady() {
      const domains = local.areKept ? wide.byDomains() : undefined
      if (!domains) return undefined
      const name = (priority: number) => `${local.id} ${wide.id} ${priority}`
      return {
        domains,
        survey: (held) => surveys.of(held ? name(held.priority) : `${local.id}`),
        token: (priority) => tokenOf(name(priority), tokens),
      }
    },
    async score(nodes) {
      const totals = new Array<number>(nodes.length).fill(0)
      const { near, far } = await scores()
      const columns = scoredNodes(nodes, cluster.nodes)
      await near.add(columns, totals)
      await far.add(columns, totals)
      return totals
    },
    scores,
    async listScores(nodes) {
      const { near, far } = await scores()
      const columns = scoredNodes(nodes, cluster.nodes)
      return [...(await near.list(columns)), ...(await far.list(columns))]
    },
  }
}

function intersection(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...a].filter((name) => b.has(name)))
}

function both(a: Promise<void> | undefined, b: Promise<void> | undefined): Promise<void> | undefined {
  return a && b ? Promise.all([a, b]).then(() => undefined) : (a ?? b)
}
