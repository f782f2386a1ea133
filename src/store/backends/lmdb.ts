/** The LMDB backend: a folder that any number of processes use at once. */
import { createRecent } from '../../base/recent.ts'
import type { Engine, ReadTxn, WriteTxn } from '../engine.ts'
import { encode } from '../lmdb/codec.ts'
import type { TextTable } from '../lmdb/environment.ts'
import { useEnvironment } from '../lmdb/environment.ts'
import { checkSpace, storeFailure, toStoreError } from '../lmdb/errors.ts'
import type { Context } from '../lmdb/read.ts'
import { cacheWeight, createReader, createSnapshot, emptyReader } from '../lmdb/read.ts'
import { watchFolder } from '../lmdb/watch.ts'
import { createStore } from '../mvcc.ts'
import type { Store } from '../store.ts'
import { StoreError } from '../store.ts'

/** Where the store lies. A read-only one refuses writes; it can be opened where the folder cannot be written. */
export interface LmdbOptions {
  dir: string
  readOnly?: boolean
}

/**
 * Decoded values take two to three times the length of their text: this bounds the cache to some 150 MB. With a third of
 * it, a rollout of 10,000 pods, whose replica sets are looked at again and again, took a quarter more time; commands that
 * touch little fill little.
 */
const CACHED_TEXT = 56 * 1024 * 1024

/** A store in a folder, which is made at the first write. Opening it touches nothing yet. */
export function openLmdb(options: LmdbOptions): Store {
  return createStore(createLmdbEngine(options))
}

/** An engine over a folder. */
export function createLmdbEngine({ dir, readOnly = false }: LmdbOptions): Engine {
  const environment = useEnvironment(dir)
  const context: Context = {
    environment,
    cache: createRecent(CACHED_TEXT),
  }
  let closed = false
  const watching = watchFolder(environment)
  const check = () => {
    if (closed) throw new StoreError('closed', `the store in ${dir} is closed`)
  }
  return {
    exclusion: { key: environment, folder: environment.dir },
    read(fn) {
      check()
      return readFresh(context, fn)
    },
    write(fn) {
      check()
      if (readOnly) throw storeFailure('read-only', dir)
      const result = writeDurably(context, fn)
      environment.commits.notify()
      return result
    },
    snapshot() {
      check()
      return createSnapshot(context)
    },
    subscribe: watching.subscribe,
    closed: () => closed,
    async close() {
      if (closed) return
      closed = true
      watching.close()
      await environment.release()
    },
  }
}

function readFresh<T>(context: Context, fn: (txn: ReadTxn) => T): T {
  const { environment } = context
  const opened = environment.forReading()
  if (opened === undefined) return fn(emptyReader)
  try {
    // Without this, the package would go on reading the state as of the last turn of the event loop.
    opened.root.resetReadTxn()
    return fn(createReader(context, opened, {}, true))
  } catch (error) {
    throw toStoreError(error, environment.dir)
  }
}

/** False where the key was to be appended and is not the last one. */
function putText(table: TextTable, key: string, text: string, options: { append?: boolean }): boolean {
  return (table as unknown as { putSync(...args: unknown[]): boolean }).putSync(key, text, options)
}

function writeDurably<T>(context: Context, fn: (txn: WriteTxn) => T): T {
  const { environment, cache } = context
  const opened = environment.forWriting()
  const written: [change: string, value: unknown, size: number][] = []
  let size = 0
  const txn: WriteTxn = {
    ...createReader(context, opened, {}, false),
    put(table, key, record) {
      const text = encode(table, record)
      // The history only grows at its end: LMDB then fills its pages instead of halving them.
      const options = table === 'log' || table === 'values' ? { append: true } : {}
      if (!putText(opened.tables[table], key, text, options)) throw storeFailure('corrupt', environment.dir)
      size += key.length + text.length
      if (table === 'values') written.push([key, record, text.length])
    },
    remove(table, key) {
      opened.tables[table].remove(key)
    },
  }
  try {
    const result = opened.root.transactionSync(() => {
      const outcome = fn(txn)
      // LMDB reports a full disk on stderr, from native code: find it before it does.
      checkSpace(environment.dir, size)
      return outcome
    })
    for (const [change, value, length] of written) cache.set(change, value, cacheWeight(length))
    return result
  } catch (error) {
    throw toStoreError(error, environment.dir)
  }
}
