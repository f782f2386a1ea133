/** The domains of nodes as small numbers, so that many nodes are counted without looking at their labels again. */
import type { Node } from '../generated/types.ts'
import { reach } from './dense.ts'
import type { NodeInfo } from './node-info.ts'

/** The domains of one topology key. */
export interface NodeDomains {
  /** The number of the node's domain; 0 if the node has no such label. */
  idOf(node: Pick<NodeInfo, 'ordinal' | 'node' | 'labels'>): number
  /** The label's value for a number above 0. */
  valueOf(id: number): string
  /** All numbers are below this one. */
  size(): number
}

/** The domains of a topology key, numbered as they are met. */
export function createNodeDomains(key: string): NodeDomains {
  const seen: (Node | undefined)[] = []
  const ids: number[] = []
  const values: string[] = ['']
  const known = new Map<string, number>()

  function intern(value: string | undefined): number {
    if (value === undefined) return 0
    let id = known.get(value)
    if (id === undefined) {
      id = values.push(value) - 1
      known.set(value, id)
    }
    return id
  }

  return {
    idOf({ ordinal, node, labels }) {
      if (seen[ordinal] !== node) {
        reach(seen, ordinal, undefined)
        reach(ids, ordinal, 0)
        seen[ordinal] = node
        ids[ordinal] = intern(labels[key])
      }
      return ids[ordinal]!
    },
    valueOf: (id) => values[id]!,
    size: () => values.length,
  }
}
