/** The scheduling framework: what a plugin is, and the points at which it takes part (kube-scheduler's own). */
import type { KindName } from '../apiserver/client.ts'
import type { Pod } from '../generated/types.ts'
import type { Change, ReconcileContext } from '../runtime/reconciler.ts'
import type { ClusterView } from './cluster-view.ts'
import type { NodeInfo } from './node-info.ts'
import type { PodInfo } from './pod-info.ts'
import type { ScoredNodes } from './scored-nodes.ts'
import type { NodeTrial } from './trial.ts'

/** The best score that a plugin gives a node after normalisation. */
export const MAX_NODE_SCORE = 100

/** Whether taking pods off the node could help ('Unschedulable') or not. */
export type RejectionCode = 'Unschedulable' | 'UnschedulableAndUnresolvable'

/** Why a pod cannot run: on one node, or on none where a pre-filter says so. */
export interface Rejection {
  readonly code: RejectionCode
  /** In kube-scheduler's words, as the histogram of a FailedScheduling event counts them. */
  readonly reasons: readonly string[]
}

/** A rejection by the resources or rules of a node, which preemption could lift. */
export function unschedulable(...reasons: string[]): Rejection {
  return Object.freeze({ code: 'Unschedulable', reasons })
}

/** A rejection that holds however many pods are taken off the node. */
export function unresolvable(...reasons: string[]): Rejection {
  return Object.freeze({ code: 'UnschedulableAndUnresolvable', reasons })
}

/** Answers a filter's question about one node after the other, for one pod and all that ask the same. */
export interface NodeFilter {
  /** Where set, no other nodes come into question (PreFilterResult.NodeNames). */
  readonly nodes?: ReadonlySet<string>
  /** Reads what `filter` needs to know of the node beyond its NodeInfo; undefined where nothing is missing. */
  load?(node: NodeInfo): Promise<void> | undefined
  /** Before each cycle: brings up to date what is counted over the cluster. */
  refresh?(): Promise<void> | undefined
  /** After `refresh`: true if the filter would let every node pass. */
  isIdle?(): boolean
  /** Why the pod cannot run on the node; undefined if it can. Reads nothing and changes nothing. */
  filter(node: NodeInfo): Rejection | undefined
  /**
   * After `refresh`, where `filter` goes by nothing but the domains of the node: the same, domain by domain, until the
   * next refresh. The first rejection counts.
   */
  domains?(): readonly DomainFilter[]
  /**
   * The filter on this node with other pods than are there (PreFilterExtensions). Left out: `filter` goes by what it
   * finds in the NodeInfo, which then is that of the trial.
   */
  trial?(node: NodeInfo): FilterTrial
}

/** What a filter says of a domain: it holds for all nodes of it. */
export interface DomainFilter {
  /** The label by which the nodes are divided. */
  readonly key: string
  /** `id` as of NodeDomains: 0 for nodes without the label. Reads nothing and changes nothing. */
  filter(id: number): Rejection | undefined
}

/** A filter's part in a trial of one node. */
export interface FilterTrial {
  /** The pod is thought to have come to the node. */
  add(pod: PodInfo): void
  /** The pod is thought to have left the node. */
  remove(pod: PodInfo): void
  filter(node: NodeInfo): Rejection | undefined
}

/** Scores nodes for one pod and all that ask the same. */
export interface NodeScorer {
  /** Before each cycle's scoring. */
  prepare?(): Promise<void> | undefined
  /** After `prepare`: true if every node would get the same. */
  isIdle?(): boolean
  /** The raw score of one node, a whole number. Needed where `scoreAll` is left out. */
  score?(node: NodeInfo): number
  /** The raw scores of these nodes, in their order: for plugins whose scope is the cluster. */
  scoreAll?(nodes: ScoredNodes, scores: number[]): void
  /** Brings the raw scores, in the order of the nodes, to 0..100 in place. Left out: they are that already. */
  normalize?(scores: number[], nodes: ScoredNodes): void
}

/** What may make a pod schedulable that a plugin has rejected. */
export interface RequeueEvent {
  kind: KindName
  /** Queueing hint: whether this change may help this pod. Left out: it may help any. */
  helps?(pod: Pod, change: Change): boolean
}

type Awaitable<T> = T | Promise<T>

/** What keeps a pod from being tried. The pod's condition takes reason and message; without a reason nothing is said of it. */
export interface Gate {
  reason?: string
  message: string
}

/** A plugin takes part at the points for which it has a method. One file each, listed in plugins/index.ts. */
export interface Plugin {
  readonly name: string
  /**
   * On what its answers depend besides the pod: on the node and the pods on it alone, so that they hold until the
   * node's generation changes (the default), or on the rest of the cluster too.
   */
  readonly scope?: 'node' | 'cluster'
  /** The changes after which pods that this plugin rejected are tried again. */
  readonly requeueOn?: readonly RequeueEvent[]
  /** Objects of these kinds shape what `preFilter` and `preScore` give: after a change of one they are asked anew. */
  readonly dependsOn?: readonly KindName[]
  /**
   * The part of the pod on which the plugin's answers depend; '' where it does not matter to it. Pods that are
   * alike in the parts of all plugins share one answer. Undefined: each pod is a question of its own.
   */
  sign?(pod: PodInfo): string | undefined

  /** Queue sort: negative where `a` goes first. */
  compare?(a: Pod, b: Pod): number
  /** Pre-enqueue: why the pod must not be tried yet. */
  preEnqueue?(pod: Pod, cluster: Pick<ClusterView, 'client'>): Awaitable<Gate | undefined>
  /**
   * Pre-filter and filter: gives what then looks at the nodes, 'skip' where the pod does not concern the plugin,
   * or a rejection for the whole cluster.
   */
  preFilter?(pod: PodInfo, cluster: ClusterView): Awaitable<NodeFilter | Rejection | 'skip'>
  /** Post-filter: what is done when no node fits. */
  postFilter?(
    pod: PodInfo,
    failure: Failure,
    cluster: ClusterView,
    context: ReconcileContext,
  ): Awaitable<PostFilterResult>
  /** Pre-score and score: gives what then scores the nodes, or 'skip'. */
  preScore?(pod: PodInfo, cluster: ClusterView): Awaitable<NodeScorer | 'skip'>
  /** Reserve: notes that the pod goes to the node, before it is written. Throws to refuse. */
  reserve?(pod: PodInfo, node: NodeInfo, context: ReconcileContext): Promise<void>
  /** Takes back what `reserve` noted, where a later step fails. */
  unreserve?(pod: PodInfo, node: NodeInfo, context: ReconcileContext): Promise<void>
  /** Permit: a reason to hold the pod back although it has a node. */
  permit?(pod: PodInfo, node: NodeInfo): Awaitable<Rejection | undefined>
  /** Pre-bind: what must be written before the pod is bound. 'wait': not yet, until a change that the plugin awaits. */
  preBind?(pod: PodInfo, node: NodeInfo, context: ReconcileContext): Promise<'wait' | undefined>
  /** Bind: true if this plugin has bound the pod; else the next one is asked. */
  bind?(pod: PodInfo, node: NodeInfo, context: ReconcileContext): Promise<boolean>
}

/** What a post-filter has achieved. */
export interface PostFilterResult {
  /** Goes behind what the filters say; undefined where it has found a node. */
  message?: string
  /** The node that will have room for the pod; '' if no room is held for it any more. Left out: as before. */
  nominatedNode?: string
  /** The post-filter has failed: those behind it are not asked. */
  isFinal?: true
}

/** Nodes that are put together only as far as they are asked for. */
export interface Candidates {
  readonly length: number
  at(index: number): NodeInfo
  /** The ordinal of that node. */
  ordinal(index: number): number
  has(name: string): boolean
}

/** Why no node fits a pod. */
export interface Failure {
  nodeCount: number
  /** Set where a pre-filter rejected the pod for the whole cluster. */
  preFilter?: Rejection
  /** How many nodes were rejected with each distinct rejection. */
  rejections: ReadonlyMap<Rejection, number>
  /** Names of the plugins that rejected the pod anywhere. */
  plugins: ReadonlySet<string>
  /** The nodes on which taking pods off could help. */
  candidates: Candidates
  /** Tries one of these nodes with other pods than it has. */
  trial(node: NodeInfo): NodeTrial
  /**
   * Where what a trial shows depends on the node and its pods alone, besides those for which it holds room: stands for all
   * pods that ask the same.
   */
  steady?: object
}

/** A plugin in its place: the order is that of the profile, the weight multiplies its scores. */
export interface EnabledPlugin {
  plugin: Plugin
  weight: number
}

/** The plugins of one scheduler name. */
export interface Profile {
  schedulerName: string
  plugins: readonly EnabledPlugin[]
}

/** The name of the scheduler that the pod wants. */
export function schedulerOf({ spec }: Pod): string {
  return spec?.schedulerName || 'default-scheduler'
}

/** Scales scores so that the highest becomes 100 (helper.DefaultNormalizeScore); `reverse` makes it 0. */
export function normalizeToMax(scores: number[], reverse = false): void {
  let max = 0
  for (let index = 0; index < scores.length; index++) if (scores[index]! > max) max = scores[index]!
  if (max === 0) {
    if (reverse) scores.fill(MAX_NODE_SCORE)
    return
  }
  for (let index = 0; index < scores.length; index++) {
    const scaled = Math.trunc((scores[index]! * MAX_NODE_SCORE) / max)
    scores[index] = reverse ? MAX_NODE_SCORE - scaled : scaled
  }
}
