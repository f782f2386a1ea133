/** The LMDB backend: a folder that any number of processes use at once. */
import { createRecent } from '../../base/recent.ts'
import type { Engine, ReadTxn, WriteTxn } from '../engine.ts'
import { createCodec } from '../lmdb/codec.ts'
import type { BytesTable, Environment } from '../lmdb/environment.ts'
import { useEnvironment } from '../lmdb/environment.ts'
import { checkSpace, storeFailure, toStoreError } from '../lmdb/errors.ts'
import type { Context } from '../lmdb/read.ts'
import { cacheWeight, createReader, createSnapshot, emptyReader } from '../lmdb/read.ts'
import type { ShapeStorage } from '../lmdb/shapes.ts'
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
 * Decoded values take about six times their bytes: this bounds the cache to some 150 MB. With a third of it, a rollout of
 * 10,000 pods, whose replica sets are looked at again and again, took a quarter more time; commands that touch little
 * fill little.
 */
const CACHE_BYTES = 24 * 1024 * 1024

/** A store in a folder, which is made at the first write. Opening it touches nothing yet. */
export function openLmdb(options: LmdbOptions): Store {
  return createStore(createLmdbEngine(options))
}

/** An engine over a folder. */
export function createLmdbEngine({ dir, readOnly = false }: LmdbOptions): Engine {
  const environment = useEnvironment(dir)
  const context: Context = {
    environment,
    codec: createCodec(shapeStorage(environment)),
    cache: createRecent(CACHE_BYTES),
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

function shapeStorage(environment: Environment): ShapeStorage {
  const table = () => environment.forReading()!.tables.shapes
  return {
    load(resource) {
      const bytes = table().getBinary(`/${resource}`)
      return bytes && JSON.parse(Buffer.from(bytes).toString())
    },
    save(resource, shapes) {
      table().put(`/${resource}`, Buffer.from(JSON.stringify(shapes)))
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
function putBytes(table: BytesTable, key: string, bytes: Uint8Array, options: { append?: boolean }): boolean {
  return (table as unknown as { putSync(...args: unknown[]): boolean }).putSync(key, bytes, options)
}

function writeDurably<T>(context: Context, fn: (txn: WriteTxn) => T): T {
  const { environment, codec, cache } = context
  const opened = environment.forWriting()
  const written: [change: string, value: unknown, size: number][] = []
  let size = 0
  const txn: WriteTxn = {
    ...createReader(context, opened, {}, false),
    put(table, key, record) {
      const bytes = codec.encode(table, key, record)
      // The history only grows at its end: LMDB then fills its pages instead of halving them.
      const options = table === 'log' || table === 'values' ? { append: true } : {}
      if (!putBytes(opened.tables[table], key, bytes, options)) throw storeFailure('corrupt', environment.dir)
      size += key.length + bytes.length
      if (table === 'values') written.push([key, record, bytes.length])
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
    for (const [change, value, bytes] of written) cache.set(change, value, cacheWeight(bytes))
    return result
  } catch (error) {
    codec.reset()
    throw toStoreError(error, environment.dir)
  }
}
