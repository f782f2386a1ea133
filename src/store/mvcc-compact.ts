/** Forgetting history: removes what was superseded, at the cost of the revisions passed since the last time. */
import type { Engine, LogRecord, WriteTxn } from './engine.ts'
import { location } from './location.ts'
import { compactedIn, revisionIn } from './mvcc-read.ts'
import { StoreError } from './store.ts'

/** How many revisions one write transaction sweeps: others may write in between. */
const PORTION = 1000

/** See Store.compact. Where it is interrupted, the next call carries on. */
export function compactHistory(engine: Engine, revision: number): void {
  if (engine.read((txn) => isSwept(txn, revision))) return
  while (!engine.write((txn) => sweepPortion(txn, revision)));
}

function isSwept(txn: Pick<WriteTxn, 'get'>, revision: number): boolean {
  return (txn.get('system', 'swept') ?? 0) >= revision
}

/** Sweeps the next portion; returns whether all is done. The first one already forbids reads before the revision. */
function sweepPortion(txn: WriteTxn, revision: number): boolean {
  const newest = revisionIn(txn)
  if (revision > newest)
    throw new StoreError(
      'future-revision',
      `cannot compact up to revision ${revision}: the store is at ${newest}`,
    )
  if (revision > compactedIn(txn)) txn.put('system', 'compacted', revision)
  const swept = txn.get('system', 'swept') ?? 0
  const last = Math.min(revision, swept + PORTION)
  const changes = txn.range('log', { start: location(swept + 1, 0), end: location(last + 1, 0) })
  for (const [at, change] of changes) sweepChange(txn, at, change)
  if (last > swept) txn.put('system', 'swept', last)
  return last >= revision
}

/** Removes the change before this one, and this one too where it is a deletion. */
function sweepChange(txn: WriteTxn, at: string, { key, version, previous }: LogRecord): void {
  if (previous !== undefined) {
    txn.remove('log', previous)
    txn.remove('values', previous)
  }
  if (version > 0) return
  txn.remove('log', at)
  const newest = txn.get('keys', key)
  if (newest !== undefined && location(newest.revision, newest.sub) === at) txn.remove('keys', key)
}
