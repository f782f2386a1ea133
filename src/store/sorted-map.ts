/** A map with string keys that sorts them only once a range is asked for: what is looked up by key alone costs no order. */
import { createTree, type Tree, treeRange } from './tree.ts'

/** Keys and values; ranges in the order of UTF-16 code units. */
export interface SortedMap<V> {
  readonly size: number
  get(key: string): V | undefined
  set(key: string, value: V): void
  delete(key: string): void
  range(range: { start: string; end: string; limit?: number }): [string, V][]
  /** All pairs, in order. */
  entries(): Iterable<[string, V]>
  clone(): SortedMap<V>
}

/** A map of these values. */
export function createSortedMap<V>(values: Map<string, V> = new Map()): SortedMap<V> {
  let order: Tree<true> | undefined
  const sorted = () => {
    order ??= createTree<true>([...values.keys()].sort().map((key) => [key, true]))
    return order
  }
  const pair = ([key]: [string, true]): [string, V] => [key, values.get(key)!]
  return {
    get size() {
      return values.size
    },
    get: (key) => values.get(key),
    set(key, value) {
      if (order !== undefined && !values.has(key)) order.set(key, true)
      values.set(key, value)
    },
    delete(key) {
      values.delete(key)
      order?.delete(key)
    },
    range: (range) => (values.size === 0 ? [] : treeRange(sorted(), range).map(pair)),
    entries: () => [...values].sort(([a], [b]) => (a < b ? -1 : 1)),
    clone: () => createSortedMap(new Map(values)),
  }
}
