/** Records of the store's tables as bytes in LMDB. */
import { Packr } from 'msgpackr'
import type { KeyRecord, LogRecord, Table, Tables } from '../engine.ts'
import { changedKey } from '../location.ts'
import type { ShapeStorage } from './shapes.ts'
import { createValueCodec } from './shapes.ts'

/** Turns the records of all tables into bytes and back. */
export interface Codec {
  encode<T extends Table>(table: T, key: string, record: Tables[T]): Uint8Array
  /** Decodes the first `length` bytes, which may be overwritten afterwards. */
  decode<T extends Table>(table: T, key: string, bytes: Uint8Array, length: number): Tables[T]
  /** To be called when a transaction was undone. */
  reset(): void
}

interface TableCodec<R> {
  encode(key: string, record: R): Uint8Array
  decode(key: string, bytes: Uint8Array, length: number): R
}

const plain = new Packr({ useRecords: false })

const keyRecords: TableCodec<KeyRecord> = {
  encode: (_key, { revision, sub, createRevision, version, entries }) =>
    plain.pack([revision, sub, createRevision, version, entries]),
  decode(_key, bytes, end) {
    const fields: [number, number, number, number, string] = plain.unpack(bytes as Buffer, { end })
    const [revision, sub, createRevision, version, entries] = fields
    return { revision, sub, createRevision, version, entries }
  },
}

const logRecords: TableCodec<LogRecord> = {
  encode: (_key, { createRevision, version, previous }) =>
    plain.pack(previous === undefined ? [createRevision, version] : [createRevision, version, previous]),
  decode(_key, bytes, end) {
    const fields: [number, number, string?] = plain.unpack(bytes as Buffer, { end })
    const [createRevision, version, previous] = fields
    return { createRevision, version, previous }
  },
}

const present = Buffer.from([1])

const presence: TableCodec<true> = { encode: () => present, decode: () => true }

/** A codec over the shapes kept in the storage. */
export function createCodec(storage: ShapeStorage): Codec {
  const values = createValueCodec(storage)
  const tables: { [T in Table]: TableCodec<Tables[T]> } = {
    keys: keyRecords,
    log: logRecords,
    values: {
      encode: (change, value) => values.encode(changedKey(change), value),
      decode: (change, bytes, length) => values.decode(changedKey(change), bytes, length),
    },
    index: presence,
    sums: jsonCodec(),
    meta: jsonCodec(),
    system: jsonCodec(),
  }
  const codecOf = <T extends Table>(table: T): TableCodec<Tables[T]> => tables[table]
  return {
    encode: (table, key, record) => codecOf(table).encode(key, record),
    decode: (table, key, bytes, length) => codecOf(table).decode(key, bytes, length),
    reset: values.reset,
  }
}

function jsonCodec<R>(): TableCodec<R> {
  return {
    encode: (_key, record) => Buffer.from(JSON.stringify(record)),
    decode: (_key, bytes, length) => JSON.parse(Buffer.prototype.utf8Slice.call(bytes, 0, length)),
  }
}
