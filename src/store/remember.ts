/** Remembers answers of a state that does not change: the same few records are asked for again and again. */
import type { KeyRecord, ReadTxn } from './engine.ts'

/** Answers to remember of each sort before all are forgotten. */
const LIMIT = 8192

/** Turns a reader of the state, whichever one stands for it just now, into one that remembers. */
export type Remember = (reader: ReadTxn) => ReadTxn

/** A memory for one state: of the records of keys, and of ranges in which there is nothing. */
export function createRemember(): Remember {
  const records = new Map<string, KeyRecord | null>()
  const empty = new Set<string>()
  let source: ReadTxn | undefined
  let remembering: ReadTxn | undefined
  return (reader) => {
    if (remembering === undefined || reader !== source) {
      source = reader
      remembering = overReader(reader, records, empty)
    }
    return remembering
  }
}

function overReader(reader: ReadTxn, records: Map<string, KeyRecord | null>, empty: Set<string>): ReadTxn {
  const getRecord = (key: string) => {
    let record = records.get(key)
    if (record === undefined) {
      record = reader.get('keys', key) ?? null
      if (records.size >= LIMIT) records.clear()
      records.set(key, record)
    }
    return record ?? undefined
  }
  return {
    get: (table, key) => (table === 'keys' ? (getRecord(key) as never) : reader.get(table, key)),
    range(table, range) {
      const question = `${table} ${range.start.length} ${range.start}${range.end}`
      if (empty.has(question)) return []
      const found = reader.range(table, range)
      if (found.length === 0 && range.limit !== 0) {
        if (empty.size >= LIMIT) empty.clear()
        empty.add(question)
      }
      return found
    },
  }
}
