/** Nominations: pods for which room is held on a node, because others were taken off it for them. */
import type { Client } from '../apiserver/client.ts'
import type { Pod } from '../generated/types.ts'
import { keyOf } from '../runtime/reconciler.ts'
import { type PodInfo, podInfo } from './pod-info.ts'

/** Which pods are nominated to which node. */
export interface Nominations {
  /** Reads them, the first time; then the changes keep them up to date. */
  load(): Promise<void>
  /** The node that holds room for the pod. */
  nodeOf(key: string): string | undefined
  /** All that the node holds room for. */
  on(node: string): readonly PodInfo[]
  /** Others that the node holds room for, and to which the pod has to leave it: those of no lower priority. */
  rivals(node: string, pod: PodInfo): readonly PodInfo[]
  /** Whether no node holds room for any pod. */
  areNone(): boolean
  /** Those that have to leave it to the pod. */
  outranked(node: string, pod: PodInfo): readonly PodInfo[]
  /** The pod is nominated to the node; to none where undefined. */
  set(pod: PodInfo, node: string | undefined): void
  /** The pod has changed; undefined if it is gone. */
  see(key: string, pod: Pod | undefined): void
}

const NONE: readonly PodInfo[] = []

/** Nominations that are read when they are first needed. `changed` is told of nodes that begin or end to hold room. */
export function createNominations(client: () => Client, changed: (node: string) => void): Nominations {
  const byNode = new Map<string, Map<string, PodInfo>>()
  const nodes = new Map<string, string>()
  let loaded = false

  function remove(key: string): void {
    const node = nodes.get(key)
    if (node === undefined) return
    changed(node)
    nodes.delete(key)
    const pods = byNode.get(node)
    pods?.delete(key)
    if (pods?.size === 0) byNode.delete(node)
  }

  function set(pod: PodInfo, node: string | undefined): void {
    remove(pod.key)
    if (!node) return
    changed(node)
    nodes.set(pod.key, node)
    byNode.set(node, (byNode.get(node) ?? new Map()).set(pod.key, pod))
  }

  const others = (node: string, { key }: PodInfo, matches: (priority: number) => boolean) => {
    const pods = byNode.get(node)
    if (!pods) return NONE
    const found: PodInfo[] = []
    for (const other of pods.values()) if (other.key !== key && matches(other.priority)) found.push(other)
    return found
  }

  return {
    async load() {
      if (loaded) return
      loaded = true
      for (const pod of await client().lookup('Pod', 'nominated', ''))
        set(podInfo(pod), pod.status?.nominatedNodeName)
    },
    nodeOf: (key) => nodes.get(key),
    on: (node) => [...(byNode.get(node)?.values() ?? NONE)],
    // Asked of every node for every pod: most often there are no nominations at all.
    rivals: (node, pod) =>
      byNode.size === 0 ? NONE : others(node, pod, (priority) => priority >= pod.priority),
    areNone: () => byNode.size === 0,
    outranked: (node, pod) => others(node, pod, (priority) => priority < pod.priority),
    set,
    see(key, pod) {
      const node = pod?.spec?.nodeName ? undefined : pod?.status?.nominatedNodeName
      if (pod && node) set(podInfo(pod), node)
      else remove(key)
    },
  }
}

/** Whether the pod, as it is given, says otherwise of its nomination than what is known. */
export function isStale(pod: Pod, nominations: Nominations): boolean {
  return (pod.status?.nominatedNodeName || undefined) !== nominations.nodeOf(keyOf(pod))
}
