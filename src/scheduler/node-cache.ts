/** The nodes as far as they were asked for: read once, then kept up to date by the changes that go by. */
import type { Client } from '../apiserver/client.ts'
import { assumePod, createNodeInfo, type NodeInfo } from './node-info.ts'
import type { PodInfo } from './pod-info.ts'

/** A node that is known by name, and with all its sums once it was needed. */
export interface NodeSlot {
  readonly name: string
  readonly ordinal: number
  /** Undefined until it is loaded, and when what was loaded no longer holds. */
  info: NodeInfo | undefined
}

export interface NodeCache {
  /** Brings the list of nodes up to date; costs nothing while no node comes or goes. */
  refresh(): Promise<void>
  /** All nodes, in the order in which they are tried. */
  slots(): readonly NodeSlot[]
  find(name: string): NodeSlot | undefined
  /** Reads the node and the sums of its pods; undefined if it is gone. */
  load(slot: NodeSlot): Promise<NodeInfo | undefined>
  /** Counts a pod that was just bound. */
  assume(name: string, pod: PodInfo): void
  /** What is known of the node's pods, or of the node itself, is no longer true. */
  invalidate(name: string): void
  /** A node has come or gone. */
  invalidateList(): void
  /** Grows with every change of any node. */
  version(): number
}

/** More nodes than these are tried in an order that mixes them: see `tryOrder`. */
const mixedAbove = 100

export function createNodeCache(client: () => Client): NodeCache {
  const byName = new Map<string, NodeSlot>()
  let order: NodeSlot[] | undefined
  let [ordinals, version] = [0, 0]

  function slotOf(name: string): NodeSlot {
    let slot = byName.get(name)
    if (!slot) {
      slot = { name, ordinal: ordinals++, info: undefined }
      byName.set(name, slot)
    }
    return slot
  }

  return {
    async refresh() {
      if (order) return
      const names = (await client().names('Node')).map(({ name }) => name)
      const present = new Set(names)
      for (const name of byName.keys()) if (!present.has(name)) byName.delete(name)
      order = tryOrder(names).map(slotOf)
    },
    slots: () => order ?? [],
    find: (name) => byName.get(name),
    async load(slot) {
      const node = await client().find('Node', { namespace: '', name: slot.name })
      if (!node) return undefined
      slot.info = createNodeInfo(node, await client().aggregate('Pod', 'node', slot.name), slot.ordinal)
      return slot.info
    },
    assume(name, pod) {
      version++
      const info = byName.get(name)?.info
      if (info) assumePod(info, pod)
    },
    invalidate(name) {
      version++
      const slot = byName.get(name)
      if (slot) slot.info = undefined
    },
    invalidateList() {
      version++
      order = undefined
    },
    version: () => version,
  }
}

/**
 * The order in which nodes are tried. Where only some of many are looked at, neighbours by name (often of one zone)
 * must not come together: kube-scheduler goes round the zones; mixing by a hash of the name spreads as well without
 * reading the nodes.
 */
function tryOrder(names: readonly string[]): readonly string[] {
  if (names.length <= mixedAbove) return names
  return names
    .map((name) => ({ name, hash: hash(name) }))
    .sort((a, b) => a.hash - b.hash || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name)
}

/** FNV-1a with a final mix, so that names that differ in the last digit land far apart. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}
