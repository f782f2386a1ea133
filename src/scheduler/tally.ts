/** A tally: how many placed pods of some description there are, by node and by any topology domain. */
import { reach } from './dense.ts'
import type { NodeCache } from './node-cache.ts'
import type { NodeInfo } from './node-info.ts'

/** How many pods of one description each node has. */
export interface Tally {
  /** Brings the counts up to date; undefined where they are. */
  refresh(): Promise<void> | undefined
  onNode(name: string): number
  /** The counts on the nodes of these ordinals, in their order: quick where most have none. */
  countsOn(ordinals: ArrayLike<number>): readonly number[]
  /** The nodes that have any, with how many. */
  nodes(): ReadonlyMap<string, number>
  /** Counts by the value of a node label; nodes without it are not counted. Ready after `watchDomains`. */
  domains(key: string): ReadonlyMap<string, number>
  /** The count in the node's domain; 0 if the node has no such label. Quick for many nodes. Ready after `watchDomains`. */
  near(key: string, node: NodeInfo): number
  /** The counts by the numbers of the domains, as of NodeDomains, until the next refresh. Ready after `watchDomains`. */
  byDomain(key: string): readonly number[]
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

/** Counts by the value of a node label, and the same by the numbers of these domains. */
interface View {
  values: Map<string, number>
  numbered: number[]
}

const NO_LABELS = Object.freeze({})

/** Scratch space by the nodes' ordinals, zero between uses. */
const marks: number[] = []

/** `read` gives the node of every pod that counts; without it the tally starts empty. */
export function createTally(nodes: NodeCache, read?: () => Promise<Iterable<string>>): Tally {
  let counts: Map<string, number> | undefined = read ? undefined : new Map()
  let [epoch, nodesEpoch] = [0, -1]
  let retired = false
  const views = new Map<string, View>()
  let log: string[] = []

  function addTo({ values, numbered }: View, key: string, name: string, count: number): void {
    const { node, ordinal = 0 } = nodes.find(name) ?? {}
    const labels = node?.metadata.labels ?? NO_LABELS
    const value = (labels as Record<string, string>)[key]
    if (!node || value === undefined) return
    values.set(value, (values.get(value) ?? 0) + count)
    const id = nodes.domains(key).idOf({ ordinal, node, labels })
    reach(numbered, id, 0)
    numbered[id]! += count
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
      view.values.clear()
      view.numbered.length = 0
      for (const [node, count] of counts) addTo(view, key, node, count)
    }
    nodesEpoch = nodes.epoch()
  }

  return {
    refresh: () => (counts && !retired && nodesEpoch === nodes.epoch() ? undefined : update()),
    onNode: (name) => counts?.get(name) ?? 0,
    countsOn: (ordinals) => countsOn(ordinals, counts, nodes),
    nodes: () => counts ?? new Map(),
    domains: (key) => views.get(key)?.values ?? new Map(),
    near: (key, node) => views.get(key)?.numbered[nodes.domains(key).idOf(node)] ?? 0,
    byDomain: (key) => views.get(key)?.numbered ?? [],
    watchDomains(key) {
      if (views.has(key)) return
      views.set(key, { values: new Map(), numbered: [] })
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
  ordinals: ArrayLike<number>,
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
  const result = Array.from(ordinals, (ordinal) => marks[ordinal] ?? 0)
  for (const ordinal of marked) marks[ordinal] = 0
  return result
}
