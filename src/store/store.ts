/** The store: etcd's data model. What the API server needs of it, whatever keeps the bytes. */

/** A stored value. The store never looks inside; what it hands out is frozen. */
export type Value = unknown

/** One key as of some revision. Revisions count whole-store transactions from 1. */
export interface KeyValue {
  key: string
  value: Value
  /** Revision of the transaction that created the key. */
  createRevision: number
  /** Revision of the last transaction that changed the key: the object's resourceVersion. */
  modRevision: number
  /** How many times the key was written since it was created, from 1. */
  version: number
}

/** Writes a key. */
export interface Put {
  type: 'put'
  key: string
  /** The store takes it as its own and freezes it. Never undefined. */
  value: Value
  /** Called with the revision that the put bears, before the value is frozen: for a value that tells it. */
  stamp?(revision: number): void
  /** Every index entry that leads to this key from now on; entries of its former value that are missing are removed. */
  indexes?: readonly IndexEntry[]
}

/** Removes a key; nothing happens where there is none. */
export interface Delete {
  type: 'delete'
  key: string
}

/**
 * A term under which a key can be found without a scan, for instance `['pods.node', 'worker-1']`.
 * A weight adds the key's share to the sums of the term (see Reader.aggregate): how much of each resource
 * a pod takes of its node, for instance.
 */
export type IndexEntry = readonly [index: string, term: string, weight?: Readonly<Record<string, number>>]

/** All compares must hold or nothing is written. A modRevision of 0 means: the key does not exist. */
export interface Compare {
  key: string
  modRevision: number
}

/** Changes that take effect together, in one revision. */
export interface Txn {
  compare?: readonly Compare[]
  ops: readonly (Put | Delete)[]
  /** Bookkeeping written with the transaction but outside of its history: no revision, no event. Undefined deletes. */
  meta?: ReadonlyMap<string, Value | undefined>
}

/** What became of a transaction. */
export type TxnResult =
  | {
      succeeded: true
      /** The store's revision now: one more than before if any op changed something. */
      revision: number
    }
  | {
      succeeded: false
      revision: number
      /** The compares' keys as they are. */
      current: (KeyValue | undefined)[]
    }

/** Which keys to read. */
export interface RangeOptions {
  /** First key, inclusive. */
  start: string
  /** End, exclusive. Use prefixEnd(prefix) for a prefix. */
  end: string
  /** At most so many; `more` in the result says that there are others. */
  limit?: number
  /** As of this revision; the newest when left out. */
  revision?: number
  /** Leave the values undefined: cheaper where keys are all one needs. */
  keysOnly?: boolean
}

/** Keys in their order, as of one revision. */
export interface RangeResult {
  kvs: KeyValue[]
  more: boolean
  /** The revision that the answer holds for. */
  revision: number
}

/** One change in the history. */
export interface StoreEvent {
  type: 'put' | 'delete'
  key: string
  /** Revision of the transaction. Events of one transaction share it, in the order of its ops. */
  revision: number
  /** The new state; undefined for a delete. */
  kv: KeyValue | undefined
  /** The state before; undefined for a creation, or where compaction has removed it. */
  previous: KeyValue | undefined
}

/** A stretch of the history. */
export interface EventsResult {
  events: StoreEvent[]
  /** All events up to this revision are in the answer; go on from the next one. */
  revision: number
}

/** Which changes to report. */
export interface WatchOptions {
  start: string
  end: string
  /** First revision to report; from now on when left out. Throws StoreError 'compacted' where it is gone. */
  fromRevision?: number
  signal?: AbortSignal
}

/** What can be read, all of it as of one revision where it is one call. */
export interface Reader {
  get(key: string, options?: { revision?: number }): Promise<KeyValue | undefined>
  range(options: RangeOptions): Promise<RangeResult>
  /** The keys under a term, in key order, with their values. */
  lookup(index: string, term: string, options?: { limit?: number; keysOnly?: boolean }): Promise<KeyValue[]>
  /** The terms of an index from a term on, in order: what is taken, what comes next. */
  terms(index: string, options?: { start?: string; end?: string; limit?: number }): Promise<string[]>
  /**
   * The sums of the weights of all keys under a term, and `count`, how many have one. Cost: one read.
   * Sums of 0 are left out, save `count`. Weights are whole numbers, and so are their sums: exact up to 2^53.
   */
  aggregate(index: string, term: string): Promise<Readonly<Record<string, number>>>
  /** The newest revision; 0 for an empty store. */
  revision(): Promise<number>
  meta(key: string): Promise<Value | undefined>
  metaRange(options: { start: string; end: string; limit?: number }): Promise<{ key: string; value: Value }[]>
  /** Events after a revision, in order; at most about `limit`, never splitting a transaction. */
  events(afterRevision: number, limit?: number): Promise<EventsResult>
}

/** A store, of which there may be other users in this process and elsewhere. */
export interface Store extends Reader {
  /** All or nothing; durable when the promise resolves. */
  txn(txn: Txn): Promise<TxnResult>
  /** Batches of events, one batch a transaction, until the signal aborts. */
  watch(options: WatchOptions): AsyncIterable<StoreEvent[]>
  /** Forgets history up to a revision: no reads or watches before it. Current values stay. */
  compact(revision: number): Promise<void>
  close(): Promise<void>
}

/** The ways in which a store can fail. */
export type StoreErrorCode =
  | 'compacted'
  | 'future-revision'
  | 'conflict'
  | 'newer-format'
  | 'older-format'
  | 'corrupt'
  | 'no-space'
  | 'read-only'
  | 'permission'
  | 'closed'
  | 'io'

/** Any failure of a store. The message is fit for a user: one line, naming the path where there is one. */
export class StoreError extends Error {
  override name = 'StoreError'
  readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** The first key after all keys that start with the prefix. */
export function prefixEnd(prefix: string): string {
  const last = prefix.length - 1
  return prefix.slice(0, last) + String.fromCharCode(prefix.charCodeAt(last) + 1)
}
