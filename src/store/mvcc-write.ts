/** Applying a transaction to the store's tables: compares, then changes that all bear the next revision. */
import { deepFreeze } from '../base/json.ts'
import type { KeyRecord, WriteTxn } from './engine.ts'
import { changeKey, location, MAX_OPERATIONS } from './location.ts'
import { encodeEntries, updateIndexes } from './mvcc-index.ts'
import { getNow, revisionIn } from './mvcc-read.ts'
import type { Compare, Delete, Put, Txn, TxnResult } from './store.ts'

/** See Store.txn. A throw leaves it to the engine to undo what was written. */
export function applyTxn(txn: WriteTxn, request: Txn): TxnResult {
  const revision = revisionIn(txn)
  const compare = request.compare ?? []
  if (!compare.every((expected) => holds(txn, expected)))
    return { succeeded: false, revision, current: compare.map(({ key }) => getNow(txn, key)) }
  const changes = applyOps(txn, request.ops, revision + 1)
  for (const [key, value] of request.meta ?? []) writeMeta(txn, key, value)
  if (changes === 0) return { succeeded: true, revision }
  txn.put('system', 'revision', revision + 1)
  return { succeeded: true, revision: revision + 1 }
}

function holds(txn: WriteTxn, { key, modRevision }: Compare): boolean {
  const record = txn.get('keys', key)
  return (record === undefined || record.version === 0 ? 0 : record.revision) === modRevision
}

/** Returns how many of the operations changed something. */
function applyOps(txn: WriteTxn, ops: readonly (Put | Delete)[], revision: number): number {
  if (ops.length > MAX_OPERATIONS)
    throw new RangeError(`a transaction of ${ops.length} operations is too large`)
  let sub = 0
  for (const op of ops) {
    const record = txn.get('keys', op.key)
    if (op.type === 'put') applyPut(txn, op, record, revision, sub++)
    else if (record !== undefined && record.version > 0) applyDelete(txn, op.key, record, revision, sub++)
  }
  return sub
}

function applyPut(
  txn: WriteTxn,
  { key, value, indexes, stamp }: Put,
  former: KeyRecord | undefined,
  revision: number,
  sub: number,
): void {
  const entries = encodeEntries(indexes)
  const version = (former?.version ?? 0) + 1
  const createRevision = version === 1 ? revision : former!.createRevision
  const change = changeKey(location(revision, sub), key)
  stamp?.(revision)
  txn.put('values', change, deepFreeze(value))
  record(txn, key, change, { revision, sub, createRevision, version, entries, value }, former)
  updateIndexes(txn, key, former?.entries ?? '', { text: entries, entries: indexes ?? [] })
}

function applyDelete(txn: WriteTxn, key: string, former: KeyRecord, revision: number, sub: number): void {
  const change = changeKey(location(revision, sub), key)
  record(txn, key, change, { revision, sub, createRevision: 0, version: 0, entries: '' }, former)
  updateIndexes(txn, key, former.entries, { text: '', entries: [] })
}

/** Writes a change's records of key and history. */
function record(
  txn: WriteTxn,
  key: string,
  change: string,
  next: KeyRecord,
  former: KeyRecord | undefined,
): void {
  const { createRevision, version, value } = next
  const previous = former && location(former.revision, former.sub)
  txn.put('log', change, { createRevision, version, previous, value, former })
  txn.put('keys', key, next)
}

function writeMeta(txn: WriteTxn, key: string, value: unknown): void {
  if (value === undefined) txn.remove('meta', key)
  else txn.put('meta', key, deepFreeze(value))
}
