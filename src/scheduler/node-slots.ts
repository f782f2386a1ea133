/** The nodes by name and in the order in which they are tried, and which of them have changed. */
import type { Node } from '../generated/types.ts'
import { type ChangeLog, createChangeLog } from './change-log.ts'
import type { NodeInfo } from './node-info.ts'
import { tryOrder } from './try-order.ts'

/** A node that is known by name, and by more once that was needed. */
export interface NodeSlot {
  readonly name: string
  readonly ordinal: number
  /** Where it stands in the order in which nodes are tried. */
  position: number
  /** Undefined until it is read. */
  node: Node | undefined
  /** The node with its sums; undefined until they are read, and when what was read no longer holds. */
  info: NodeInfo | undefined
}

/** All slots. */
export interface NodeSlots {
  /** Those that are there now are these. */
  renew(names: readonly string[]): void
  /** In the order in which they are tried: another list after each `renew`. */
  list(): readonly NodeSlot[]
  find(name: string): NodeSlot | undefined
  /** Makes one where there is none. */
  of(name: string): NodeSlot
  /** Notes that the node is not what it was. */
  changed(name: string): NodeSlot | undefined
  readonly changes: ChangeLog<NodeSlot>
}

/** So many changes are remembered: to hear of more costs no less than to ask all nodes again. */
const CHANGES = 10_000

/** No nodes yet. */
export function createNodeSlots(): NodeSlots {
  const byName = new Map<string, NodeSlot>()
  const changes = createChangeLog<NodeSlot>(CHANGES)
  let order: readonly NodeSlot[] = []
  let ordinals = 0

  function of(name: string): NodeSlot {
    let slot = byName.get(name)
    if (!slot) {
      slot = { name, ordinal: ordinals++, position: -1, node: undefined, info: undefined }
      byName.set(name, slot)
    }
    return slot
  }

  return {
    renew(names) {
      const present = new Set(names)
      for (const name of byName.keys()) if (!present.has(name)) byName.delete(name)
      order = tryOrder(names).map(of)
      for (const [position, slot] of order.entries()) slot.position = position
    },
    list: () => order,
    find: (name) => byName.get(name),
    of,
    changed(name) {
      const slot = byName.get(name)
      if (slot) changes.add(slot)
      return slot
    },
    changes,
  }
}
