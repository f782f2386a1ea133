/** What one run of the scheduler knows of the cluster, and how changes of it are noticed. */
import type { Client } from '../apiserver/client.ts'
import { deepEqual } from '../base/json.ts'
import type { Node, Pod } from '../generated/types.ts'
import { type Change, keyOf } from '../runtime/reconciler.ts'
import { createPlacedTerms } from './affinity-terms.ts'
import type { ClusterView } from './cluster-view.ts'
import type { Profile } from './framework.ts'
import { createNodeCache } from './node-cache.ts'
import { createNominations } from './nominations.ts'
import { isResized, nodeTakenBy, podStates } from './pod-changes.ts'
import { createPodCounts } from './pod-counts.ts'
import type { PodInfo } from './pod-info.ts'
import { createQuestions, type Questions } from './question.ts'

/** A view of the cluster that notices changes. */
export interface Session extends ClusterView {
  /** The questions that pods of the profile ask. */
  questionsOf(profile: Profile): Questions
  /** From now on reads go through this client. */
  use(client: Client): void
  /** The pod was given to the node and this is stored. */
  assume(pod: PodInfo, node: string): void
  /** Takes notice of a change of a pod; of what this session itself did it knows already. */
  seePod(change: Change): void
  /** Takes notice of a change of any other object. */
  seeOther(change: Change): void
  /** As for pods; true if the node has changed in a way that matters to scheduling. */
  seeNode(change: Change): boolean
}

/** A session that knows nothing yet, for pods of these profiles; with `reuse`, answers are kept between pods. */
export function createSession(profiles: readonly Profile[], { reuse }: { reuse: boolean }): Session {
  let current: Client | undefined
  const client = () => current!
  const nodes = createNodeCache(client)
  const counts = createPodCounts(client, nodes)
  const terms = createPlacedTerms(client, nodes)
  const nominations = createNominations(client, nodes.touch)
  const assumed = new Map<string, string>()
  const view: ClusterView = {
    get client() {
      return client()
    },
    nodes,
    counts,
    terms,
    nominations,
    touch(pod, node) {
      nodes.invalidatePods(node)
      placementChanged(pod, undefined)
    },
  }

  function placementChanged(before: Pod | undefined, after: Pod | undefined): void {
    for (const pod of [before, after]) {
      const node = nodeTakenBy(pod)
      if (node !== undefined) nodes.invalidatePods(node)
    }
    counts.changed(before, after)
    terms.changed(before, after)
  }

  const { questionsOf, forget } = createQuestionsByProfile(profiles, view, reuse)

  return Object.assign(view, {
    questionsOf,
    use(next: Client) {
      current = next
    },
    assume(pod: PodInfo, node: string) {
      assumed.set(pod.key, node)
      nominations.set(pod, undefined)
      nodes.assume(node, pod)
      counts.add(pod.pod, node)
      terms.add(pod.pod, node)
    },
    seePod(change: Change) {
      const { before, after } = podStates(change)
      const key = keyOf(change.object)
      if (before?.status?.nominatedNodeName || after?.status?.nominatedNodeName) nominations.see(key, after)
      const own = assumed.get(key)
      if (own !== undefined && own === nodeTakenBy(after) && nodeTakenBy(before) === undefined)
        assumed.delete(key)
      else if (countsDiffer(before, after)) placementChanged(before, after)
      else if (after && before?.status?.startTime !== after.status?.startTime)
        nodes.renew(nodeTakenBy(after) ?? '', after)
    },
    seeOther: ({ object }: Change) => forget(object.kind),
    seeNode({ type, object, previous }: Change) {
      const [node, before] = [object as Node, previous as Node | undefined]
      if (type === 'modified' && before && isSameNode(before, node)) return false
      nodes.invalidateNode(node.metadata.name ?? '', type !== 'modified')
      return true
    },
  })
}

/** The questions of each profile; `forget` drops those that objects of the kind shape. */
function createQuestionsByProfile(profiles: readonly Profile[], view: ClusterView, reuse: boolean) {
  const byProfile = new Map(profiles.map((profile) => [profile, createQuestions(profile, view, reuse)]))
  const shaping = (kind: string, { plugins }: Profile) =>
    plugins.some(({ plugin }) => plugin.dependsOn?.some((each) => each === kind))
  return {
    questionsOf: (profile: Profile): Questions => byProfile.get(profile)!,
    forget(kind: string) {
      for (const [profile, questions] of byProfile) if (shaping(kind, profile)) questions.forget()
    },
  }
}

/** Whether anything has changed that is counted of placed pods. */
function countsDiffer(before: Pod | undefined, after: Pod | undefined): boolean {
  const [from, to] = [nodeTakenBy(before), nodeTakenBy(after)]
  if (from === undefined && to === undefined) return false
  if (from !== to || !before || !after) return true
  return (
    before.metadata.deletionTimestamp !== after.metadata.deletionTimestamp ||
    !deepEqual(before.metadata.labels, after.metadata.labels) ||
    isResized(before, after)
  )
}

/** What of a node matters to scheduling; the times of heartbeats do not. */
function isSameNode(before: Node, after: Node): boolean {
  return (
    deepEqual(before.spec, after.spec) &&
    deepEqual(before.metadata.labels, after.metadata.labels) &&
    deepEqual(before.metadata.annotations, after.metadata.annotations) &&
    deepEqual(before.status?.allocatable, after.status?.allocatable) &&
    deepEqual(before.status?.images, after.status?.images)
  )
}
