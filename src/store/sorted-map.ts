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
  // Keys that arrive in their order, as those of the history do, are their own order; holes are where some were deleted.
  let arrived: string[] | undefined = values.size === 0 ? [] : undefined
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
      if ((arrived ?? order) !== undefined && !values.has(key)) {
        order?.set(key, true)
        arrived = appended(arrived, key)
      }
      values.set(key, value)
    },
    delete(key) {
      values.delete(key)
      order?.delete(key)
    },
    range(range) {
      if (values.size === 0) return []
      return arrived === undefined ? treeRange(sorted(), range).map(pair) : sliceOf(arrived, values, range)
    },
    entries: () => (arrived ? present(arrived, values) : [...values].sort(([a], [b]) => (a < b ? -1 : 1))),
    clone: () => createSortedMap(new Map(values)),
  }
}

/** The keys with one more, as long as they are in order. */
function appended(keys: string[] | undefined, key: string): string[] | undefined {
  if (keys === undefined || (keys.length > 0 && key <= keys[keys.length - 1]!)) return undefined
  keys.push(key)
  return keys
}

function* present<V>(keys: readonly string[], values: Map<string, V>): Generator<[string, V]> {
  for (const key of keys) {
    const value = values.get(key)
    if (value !== undefined) yield [key, value]
  }
}

function sliceOf<V>(
  keys: readonly string[],
  values: Map<string, V>,
  { start, end, limit = Number.POSITIVE_INFINITY }: { start: string; end: string; limit?: number },
): [string, V][] {
  const found: [string, V][] = []
  for (let at = firstFrom(keys, start); at < keys.length && found.length < limit; at++) {
    const key = keys[at]!
    if (key >= end) break
    const value = values.get(key)
    if (value !== undefined) found.push([key, value])
  }
  return found
}

/** Position of the first key that is not before `start`. */
function firstFrom(keys: readonly string[], start: string): number {
  let [low, high] = [0, keys.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (keys[middle]! < start) low = middle + 1
    else high = middle
  }
  return low
}
