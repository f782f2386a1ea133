/** Reading the store's tables: single keys and ranges, now or as of a revision, and the history. */
import type { KeyRecord, LogRecord, ReadTxn } from './engine.ts'
import { scan } from './engine.ts'
import { changedKey, changeKey, location, revisionOf, revisionRange } from './location.ts'
import type { EventsResult, KeyValue, RangeOptions, RangeResult, StoreEvent, Value } from './store.ts'
import { StoreError } from './store.ts'

/** The store's revision in this state; 0 for an empty store. */
export function revisionIn(txn: ReadTxn): number {
  return txn.get('system', 'revision') ?? 0
}

/** The revision up to which history is forgotten. */
export function compactedIn(txn: ReadTxn): number {
  return txn.get('system', 'compacted') ?? 0
}

/** Throws StoreError 'compacted' or 'future-revision' where a state cannot be read. */
export function checkRevision(txn: ReadTxn, revision: number): void {
  const newest = revisionIn(txn)
  if (revision > newest)
    throw new StoreError(
      'future-revision',
      `revision ${revision} is in the future: the store is at revision ${newest}`,
    )
  const compacted = compactedIn(txn)
  if (revision < compacted) throw compactedError(revision, compacted)
}

function compactedError(revision: number, compacted: number): StoreError {
  return new StoreError(
    'compacted',
    `revision ${revision} is gone: history up to revision ${compacted} was compacted`,
  )
}

/** The key as it is now, or undefined. */
export function getNow(txn: ReadTxn, key: string): KeyValue | undefined {
  const record = txn.get('keys', key)
  return record && toKeyValue(txn, key, record)
}

/** The key as of a revision that checkRevision has passed. */
export function getAt(txn: ReadTxn, key: string, revision: number): KeyValue | undefined {
  const record = txn.get('keys', key)
  return record && toKeyValueAt(txn, key, record, revision, false)
}

/** A record's key and value; undefined where the record says that the key was deleted. */
export function toKeyValue(
  txn: ReadTxn,
  key: string,
  record: KeyRecord,
  keysOnly = false,
): KeyValue | undefined {
  if (record.version === 0) return undefined
  return {
    key,
    value: keysOnly ? undefined : newestValue(txn, key, record),
    createRevision: record.createRevision,
    modRevision: record.revision,
    version: record.version,
  }
}

function newestValue(txn: ReadTxn, key: string, { value, revision, sub }: KeyRecord): Value {
  return value === undefined ? txn.get('values', changeKey(location(revision, sub), key)) : value
}

/** Walks back from the newest change to the one that held at the revision: its cost is the changes since. */
function toKeyValueAt(
  txn: ReadTxn,
  key: string,
  record: KeyRecord,
  revision: number,
  keysOnly: boolean,
): KeyValue | undefined {
  if (record.revision <= revision) return toKeyValue(txn, key, record, keysOnly)
  let at: string | undefined = location(record.revision, record.sub)
  while (at !== undefined && revisionOf(at) > revision) at = txn.get('log', changeKey(at, key))?.previous
  return at === undefined ? undefined : stateAfter(txn, at, key, keysOnly)
}

/** The state that a change made; undefined for a deletion and where compaction has removed the change. */
function stateAfter(txn: ReadTxn, at: string, key: string, keysOnly = false): KeyValue | undefined {
  const change = changeKey(at, key)
  const record = txn.get('log', change)
  if (record === undefined || record.version === 0) return undefined
  return {
    key,
    value: keysOnly ? undefined : txn.get('values', change),
    createRevision: record.createRevision,
    modRevision: revisionOf(at),
    version: record.version,
  }
}

/** See Reader.range. */
export function readRange(txn: ReadTxn, options: RangeOptions): RangeResult {
  const { revision, keysOnly = false, limit = Number.POSITIVE_INFINITY } = options
  if (revision !== undefined) checkRevision(txn, revision)
  const kvs: KeyValue[] = []
  const found = () => ({ kvs, revision: revision ?? revisionIn(txn) })
  for (const [key, record] of scan(txn, 'keys', options, portion(limit))) {
    const kv =
      revision === undefined
        ? toKeyValue(txn, key, record, keysOnly || kvs.length >= limit)
        : toKeyValueAt(txn, key, record, revision, keysOnly || kvs.length >= limit)
    if (kv === undefined) continue
    if (kvs.length >= limit) return { ...found(), more: true }
    kvs.push(kv)
  }
  return { ...found(), more: false }
}

/** How much to read at a time where only `limit` and perhaps one more are wanted. */
export function portion(limit: number): number {
  return Math.max(1, Math.min(limit + 1, 1024))
}

/** Events after a revision whose keys lie in the range, whole transactions until there are `limit` or more. */
export function eventsAfter(
  txn: ReadTxn,
  afterRevision: number,
  limit: number,
  within?: { start: string; end: string },
): EventsResult {
  const compacted = compactedIn(txn)
  if (afterRevision < compacted) throw compactedError(afterRevision, compacted)
  const revision = revisionIn(txn)
  const events: StoreEvent[] = []
  let last = afterRevision
  for (const [change, record] of scan(
    txn,
    'log',
    revisionRange(afterRevision + 1, revision),
    portion(limit),
  )) {
    const current = revisionOf(change)
    if (events.length >= limit && current !== last) return { events, revision: last }
    last = current
    const key = changedKey(change)
    if (within === undefined || (key >= within.start && key < within.end))
      events.push(toEvent(txn, change, key, record))
  }
  return { events, revision: Math.max(revision, afterRevision) }
}

function toEvent(txn: ReadTxn, change: string, key: string, record: LogRecord): StoreEvent {
  const revision = revisionOf(change)
  const { createRevision, version } = record
  const isPut = version > 0
  const kv = {
    key,
    value: isPut ? (record.value ?? txn.get('values', change)) : undefined,
    createRevision,
    modRevision: revision,
    version,
  }
  return {
    type: isPut ? 'put' : 'delete',
    key,
    revision,
    kv: isPut ? kv : undefined,
    previous: previousOf(txn, key, record),
  }
}

function previousOf(txn: ReadTxn, key: string, { former, previous }: LogRecord): KeyValue | undefined {
  if (former?.value !== undefined) return toKeyValue(txn, key, former)
  return previous === undefined ? undefined : stateAfter(txn, previous, key)
}
