/** The memory backend: sorted trees that hold frozen values by reference; gone with the process. */
import type { Engine, ReadTxn, Snapshot, Table, Tables, WriteTxn } from '../engine.ts'
import { tableNames } from '../engine.ts'
import { createListeners } from '../listeners.ts'
import { createStore } from '../mvcc.ts'
import type { Store } from '../store.ts'
import { StoreError } from '../store.ts'
import type { Tree } from '../tree.ts'
import { createTree, treeRange } from '../tree.ts'

type Trees = { [T in Table]: Tree<Tables[T]> }

/** A new, empty store in memory. */
export function openMemory(): Store {
  return createStore(createMemoryEngine())
}

/** A new, empty engine in memory. */
export function createMemoryEngine(): Engine {
  const trees = mapTrees(() => createTree())
  const listeners = createListeners()
  const reader = readerOf(trees)
  let closed = false
  const check = () => {
    if (closed) throw new StoreError('closed', 'the store is closed')
  }
  return {
    exclusion: { key: trees },
    read(fn) {
      check()
      return fn(reader)
    },
    write(fn) {
      check()
      const result = writeOrUndo(trees, reader, fn)
      listeners.notify()
      return result
    },
    snapshot() {
      check()
      return snapshotOf(trees)
    },
    subscribe: listeners.add,
    closed: () => closed,
    async close() {
      closed = true
      listeners.notify()
    },
  }
}

function mapTrees(make: <T extends Table>(table: T) => Tree<Tables[T]>): Trees {
  return Object.fromEntries(tableNames.map((table) => [table, make(table)])) as Trees
}

function treeOf<T extends Table>(trees: Trees, table: T): Tree<Tables[T]> {
  return trees[table]
}

function readerOf(trees: Trees): ReadTxn {
  return {
    get: (table, key) => treeOf(trees, table).get(key),
    range: (table, range) => treeRange(treeOf(trees, table), range),
  }
}

function snapshotOf(trees: Trees): Snapshot {
  const reader = readerOf(mapTrees((table) => treeOf(trees, table).clone()))
  return { read: (fn) => fn(reader), release() {} }
}

function writeOrUndo<R>(trees: Trees, reader: ReadTxn, fn: (txn: WriteTxn) => R): R {
  // Copies are instant. To remember each key as it was would take as long as the write itself, which is mostly a large one.
  const before = mapTrees((table) => treeOf(trees, table).clone())
  try {
    return fn({
      ...reader,
      put: (table, key, value) => void treeOf(trees, table).set(key, value),
      remove: (table, key) => void treeOf(trees, table).delete(key),
    })
  } catch (error) {
    Object.assign(trees, before)
    throw error
  }
}
