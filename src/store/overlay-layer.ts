/** An overlay's own changes: a map a table, in which a removal is an entry too, and how they look over a base. */
import type { KeyRange, LogRecord, ReadTxn, Table, Tables, WriteTxn } from './engine.ts'
import { scan, tableNames } from './engine.ts'
import { location } from './location.ts'
import { createSortedMap, type SortedMap } from './sorted-map.ts'
import { createUndoableChanges } from './tree.ts'

const removed = Symbol('removed')

type Local<R> = R | typeof removed

/** The changes of all tables. */
export type LayerTables = { [T in Table]: SortedMap<Local<Tables[T]>> }

/** The changes made since the base was at some revision. */
export interface Layer {
  tables: LayerTables
  /** Where the history of the layer begins: the base has no change from here on. */
  from: string
}

function mapTables(make: <T extends Table>(table: T) => SortedMap<Local<Tables[T]>>): LayerTables {
  return Object.fromEntries(tableNames.map((table) => [table, make(table)])) as LayerTables
}

function mapOf<T extends Table>({ tables }: Layer, table: T): SortedMap<Local<Tables[T]>> {
  return tables[table]
}

/** No changes to a base of that revision. */
export function createLayer(revision: number): Layer {
  return { tables: mapTables(() => createSortedMap()), from: location(revision + 1, 0) }
}

/** The same changes, apart from then on. */
export function cloneLayer(layer: Layer): Layer {
  return { ...layer, tables: mapTables((table) => mapOf(layer, table).clone()) }
}

/** Whether there are no changes at all. */
export function isEmpty(layer: Layer): boolean {
  return tableNames.every((table) => layer.tables[table].size === 0)
}

/** Whether a key of a table, and all that follow it, can only be in the layer. */
function isNew({ from }: Layer, table: Table, key: string): boolean {
  return (table === 'log' || table === 'values') && key >= from
}

/** Reads the changes, and below them the base. */
export function layeredReader(below: ReadTxn, layer: Layer): ReadTxn {
  return {
    get(table, key) {
      const local = mapOf(layer, table).get(key)
      if (local === undefined) return isNew(layer, table, key) ? undefined : below.get(table, key)
      return local === removed ? undefined : local
    },
    range(table, range) {
      const changes = mapOf(layer, table)
      const first = changes.range(range)
      if (isNew(layer, table, range.start)) return first as [string, Tables[typeof table]][]
      return first.length === 0 ? below.range(table, range) : merge(below, table, changes, range, first)
    },
  }
}

function merge<T extends Table>(
  below: ReadTxn,
  table: T,
  changes: SortedMap<Local<Tables[T]>>,
  { start, end, limit = Number.POSITIVE_INFINITY }: KeyRange,
  first: [string, Local<Tables[T]>][],
): [string, Tables[T]][] {
  const merged: [string, Tables[T]][] = []
  const base = scan(below, table, { start, end }, Math.min(limit, 1024))
  let next = base.next()
  for (const [key, local] of walk(changes, first, end, limit)) {
    for (; !next.done && next.value[0] < key && merged.length < limit; next = base.next())
      merged.push(next.value)
    if (merged.length >= limit) return merged
    if (!next.done && next.value[0] === key) next = base.next()
    if (local !== removed) merged.push([key, local])
  }
  for (; !next.done && merged.length < limit; next = base.next()) merged.push(next.value)
  return merged
}

/** The changes in a range from the first ones on, read in portions as scan does. */
function* walk<V>(
  changes: SortedMap<V>,
  first: [string, V][],
  end: string,
  limit: number,
): Generator<[string, V]> {
  for (let found = first; ; ) {
    yield* found
    if (found.length < limit) return
    found = changes.range({ start: `${found[found.length - 1]![0]}\0`, end, limit })
  }
}

/** Runs a write whose changes go into the layer that the reader reads, or nowhere where it throws. */
export function writeOrUndo<R>({ get, range }: ReadTxn, layer: Layer, fn: (txn: WriteTxn) => R): R {
  const changes = createUndoableChanges()
  try {
    return fn({
      get,
      range,
      put: (table, key, value) =>
        changes.set<Local<unknown>>(mapOf(layer, table) as SortedMap<unknown>, key, value),
      remove(table, key) {
        const tree = mapOf(layer, table) as SortedMap<unknown>
        if (isNew(layer, table, key)) changes.delete(tree, key)
        else changes.set<Local<unknown>>(tree, key, removed)
      },
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
    else txn.put(table, key, withoutFormer(table, local))
}

/** What a change superseded is at hand for those who follow the layer; kept longer it would only take space. */
function withoutFormer<T extends Table>(table: T, record: Tables[T]): Tables[T] {
  if (table !== 'log') return record
  const { former: _, ...kept } = record as LogRecord
  return kept as Tables[T]
}
