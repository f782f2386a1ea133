/** Secondary indexes and the sums of their weights, kept in step with the keys that they lead to. */
import type { ReadTxn, WriteTxn } from './engine.ts'
import { indexKey, termKey } from './location.ts'
import { toKeyValue } from './mvcc-read.ts'
import type { IndexEntry, KeyValue } from './store.ts'

type Weight = Readonly<Record<string, number>>

/** No weight at all; null is what JSON makes of one that is left out. */
type NoWeight = null | undefined

/** A key's index entries as the text that its record keeps. Throws RangeError for what cannot be an entry. */
export function encodeEntries(entries: readonly IndexEntry[] | undefined): string {
  if (entries === undefined || entries.length === 0) return ''
  for (const entry of entries) checkEntry(entry)
  return JSON.stringify(entries)
}

function checkEntry([index, term, weight]: IndexEntry): void {
  if (index.includes('\0') || term.includes('\0'))
    throw new RangeError(`index ${index}: the term ${JSON.stringify(term)} has a NUL character`)
  for (const name in weight)
    if (!Number.isSafeInteger(weight[name]) || name === 'count')
      throw new RangeError(
        `index ${index}: ${name} ${weight[name]} is not a whole number with a name of its own`,
      )
}

/** Brings the index tables from a key's former entries to its new ones; touches only what differs. */
export function updateIndexes(
  txn: WriteTxn,
  key: string,
  former: string,
  next: { text: string; entries: readonly IndexEntry[] },
): void {
  if (former === next.text) return
  if (former === '') {
    addEntries(txn, key, next.entries)
    return
  }
  const before = byTerm(JSON.parse(former))
  const after = byTerm(next.entries)
  for (const [at, [index, term, weight]] of before) {
    if (after.has(at)) continue
    txn.remove('index', indexKey(index, term, key))
    addWeight(txn, at, weight, undefined)
  }
  for (const [at, [index, term, weight]] of after) {
    const old = before.get(at)
    if (old === undefined) txn.put('index', indexKey(index, term, key), true)
    addWeight(txn, at, old?.[2], weight)
  }
}

/** The entries of a key that had none. */
function addEntries(txn: WriteTxn, key: string, entries: readonly IndexEntry[]): void {
  for (const [at, [index, term, weight]] of byTerm(entries)) {
    txn.put('index', indexKey(index, term, key), true)
    addWeight(txn, at, undefined, weight)
  }
}

function byTerm(entries: readonly IndexEntry[]): Map<string, IndexEntry> {
  return new Map(entries.map((entry) => [termKey(entry[0], entry[1]), entry]))
}

/** Replaces one key's share of a term's sums. Sums of 0 are left out, so that the result has no history. */
function addWeight(txn: WriteTxn, at: string, former: Weight | NoWeight, next: Weight | NoWeight): void {
  if (!former && !next) return
  if (JSON.stringify(former) === JSON.stringify(next)) return
  const sums: Record<string, number> = Object.assign(Object.create(null), txn.get('sums', at))
  if (former) addTo(sums, former, -1)
  if (next) addTo(sums, next, 1)
  if (sums.count === undefined) txn.remove('sums', at)
  else txn.put('sums', at, Object.freeze({ ...sums }))
}

function addTo(sums: Record<string, number>, weight: Weight, sign: 1 | -1): void {
  addOne(sums, 'count', sign)
  for (const name in weight) addOne(sums, name, sign * weight[name]!)
}

function addOne(sums: Record<string, number>, name: string, amount: number): void {
  const sum = (sums[name] ?? 0) + amount
  if (!Number.isSafeInteger(sum))
    throw new RangeError(`the sum of ${name} is beyond what can be counted exactly`)
  if (sum === 0) delete sums[name]
  else sums[name] = sum
}

/** See Reader.aggregate. */
export function readAggregate(txn: ReadTxn, index: string, term: string): Weight {
  return txn.get('sums', termKey(index, term)) ?? NOTHING
}

const NOTHING: Weight = Object.freeze({ count: 0 })

/** See Reader.lookup. */
export function readLookup(
  txn: ReadTxn,
  index: string,
  term: string,
  { limit = Number.POSITIVE_INFINITY, keysOnly = false }: { limit?: number; keysOnly?: boolean } = {},
): KeyValue[] {
  const prefix = indexKey(index, term, '')
  const end = `${termKey(index, term)}\x01`
  const found: KeyValue[] = []
  if (limit <= 0) return found
  // By far the most look-ups find nothing or a few: one range, without a generator, is all that they take.
  for (let start = prefix; ; ) {
    const entries = txn.range('index', { start, end, limit: Math.min(limit - found.length, PORTION) })
    for (const [at] of entries) {
      const key = at.slice(prefix.length)
      found.push(toKeyValue(txn, key, txn.get('keys', key)!, keysOnly)!)
    }
    if (entries.length < PORTION || found.length >= limit) return found
    start = `${entries[entries.length - 1]![0]}\0`
  }
}

/** How much of an index is read at a time. */
const PORTION = 1024

/** See Reader.terms. Skips from term to term, whatever number of keys lies under each. */
export function readTerms(
  txn: ReadTxn,
  index: string,
  {
    start = '',
    end,
    limit = Number.POSITIVE_INFINITY,
  }: { start?: string; end?: string; limit?: number } = {},
): string[] {
  const terms: string[] = []
  const stop = end === undefined ? `${index}\x01` : termKey(index, end)
  let from = termKey(index, start)
  while (terms.length < limit) {
    const [next] = txn.range('index', { start: from, end: stop, limit: 1 })
    if (next === undefined) break
    const term = next[0].slice(index.length + 1, next[0].indexOf('\0', index.length + 1))
    terms.push(term)
    from = `${termKey(index, term)}\x01`
  }
  return terms
}
