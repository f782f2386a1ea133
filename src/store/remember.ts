/** Remembers answers of a state that does not change: the same few records are asked for again and again. */
import type { KeyRange, ReadTxn, Table, Tables } from './engine.ts'

/** Answers to remember of each sort before all are forgotten. */
const LIMIT = 8192

/** Answers by where they start; who asks must not change them. */
type Ranges = Map<
  string,
  { table: Table; end: string; limit: number | undefined; found: [string, unknown][] }
>

/** Turns a reader of the state, whichever one stands for it just now, into one that remembers. */
export type Remember = (reader: ReadTxn) => ReadTxn

/** A range of more entries than this is not remembered. */
const SMALL = 16

/** What is asked for again and again: how a key is, and what a reconciler has noted of it. */
type Records = { [T in 'keys' | 'meta']: Map<string, Tables[T] | undefined> }

/** A memory for one state: of records, and of ranges in which there is little or nothing. */
export function createRemember(): Remember {
  const records: Records = { keys: new Map(), meta: new Map() }
  const ranges: Ranges = new Map()
  let source: ReadTxn | undefined
  let remembering: ReadTxn | undefined
  return (reader) => {
    if (remembering === undefined || reader !== source) {
      source = reader
      remembering = overReader(reader, records, ranges)
    }
    return remembering
  }
}

function overReader(reader: ReadTxn, records: Records, ranges: Ranges): ReadTxn {
  return {
    get(table, key) {
      if (table === 'keys' || table === 'meta') return getRecord(reader, records, table, key) as never
      return reader.get(table, key)
    },
    range<T extends Table>(table: T, range: KeyRange) {
      const { start, end, limit } = range
      const known = ranges.get(start)
      if (known?.table === table && known.end === end && known.limit === limit)
        return known.found as [string, Tables[T]][]
      const found = reader.range(table, range)
      if (found.length <= SMALL) {
        if (ranges.size >= LIMIT) ranges.clear()
        ranges.set(start, { table, end, limit, found })
      }
      return found
    },
  }
}

function getRecord<T extends keyof Records>(
  reader: ReadTxn,
  records: Records,
  table: T,
  key: string,
): Tables[T] | undefined {
  const known: Map<string, Tables[T] | undefined> = records[table]
  if (known.has(key)) return known.get(key)
  const record = reader.get(table, key)
  if (known.size >= LIMIT) known.clear()
  known.set(key, record)
  return record
}
