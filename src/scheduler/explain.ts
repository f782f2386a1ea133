/** Explains one pod in full: what each node is told by the plugins, where the pod goes, what preemption would do. */
import type { Client } from '../apiserver/client.ts'
import { compareStrings } from '../base/compare-strings.ts'
import type { Pod } from '../generated/types.ts'
import type { ReconcileContext } from '../runtime/reconciler.ts'
import { decide } from './cycle.ts'
import { fitMessage, NO_NODES } from './diagnosis.ts'
import type { Failure, Profile } from './framework.ts'
import { createLoader, judge, type Request } from './judge.ts'
import type { NodeInfo } from './node-info.ts'
import { defaultProfile } from './plugins/index.ts'
import { podInfo } from './pod-info.ts'
import { postFilter } from './post-filter.ts'
import { profileFor } from './schedulers.ts'
import type { PluginScores } from './scores.ts'
import { notNamed } from './search.ts'
import { createSession, type Session } from './session.ts'
import type { Verdict } from './trial.ts'

/** What one plugin thinks of a node: as it counts, and from 0 to 100; `weight` times that goes into the total. */
export interface PluginScore {
  plugin: string
  raw: number
  score: number
  weight: number
}

/** What the plugins say of a node: a rejection, or scores. */
export interface NodeExplanation {
  node: string
  rejectedBy?: string
  reasons?: readonly string[]
  total?: number
  scores?: PluginScore[]
}

/** A pod that would have to go. */
export interface Victim {
  namespace: string
  name: string
  priority: number
}

/** What preemption would do. */
export interface Preemption {
  node: string
  victims: Victim[]
}

/** Why a pod goes where it goes. */
export interface Explanation {
  /** What the condition PodScheduled would say; left out where a node fits. */
  message?: string
  /** The plugin that holds the pod back or rejects it for the whole cluster; no node is asked then. */
  heldBy?: string
  /** The best first, then those that are rejected, by name. */
  nodes: NodeExplanation[]
  /** The nodes with the highest total: one of them is taken, each with the same chance. */
  best: string[]
  /** The node that holds room for the pod: it is taken if it fits, whatever its score. */
  nominated?: string
  preemption?: Preemption
}

/**
 * Asks all plugins of all nodes. What preemption would do is found out by letting it: `context` must lead to a copy of
 * the cluster. A pod that has a node is to be taken off the copy first. The profile is that which the cluster has for the
 * pod, unless one is given.
 */
export async function explainPod(pod: Pod, context: ReconcileContext, given?: Profile): Promise<Explanation> {
  const nothing = { nodes: [], best: [] }
  const profile = given ?? (await profileFor(pod, context.client))
  if (!profile) {
    const wanted = pod.spec?.schedulerName || defaultProfile.schedulerName
    return { ...nothing, message: `there is no scheduler of the name "${wanted}"` }
  }
  for (const { plugin } of profile.plugins) {
    const gate = await plugin.preEnqueue?.(pod, context)
    if (gate) return { ...nothing, heldBy: plugin.name, message: gate.message }
  }
  const session = createSession([profile], { reuse: false })
  session.use(context.client)
  await session.nodes.refresh()
  if (session.nodes.slots().length === 0) return { ...nothing, message: NO_NODES }
  await session.nominations.load()
  const info = podInfo(pod)
  const request: Request = { pod: info, question: await session.questionsOf(profile).of(info) }
  const { rejected } = request.question
  const nodes = rejected ? [] : await explainNodes(request, session)
  const best = nodes.filter(({ total }) => total !== undefined && total === nodes[0]?.total)
  if (best.length === 0)
    return {
      ...(await explainFailure(request, session, profile, context)),
      ...(rejected && { heldBy: rejected.plugin }),
      nodes,
      best: [],
    }
  const nominated = session.nominations.nodeOf(info.key)
  const holdsRoom = nodes.some(({ node, total }) => node === nominated && total !== undefined)
  return { nodes, best: best.map(({ node }) => node), ...(holdsRoom && { nominated: nominated! }) }
}

async function explainNodes(request: Request, session: Session): Promise<NodeExplanation[]> {
  const { question } = request
  await question.refresh()
  const load = createLoader(question, session)
  const fitting: NodeInfo[] = []
  const rejected: NodeExplanation[] = []
  const others = question.nodes && notNamed(question.namers)
  for (const slot of session.nodes.slots()) {
    const info = await load(slot)
    if (!info) continue
    const isOther = question.nodes !== undefined && !question.nodes.has(info.name)
    const verdict = isOther ? others : judge(request, session, info)
    if (verdict) rejected.push(explainRejection(info, verdict))
    else fitting.push(info)
  }
  rejected.sort((a, b) => compareStrings(a.node, b.node))
  return [...(await explainScores(fitting, await question.listScores(fitting))), ...rejected]
}

function explainRejection({ name }: NodeInfo, { plugin, rejection }: Verdict): NodeExplanation {
  return { node: name, rejectedBy: plugin, reasons: rejection.reasons }
}

function explainScores(nodes: readonly NodeInfo[], listed: readonly PluginScores[]): NodeExplanation[] {
  return nodes
    .map(({ name }, index) => {
      const scores = listed.map(({ plugin, weight, raw, scores }) => ({
        plugin,
        raw: raw[index]!,
        score: scores[index]!,
        weight,
      }))
      return { node: name, total: scores.reduce((sum, { score, weight }) => sum + score * weight, 0), scores }
    })
    .sort((a, b) => b.total - a.total || compareStrings(a.node, b.node))
}

/** What is said of a pod that fits nowhere, and what preemption does to let it fit. */
async function explainFailure(
  request: Request,
  session: Session,
  profile: Profile,
  context: ReconcileContext,
): Promise<Pick<Explanation, 'message' | 'preemption'>> {
  const decision = await decide(request, session, context.random, { next: undefined }, { exhaustive: true })
  if ('node' in decision) return {}
  const { failure } = decision
  const { client, victims } = watchDeletions(context.client)
  const result = await postFilter(profile, request.pod, failure, session, { ...context, client })
  const message = messageOf(failure, result.message)
  const { nominatedNode: node } = result
  return { message, ...(node && { preemption: { node, victims } }) }
}

function messageOf(failure: Failure, more: string | undefined): string {
  return [fitMessage(failure), more].filter(Boolean).join(' ')
}

/** A client that tells which pods were deleted through it. */
function watchDeletions(client: Client): { client: Client; victims: Victim[] } {
  const victims: Victim[] = []
  return {
    victims,
    client: {
      ...client,
      async delete(kind, name, options) {
        const deleted = await client.delete(kind, name, options)
        const { spec } = deleted as Pod
        if (kind === 'Pod') victims.push({ ...name, priority: spec?.priority ?? 0 })
        return deleted
      },
    },
  }
}
