/** Forgetting history: removes what was superseded, at the cost of the revisions passed since the last time. */
import type { Engine, LogRecord, WriteTxn } from './engine.ts'
import { changedKey, changeKey, location, revisionRange } from './location.ts'
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
  for (const [change, record] of txn.range('log', revisionRange(swept + 1, last)))
    sweepChange(txn, change, record)
  if (last > swept) txn.put('system', 'swept', last)
  return last >= revision
}

/** Removes the change before this one, and this one too where it is a deletion. */
function sweepChange(txn: WriteTxn, change: string, { version, previous }: LogRecord): void {
  const key = changedKey(change)
  if (previous !== undefined) {
    txn.remove('log', changeKey(previous, key))
    txn.remove('values', changeKey(previous, key))
  }
  if (version > 0) return
  txn.remove('log', change)
  const newest = txn.get('keys', key)
  if (newest !== undefined && changeKey(location(newest.revision, newest.sub), key) === change)
    txn.remove('keys', key)
}
