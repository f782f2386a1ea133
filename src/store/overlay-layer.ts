/** An overlay's own changes: a map a table, in which a removal is an entry too, and how they look over a base. */
import type { KeyRange, ReadTxn, Table, Tables, WriteTxn } from './engine.ts'
import { scan, tableNames } from './engine.ts'
import { createSortedMap, type SortedMap } from './sorted-map.ts'
import { createUndoableChanges } from './tree.ts'

const removed = Symbol('removed')

type Local<R> = R | typeof removed

/** The changes of all tables. */
export type Layer = { [T in Table]: SortedMap<Local<Tables[T]>> }

function mapLayer(make: <T extends Table>(table: T) => SortedMap<Local<Tables[T]>>): Layer {
  return Object.fromEntries(tableNames.map((table) => [table, make(table)])) as Layer
}

function mapOf<T extends Table>(layer: Layer, table: T): SortedMap<Local<Tables[T]>> {
  return layer[table]
}

/** No changes. */
export function createLayer(): Layer {
  return mapLayer(() => createSortedMap())
}

/** The same changes, apart from then on. */
export function cloneLayer(layer: Layer): Layer {
  return mapLayer((table) => mapOf(layer, table).clone())
}

/** Whether there are no changes at all. */
export function isEmpty(layer: Layer): boolean {
  return tableNames.every((table) => layer[table].size === 0)
}

/** Reads the changes, and below them the base. */
export function layeredReader(below: ReadTxn, layer: Layer): ReadTxn {
  return {
    get(table, key) {
      const local = mapOf(layer, table).get(key)
      if (local === undefined) return below.get(table, key)
      return local === removed ? undefined : local
    },
    range(table, range) {
      const changes = mapOf(layer, table)
      if (changes.range({ ...range, limit: 1 }).length === 0) return below.range(table, range)
      return merge(below, table, changes, range)
    },
  }
}

function merge<T extends Table>(
  below: ReadTxn,
  table: T,
  changes: SortedMap<Local<Tables[T]>>,
  { start, end, limit = Number.POSITIVE_INFINITY }: KeyRange,
): [string, Tables[T]][] {
  const merged: [string, Tables[T]][] = []
  const portion = Math.min(limit, 1024)
  const base = scan(below, table, { start, end }, portion)
  let next = base.next()
  for (const [key, local] of walk(changes, start, end, portion)) {
    for (; !next.done && next.value[0] < key && merged.length < limit; next = base.next())
      merged.push(next.value)
    if (merged.length >= limit) return merged
    if (!next.done && next.value[0] === key) next = base.next()
    if (local !== removed) merged.push([key, local])
  }
  for (; !next.done && merged.length < limit; next = base.next()) merged.push(next.value)
  return merged
}

/** The changes in a range, read in portions as scan does. */
function* walk<V>(changes: SortedMap<V>, start: string, end: string, limit: number): Generator<[string, V]> {
  for (;;) {
    const found = changes.range({ start, end, limit })
    yield* found
    if (found.length < limit) return
    start = `${found[found.length - 1]![0]}\0`
  }
}

/** Runs a write over the base whose changes go into the layer, or nowhere where it throws. */
export function writeOrUndo<R>(below: ReadTxn, layer: Layer, fn: (txn: WriteTxn) => R): R {
  const changes = createUndoableChanges()
  try {
    return fn({
      ...layeredReader(below, layer),
      put: (table, key, value) =>
        changes.set<Local<unknown>>(mapOf(layer, table) as SortedMap<unknown>, key, value),
      remove: (table, key) =>
        changes.set<Local<unknown>>(mapOf(layer, table) as SortedMap<unknown>, key, removed),
    })
  } catch (error) {
    changes.undo()
    throw error
  }
}

/** Makes the changes to the base itself. */
export function applyLayer(txn: WriteTxn, layer: Layer): void {
  for (const table of tableNames) applyTable(txn, table, mapOf(layer, table))
}

function applyTable<T extends Table>(txn: WriteTxn, table: T, changes: SortedMap<Local<Tables[T]>>): void {
  for (const [key, local] of changes.entries())
    if (local === removed) txn.remove(table, key)
    else txn.put(table, key, local)
}
