/** What one run of the scheduler knows: nodes, and the questions that pods have asked of them. */
import type { Client } from '../apiserver/client.ts'
import { deepEqual } from '../base/json.ts'
import type { Node, Pod } from '../generated/types.ts'
import { type Change, keyOf } from '../runtime/reconciler.ts'
import type { ClusterView } from './cluster-view.ts'
import type { Profile } from './framework.ts'
import { createNodeCache } from './node-cache.ts'
import { isResized, nodeTakenBy, podStates } from './pod-changes.ts'
import type { PodInfo } from './pod-info.ts'
import { createQuestion, type Question } from './question.ts'

export interface Session extends ClusterView {
  /** From now on reads go through this client. */
  use(client: Client): void
  /** The question that the pod asks: that of the pods before it that are alike, if there is one. */
  questionOf(pod: PodInfo): Promise<Question>
  /** The pod was given to the node and this is stored. */
  assume(pod: PodInfo, node: string): void
  /** Takes notice of a change; of what this session itself did it knows already. */
  seePod(change: Change): void
  /** As for pods; true if the node has changed in a way that matters to scheduling. */
  seeNode(change: Change): boolean
}

/** Answers are kept for so many questions at most: one has an answer for each node. */
const keptQuestions = 64

export function createSession(profile: Profile, { reuse }: { reuse: boolean }): Session {
  let current: Client | undefined
  const client = () => current!
  const nodes = createNodeCache(client)
  const questions = new Map<string, Question>()
  const assumed = new Map<string, string>()

  const session: Session = {
    get client() {
      return client()
    },
    nodes,
    use(next) {
      current = next
    },
    async questionOf(pod) {
      const signature = reuse ? signatureOf(profile, pod) : undefined
      if (signature === undefined) return createQuestion(profile, pod, session)
      const known = questions.get(signature)
      const question = known ?? (await createQuestion(profile, pod, session))
      keepRecent(questions, signature, question)
      return question
    },
    assume(pod, node) {
      assumed.set(pod.key, node)
      nodes.assume(node, pod)
    },
    seePod(change) {
      const { before, after } = podStates(change)
      const [from, to] = [nodeTakenBy(before), nodeTakenBy(after)]
      const key = keyOf(change.object)
      const own = assumed.get(key)
      assumed.delete(key)
      if (from === to && !(from && before && after && isResized(before, after))) return
      if (from === undefined && own !== undefined && own === to) return
      for (const node of new Set([from, to])) if (node !== undefined) nodes.invalidate(node)
    },
    seeNode(change) {
      const [node, previous] = [change.object as Node, change.previous as Node | undefined]
      if (change.type === 'modified' && previous && isSameNode(previous, node)) return false
      nodes.invalidate(node.metadata.name ?? '')
      if (change.type !== 'modified') nodes.invalidateList()
      return true
    },
  }
  return session
}

/** What of a node matters to scheduling; the times of heartbeats do not. */
function isSameNode(before: Node, after: Node): boolean {
  return (
    deepEqual(before.spec, after.spec) &&
    deepEqual(before.metadata.labels, after.metadata.labels) &&
    deepEqual(before.metadata.annotations, after.metadata.annotations) &&
    deepEqual(before.status?.allocatable, after.status?.allocatable)
  )
}

/** Pods with the same signature get the same answers from all plugins. */
function signatureOf({ plugins }: Profile, pod: PodInfo): string | undefined {
  const parts: string[] = []
  for (const { plugin } of plugins) {
    if (!plugin.preFilter && !plugin.preScore) continue
    const part = plugin.sign?.(pod)
    if (part === undefined) return undefined
    parts.push(part)
  }
  return parts.join('\n')
}

function keepRecent(questions: Map<string, Question>, signature: string, question: Question): void {
  questions.delete(signature)
  questions.set(signature, question)
  if (questions.size > keptQuestions) questions.delete(questions.keys().next().value!)
}

/** Whether a pod has to be looked at anew: what it asks for may have changed. */
export function asksAnew(before: Pod | undefined, after: Pod): boolean {
  if (before === undefined) return true
  return (
    before.metadata.generation !== after.metadata.generation ||
    !deepEqual(before.spec, after.spec) ||
    !deepEqual(before.metadata.labels, after.metadata.labels)
  )
}
