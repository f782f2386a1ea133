/** Reading LMDB's tables: the newest state or a snapshot, through the cache of decoded values. */
import { deepFreeze } from '../../base/json.ts'
import type { Recent } from '../../base/recent.ts'
import type { ReadTxn, Snapshot, Table } from '../engine.ts'
import { revisionIn } from '../mvcc-read.ts'
import { StoreError } from '../store.ts'
import { decode } from './codec.ts'
import type { Environment, OpenTables } from './environment.ts'
import { storeFailure, toStoreError } from './errors.ts'

/** The state that an engine's parts share. */
export interface Context {
  environment: Environment
  /** Decoded values by change. Since a change never changes, nothing has to be dropped but for space. */
  cache: Recent<unknown>
}

/** An entry of the cache weighs its text, but costs something also where that is short. */
export function cacheWeight(length: number): number {
  return Math.max(length, 1024)
}

type Transaction = ReturnType<OpenTables['root']['useReadTransaction']>

/** The read transaction to use; where left out, the one of the write under way, else the newest state. */
interface ReadOptions {
  transaction?: Transaction
}

/** Reads a folder in which nobody has written a store. */
export const emptyReader: ReadTxn = { get: () => undefined, range: () => [] }

/** Reads through a transaction. What a write under way has changed must not fill the cache: it may be undone. */
export function createReader(
  { cache, environment }: Context,
  { tables }: OpenTables,
  options: ReadOptions,
  fillCache: boolean,
): ReadTxn {
  const getValue = (change: string) => {
    const cached = cache.get(change)
    if (cached !== undefined) return cached
    const text = getText(tables, 'values', change, options)
    if (text === undefined) return refuseDamaged(change)
    const value = deepFreeze(decode('values', text))
    if (fillCache) cache.set(change, value, cacheWeight(text.length))
    return value
  }
  /** Either there is no such value, or it cannot be decompressed. */
  const refuseDamaged = (change: string) => {
    const [found] = tables.values.getKeys({ start: change, end: `${change}\0`, limit: 1, ...options })
    if (found !== undefined) throw storeFailure('corrupt', environment.dir)
    return undefined
  }
  return {
    get(table, key) {
      if (table === 'values') return getValue(key) as never
      const text = getText(tables, table, key, options)
      return text === undefined ? undefined : decode(table, text)
    },
    range(table, range) {
      if (range.start >= range.end || range.limit === 0) return []
      const found = tables[table].getRange({ ...range, ...options })
      return Array.from(found, ({ key, value }) => [key, decode(table, value)])
    },
  }
}

function getText(
  tables: OpenTables['tables'],
  table: Table,
  key: string,
  options: ReadOptions,
): string | undefined {
  return key === '' ? undefined : tables[table].get(key, options)
}

/** A snapshot by a read transaction that is held open: pages that it needs are not reused until it is released. */
export function createSnapshot(context: Context): Snapshot {
  const { environment } = context
  const opened = environment.forReading()
  if (opened === undefined) return { read: (fn) => fn(emptyReader), release() {} }
  let held: Held | undefined = begin(context, opened)
  const end = () => {
    held?.transaction.done()
    held = undefined
  }
  const stopListening = environment.closing.add(end)
  const revision = revisionIn(held.reader)
  return {
    read(fn) {
      try {
        if (held === undefined) {
          // The folder was opened anew, for writing.
          held = begin(context, environment.forReading()!)
          if (revisionIn(held.reader) !== revision)
            throw new StoreError(
              'conflict',
              `the store in ${environment.dir} has moved on from revision ${revision}`,
            )
        }
        return fn(held.reader)
      } catch (error) {
        throw toStoreError(error, environment.dir)
      }
    },
    release() {
      stopListening()
      end()
    },
  }
}

/** A read transaction that is held open, and what reads through it. */
interface Held {
  transaction: Transaction
  reader: ReadTxn
}

function begin(context: Context, opened: OpenTables): Held {
  opened.root.resetReadTxn()
  const transaction = opened.root.useReadTransaction()
  return { transaction, reader: createReader(context, opened, { transaction }, true) }
}
