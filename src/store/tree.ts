/** Sorted trees with string keys: what the backends that live in memory are made of. */
import sorted from 'sorted-btree'
import type { KeyRange } from './engine.ts'

// The package is CommonJS: whether its class arrives as such or inside a module object depends on the loader.
const BTree = 'default' in sorted ? sorted.default : (sorted as never)

/** A sorted map whose clone() is instant and copies on write. */
export type Tree<V> = import('sorted-btree').default<string, V>

/** A tree of these pairs, ordered by UTF-16 code units. */
export function createTree<V>(pairs?: [string, V][]): Tree<V> {
  return new BTree<string, V>(pairs, (a, b) => (a < b ? -1 : a > b ? 1 : 0))
}

/** The pairs of a range, in order. */
export function treeRange<V>(tree: Tree<V>, { start, end, limit }: KeyRange): [string, V][] {
  // The package gives one more than it is asked for.
  return start >= end || limit === 0 ? [] : tree.getRange(start, end, false, limit && limit - 1)
}

/** What changes can be made to. */
type Changeable<V> = Pick<Map<string, V>, 'get'> & {
  set(key: string, value: V): unknown
  delete(key: string): unknown
}

/** Changes to trees that can be taken back: cheaper than a copy of the trees for each write. */
export interface UndoableChanges {
  set<V>(tree: Changeable<V>, key: string, value: V): void
  delete<V>(tree: Changeable<V>, key: string): void
  undo(): void
}

/** How one key was before a change. */
interface Step {
  tree: Changeable<unknown>
  key: string
  former: unknown
}

/** No changes yet. */
export function createUndoableChanges(): UndoableChanges {
  const steps: Step[] = []
  const remember = <V>(tree: Changeable<V>, key: string) => {
    steps.push({ tree: tree as Changeable<unknown>, key, former: tree.get(key) })
  }
  return {
    set(tree, key, value) {
      remember(tree, key)
      tree.set(key, value)
    },
    delete(tree, key) {
      remember(tree, key)
      tree.delete(key)
    },
    undo() {
      for (const { tree, key, former } of steps.reverse())
        if (former === undefined) tree.delete(key)
        else tree.set(key, former)
    },
  }
}
