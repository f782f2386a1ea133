/** The lower seam of the store: a small synchronous ordered key-value engine, all that a backend has to offer. */

/** What is known of a key now. Version 0 says that it was deleted and compaction has not passed yet. */
export interface KeyRecord {
  /** Where the newest value lies: revision and position within its transaction. */
  revision: number
  sub: number
  createRevision: number
  version: number
  /** The key's index entries as one JSON text, empty for none: equal texts mean that no index changes. */
  entries: string
  /** The newest value itself, where this process has just written it: spares to look it up. Never in bytes. */
  value?: unknown
}

/** One change in the history, without its value. Version 0 is a deletion. */
export interface LogRecord {
  createRevision: number
  version: number
  /** Location of the change before it of the same key, which compaction may have removed. */
  previous?: string | undefined
  /** The new value and what was there before, as in KeyRecord.value. */
  value?: unknown
  former?: KeyRecord | undefined
}

/** The tables and what they hold; `log` and `values` by change (location.ts), so that both only grow at their end. */
export interface Tables {
  keys: KeyRecord
  log: LogRecord
  /** Frozen, and never changed once committed: a change may be cached for ever. */
  values: unknown
  /** `index NUL term NUL key`. */
  index: true
  /** `index NUL term`: the sums of weights, and `count`. */
  sums: Readonly<Record<string, number>>
  meta: unknown
  /** The store's own counters. */
  system: number
}

/** The names of the tables. */
export type Table = keyof Tables

/** All tables, in the order in which backends create them. */
export const tableNames: readonly Table[] = ['keys', 'log', 'values', 'index', 'sums', 'meta', 'system']

/** Keys that follow each other. */
export interface KeyRange {
  /** First key, inclusive; keys are ordered by UTF-16 code units. */
  start: string
  /** End, exclusive. */
  end: string
  limit?: number
}

/** Reads that all see the same state. Only valid until the function that received it returns. */
export interface ReadTxn {
  get<T extends Table>(table: T, key: string): Tables[T] | undefined
  range<T extends Table>(table: T, range: KeyRange): [key: string, value: Tables[T]][]
}

/** Reads see the transaction's own writes. */
export interface WriteTxn extends ReadTxn {
  put<T extends Table>(table: T, key: string, value: Tables[T]): void
  remove(table: Table, key: string): void
}

/** A state of the engine that stays readable until it is released, whatever is written meanwhile. */
export interface Snapshot {
  read<T>(fn: (txn: ReadTxn) => T): T
  release(): void
}

/** Who has to be kept apart where only one may do a thing at a time (lease.ts). */
export interface Exclusion {
  /** The same object for all engines of this process over the same data. */
  key: object
  /** The folder in which processes that share the data meet; none where this process is alone. */
  folder?: string
}

/** Where bytes are kept. Every failure is a StoreError. */
export interface Engine {
  readonly exclusion: Exclusion
  /** Runs a function over the newest committed state, of whichever process committed it. */
  read<T>(fn: (txn: ReadTxn) => T): T
  /** Runs a function alone over all processes. Durable when it returns; nothing is kept when it throws. */
  write<T>(fn: (txn: WriteTxn) => T): T
  snapshot(): Snapshot
  /** Calls the listener soon after each commit of any process, sometimes for nothing; returns how to stop. */
  subscribe(listener: () => void): () => void
  /** True once closed; every other call then fails. */
  closed(): boolean
  /** Ends all use; listeners are called a last time. */
  close(): Promise<void>
}

const CHUNK = 128

/** Walks a range in portions, so that whoever stops early has not read all of it. */
export function* scan<T extends Table>(
  txn: Pick<ReadTxn, 'range'>,
  table: T,
  range: Omit<KeyRange, 'limit'>,
  chunk = CHUNK,
): Generator<[key: string, value: Tables[T]]> {
  let { start } = range
  for (;;) {
    const found = txn.range(table, { start, end: range.end, limit: chunk })
    yield* found
    if (found.length < chunk) return
    start = `${found[found.length - 1]![0]}\0`
    chunk = Math.min(chunk * 2, 4096)
  }
}
