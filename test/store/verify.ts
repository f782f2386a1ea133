/** Checks that a store's tables agree with one another. */
import type { KeyRecord, ReadTxn, Table } from '../../src/store/engine.ts'
import { scan } from '../../src/store/engine.ts'
import { changedKey, changeKey, indexKey, location, revisionOf, termKey } from '../../src/store/location.ts'
import { engineOf } from '../../src/store/mvcc.ts'
import type { IndexEntry, Store } from '../../src/store/store.ts'

const everything = { start: '', end: '\uffff' }

/** What is wrong with the store, one line each; empty for a store that is sound. */
export function verify(store: Store): string[] {
  return engineOf(store).read((txn) => [...verifyKeys(txn), ...verifyHistory(txn), ...verifyIndexes(txn)])
}

function* verifyKeys(txn: ReadTxn): Generator<string> {
  const revision = txn.get('system', 'revision') ?? 0
  for (const [key, record] of scan(txn, 'keys', everything)) {
    const change = changeKey(location(record.revision, record.sub), key)
    const log = txn.get('log', change)
    if (log === undefined) yield `${key}: its newest change is not in the history`
    else if (log.version !== record.version)
      yield `${key}: version ${record.version}, in the history ${log.version}`
    if (record.revision > revision) yield `${key}: revision ${record.revision} after the store's ${revision}`
    if (record.version > 0 && txn.get('values', change) === undefined) yield `${key}: its value is missing`
    if (record.version === 0 && record.entries !== '') yield `${key}: deleted, but indexed`
  }
}

function* verifyHistory(txn: ReadTxn): Generator<string> {
  const swept = txn.get('system', 'swept') ?? 0
  for (const [change, record] of scan(txn, 'log', everything)) {
    const key = changedKey(change)
    if ((txn.get('values', change) !== undefined) !== record.version > 0)
      yield `${key}: value and history disagree`
    if (revisionOf(change) <= swept) {
      if (record.version === 0) yield `${key}: compaction left a deletion`
      if (record.previous !== undefined && txn.get('log', changeKey(record.previous, key)) !== undefined)
        yield `${key}: compaction left what was superseded`
    }
    if (txn.get('keys', key) === undefined) yield `${key}: in the history, but not among the keys`
    if (record.previous !== undefined && revisionOf(record.previous) > swept)
      if (txn.get('log', changeKey(record.previous, key)) === undefined) yield `${key}: a gap in its history`
  }
  for (const [change] of scan(txn, 'values', everything))
    if (txn.get('log', change) === undefined)
      yield `${changedKey(change)}: a value that is not in the history`
}

function* verifyIndexes(txn: ReadTxn): Generator<string> {
  const expected = new Set<string>()
  const sums = new Map<string, Record<string, number>>()
  for (const [key, record] of scan(txn, 'keys', everything))
    for (const [index, term, weight] of entriesOf(record)) {
      expected.add(indexKey(index, term, key))
      if (weight !== undefined) add(sums, termKey(index, term), { count: 1, ...weight })
    }
  yield* difference(txn, 'index', expected)
  yield* difference(txn, 'sums', new Set(sums.keys()))
  for (const [at, expectedSums] of sums) {
    const found = txn.get('sums', at)
    const text = (record: object | undefined) =>
      JSON.stringify(
        Object.entries(record ?? {})
          .filter(([, n]) => n !== 0)
          .sort(),
      )
    if (text(found) !== text(expectedSums))
      yield `sums of ${at}: ${text(found)} instead of ${text(expectedSums)}`
  }
}

function entriesOf(record: KeyRecord): IndexEntry[] {
  const entries: IndexEntry[] = record.entries === '' ? [] : JSON.parse(record.entries)
  return [...new Map(entries.map((entry) => [termKey(entry[0], entry[1]), entry])).values()]
}

function add(sums: Map<string, Record<string, number>>, at: string, weight: Record<string, number>): void {
  const sum = sums.get(at) ?? {}
  for (const [name, amount] of Object.entries(weight)) sum[name] = (sum[name] ?? 0) + amount
  sums.set(at, sum)
}

function* difference(txn: ReadTxn, table: Table, expected: Set<string>): Generator<string> {
  const found = new Set([...scan(txn, table, everything)].map(([key]) => key))
  for (const key of expected) if (!found.has(key)) yield `${table}: ${JSON.stringify(key)} is missing`
  for (const key of found) if (!expected.has(key)) yield `${table}: ${JSON.stringify(key)} is left over`
}
