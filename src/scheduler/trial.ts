/** A trial: what the filters would say of a node if pods came to it or left it. Preemption and nominated pods need it. */
import type { NodeFilter, Rejection } from './framework.ts'
import { assumePod, copyNodeInfo, type NodeInfo, removePod } from './node-info.ts'
import type { PodInfo } from './pod-info.ts'

/** A rejection and the plugin that it came from. */
export interface Verdict {
  plugin: string
  rejection: Rejection
}

/** A filter and the plugin that it came from. */
export interface NamedFilter {
  plugin: string
  filter: NodeFilter
}

/** A node that is tried with other pods than it has. Nothing else learns of it. */
export interface NodeTrial {
  add(pod: PodInfo): void
  remove(pod: PodInfo): void
  /** The first rejection, in the order of the plugins. */
  check(): Verdict | undefined
}

/** Begins with the pods that the node has. The filters have been refreshed and have loaded what they need of it. */
export function createNodeTrial(info: NodeInfo, filters: readonly NamedFilter[]): NodeTrial {
  const node = copyNodeInfo(info)
  const parts = filters.map(({ plugin, filter }) => ({ plugin, filter, trial: filter.trial?.(info) }))
  return {
    add(pod) {
      assumePod(node, pod)
      for (const { trial } of parts) trial?.add(pod)
    },
    remove(pod) {
      removePod(node, pod)
      for (const { trial } of parts) trial?.remove(pod)
    },
    check() {
      for (const { plugin, filter, trial } of parts) {
        const rejection = (trial ?? filter).filter(node)
        if (rejection) return { plugin, rejection }
      }
      return undefined
    },
  }
}

/**
 * The pod must fit with the rivals on the node, for they hold its room, and without them, for they are not there yet:
 * what it needs of others must not depend on them (RunFilterPluginsWithNominatedPods).
 */
export function withRivals(trial: NodeTrial, rivals: readonly PodInfo[]): NodeTrial {
  if (rivals.length === 0) return trial
  return {
    ...trial,
    check() {
      for (const rival of rivals) trial.add(rival)
      const verdict = trial.check()
      for (const rival of rivals) trial.remove(rival)
      return verdict ?? trial.check()
    },
  }
}
