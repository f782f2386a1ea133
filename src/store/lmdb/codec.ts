/** Records of the store's tables as text in LMDB. */
import type { KeyRecord, Table, Tables } from '../engine.ts'

/** Turns a record into text and back. */
interface RecordCodec<R> {
  encode(record: R): string
  decode(text: string): R
}

/**
 * JSON, since the engine reads it without code that would have to be loaded and warm up first: a process that has just
 * started reads a hundred pods in half the time that msgpack takes.
 */
const json: RecordCodec<never> = { encode: JSON.stringify, decode: JSON.parse as (text: string) => never }

/** The numbers as a list, then the index entries, which are JSON themselves. */
const keys: RecordCodec<KeyRecord> = {
  encode: ({ revision, sub, createRevision, version, entries }) =>
    `[${revision},${sub},${createRevision},${version}]${entries}`,
  decode(text) {
    const end = text.indexOf(']') + 1
    const [revision, sub, createRevision, version]: [number, number, number, number] = JSON.parse(
      text.slice(0, end),
    )
    return { revision, sub, createRevision, version, entries: text.slice(end) }
  },
}

/** What the process remembers beside a change is not stored. */
const log: RecordCodec<Tables['log']> = {
  encode: ({ createRevision, version, previous }) => JSON.stringify([createRevision, version, previous]),
  decode(text) {
    const [createRevision, version, previous]: [number, number, string | null] = JSON.parse(text)
    return { createRevision, version, previous: previous ?? undefined }
  },
}

const presence: RecordCodec<true> = { encode: () => '1', decode: () => true }

const codecs: { [T in Table]: RecordCodec<Tables[T]> } = {
  keys,
  log,
  values: json,
  index: presence,
  sums: json,
  meta: json,
  system: json,
}

/** The record as text. */
export function encode<T extends Table>(table: T, record: Tables[T]): string {
  return (codecs[table] as RecordCodec<Tables[T]>).encode(record)
}

/** The record that a text of `encode` tells of. */
export function decode<T extends Table>(table: T, text: string): Tables[T] {
  return (codecs[table] as RecordCodec<Tables[T]>).decode(text)
}
