/** Sorted trees with string keys: what the backends that live in memory are made of. */
import sorted from 'sorted-btree'
import type { KeyRange } from '../engine.ts'

// The package is CommonJS: whether its class arrives as such or inside a module object depends on the loader.
const BTree = 'default' in sorted ? sorted.default : (sorted as never)

/** A sorted map whose clone() is instant and copies on write. */
export type Tree<V> = import('sorted-btree').default<string, V>

/** An empty tree, ordered by UTF-16 code units. */
export function createTree<V>(): Tree<V> {
  return new BTree<string, V>(undefined, (a, b) => (a < b ? -1 : a > b ? 1 : 0))
}

/** The pairs of a range, in the order asked for. */
export function treeRange<V>(tree: Tree<V>, { start, end, limit, reverse }: KeyRange): [string, V][] {
  if (start >= end || limit === 0) return []
  if (!reverse) return tree.getRange(start, end, false, limit)
  const pairs: [string, V][] = []
  for (const pair of tree.entriesReversed(end, undefined, true)) {
    if (pair[0] < start || pairs.length === limit) break
    pairs.push(pair)
  }
  return pairs
}
