/** What one node says to one pod. */
import type { ClusterView } from './cluster-view.ts'
import type { NodeInfo } from './node-info.ts'
import type { NodeSlot } from './node-slots.ts'
import type { PodInfo } from './pod-info.ts'
import type { Question } from './question.ts'
import { type NodeTrial, type Verdict, withRivals } from './trial.ts'

/** A pod and what it asks of the nodes. */
export interface Request {
  pod: PodInfo
  question: Question
}

/** Gives a node with what the filters need of it; undefined if it is gone. */
export type Loader = (slot: NodeSlot) => NodeInfo | undefined | Promise<NodeInfo | undefined>

/** Gives the node as it is known, with what the filters need of it; waits only for what was not read before. */
export function createLoader(question: Question, { nodes }: ClusterView): Loader {
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

/** The first rejection of a node that was loaded; undefined if the pod fits, beside those for which the node holds room. */
export function judge(
  { pod, question }: Request,
  { nominations }: ClusterView,
  info: NodeInfo,
): Verdict | undefined {
  const rivals = nominations.rivals(info.name, pod)
  if (rivals.length === 0) return question.check(info)
  return withRivals(question.trial(info), rivals).check()
}

/** Tries a node with the pods for which it holds room. */
export function trialOn({ pod, question }: Request, { nominations }: ClusterView, info: NodeInfo): NodeTrial {
  return withRivals(question.trial(info), nominations.rivals(info.name, pod))
}
