/** A tally: how many placed pods of some description there are, by node and by any topology domain. */
import { reach } from './dense.ts'
import type { NodeCache } from './node-cache.ts'
import type { NodeInfo } from './node-info.ts'

/** How many pods of one description each node has. */
export interface Tally {
  /** Brings the counts up to date; undefined where they are. */
  refresh(): Promise<void> | undefined
  onNode(name: string): number
  /** The counts on these nodes, in their order: quick where most have none. */
  countsOn(nodes: readonly NodeInfo[]): readonly number[]
  /** The nodes that have any, with how many. */
  nodes(): ReadonlyMap<string, number>
  /** Counts by the value of a node label; nodes without it are not counted. Ready after `watchDomains`. */
  domains(key: string): ReadonlyMap<string, number>
  /** From the next refresh on, keep counts by this node label. */
  watchDomains(key: string): void
  /** Counts one more on the node. */
  add(node: string): void
  /** The counts are no longer true: they are read anew when next wanted. */
  invalidate(): void
  /** Nobody tells it of changes any more: it is read anew each time. */
  retire(): void
  /** Changes whenever the counts are read anew. */
  epoch(): number
  /** The nodes to which one was added since then, in order. */
  added(): readonly string[]
}

/** Scratch space by the nodes' ordinals, zero between uses. */
const marks: number[] = []

/** `read` gives the node of every pod that counts; without it the tally starts empty. */
export function createTally(nodes: NodeCache, read?: () => Promise<Iterable<string>>): Tally {
  let counts: Map<string, number> | undefined = read ? undefined : new Map()
  let [epoch, nodesEpoch] = [0, -1]
  let retired = false
  const views = new Map<string, Map<string, number>>()
  let log: string[] = []

  function addTo(view: Map<string, number>, key: string, node: string, count: number): void {
    const value = nodes.find(node)?.node?.metadata.labels?.[key]
    if (value !== undefined) view.set(value, (view.get(value) ?? 0) + count)
  }

  async function update(): Promise<void> {
    if (read && (!counts || retired)) {
      counts = new Map()
      log = []
      for (const node of await read()) counts.set(node, (counts.get(node) ?? 0) + 1)
      epoch++
    }
    counts ??= new Map()
    if (views.size > 0) await nodes.loadNodes(counts.keys())
    for (const [key, view] of views) {
      view.clear()
      for (const [node, count] of counts) addTo(view, key, node, count)
    }
    nodesEpoch = nodes.epoch()
  }

  return {
    refresh: () => (counts && !retired && nodesEpoch === nodes.epoch() ? undefined : update()),
    onNode: (name) => counts?.get(name) ?? 0,
    countsOn: (list) => countsOn(list, counts, nodes),
    nodes: () => counts ?? new Map(),
    domains: (key) => views.get(key) ?? new Map(),
    watchDomains(key) {
      if (views.has(key)) return
      views.set(key, new Map())
      nodesEpoch = -1
    },
    add(node) {
      if (!counts) return
      counts.set(node, (counts.get(node) ?? 0) + 1)
      for (const [key, view] of views) addTo(view, key, node, 1)
      log.push(node)
    },
    invalidate() {
      counts = undefined
    },
    retire() {
      retired = true
    },
    epoch: () => epoch,
    added: () => log,
  }
}

function countsOn(
  list: readonly NodeInfo[],
  counts: ReadonlyMap<string, number> | undefined,
  nodes: NodeCache,
): number[] {
  const marked: number[] = []
  for (const [name, count] of counts ?? []) {
    const ordinal = nodes.find(name)?.ordinal
    if (ordinal === undefined) continue
    reach(marks, ordinal, 0)
    marks[ordinal] = count
    marked.push(ordinal)
  }
  const result = list.map(({ ordinal }) => marks[ordinal] ?? 0)
  for (const ordinal of marked) marks[ordinal] = 0
  return result
}
