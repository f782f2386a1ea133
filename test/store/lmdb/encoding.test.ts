/** Keys and values survive their way into LMDB and back, whatever they are. */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openLmdb } from '../../../src/store/backends/lmdb.ts'
import { decode, encode } from '../../../src/store/lmdb/codec.ts'
import { DICTIONARY } from '../../../src/store/lmdb/dictionary.ts'
import { readKey, writeKey } from '../../../src/store/lmdb/keys.ts'

const anyString = fc.string({ unit: 'binary', maxLength: 40 })
const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })

function bytesOf(key: string): Buffer {
  const target = Buffer.alloc(400)
  return target.subarray(3, writeKey(key, target, 3))
}

describe('keys', () => {
  test('come back as they were, unpaired surrogates too', () => {
    fc.assert(
      fc.property(units, (codes) => {
        const key = String.fromCharCode(...codes)
        const bytes = bytesOf(key)
        expect(readKey(bytes, 0, bytes.length)).toBe(key)
      }),
    )
  })

  test('sort as bytes as they do as strings', () => {
    fc.assert(
      fc.property(anyString, anyString, (a, b) => {
        expect(Math.sign(Buffer.compare(bytesOf(a), bytesOf(b)))).toBe(a < b ? -1 : a > b ? 1 : 0)
      }),
    )
  })
})

const oddNames = fc.constantFrom(
  '__proto__',
  'constructor',
  'toJSON',
  'toString',
  'then',
  '',
  '0',
  '-1',
  'a b',
  'é',
  'a.b/c',
)
const names = fc.oneof(oddNames, fc.string({ maxLength: 3 }))
const { value: json } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(null, true, false, '', 0, -1, 2 ** 31, 2 ** 32, 2 ** 53 - 1, -(2 ** 40), 0.1, 1e300),
    fc.string({ unit: 'grapheme', maxLength: 80 }),
    fc.array(tie('value'), { maxLength: 20 }),
    fc.dictionary(names, tie('value'), { maxKeys: 8, noNullPrototype: true }),
  ),
}))

describe('records', () => {
  const number = fc.nat()
  const text = fc.oneof(
    anyString,
    fc.string({ unit: 'grapheme' }),
    fc.constant(''),
    fc.constant('{"a":["b]"]}'),
  )

  test('values come back as they were', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.stringify(decode('values', encode('values', value)))).toBe(JSON.stringify(value))
      }),
      { numRuns: 300 },
    )
  })

  test('what is known of a key comes back, but for the value beside it', () => {
    fc.assert(
      fc.property(number, number, number, number, text, (revision, sub, createRevision, version, entries) => {
        const record = { revision, sub, createRevision, version, entries }
        expect(decode('keys', encode('keys', { ...record, value: 1 }))).toEqual(record)
      }),
    )
  })

  test('changes come back, with and without one before them', () => {
    fc.assert(
      fc.property(
        number,
        number,
        fc.option(anyString, { nil: undefined }),
        (createRevision, version, previous) => {
          const record = { createRevision, version, previous }
          expect(decode('log', encode('log', { ...record, value: 1 }))).toEqual(record)
        },
      ),
    )
  })
})

describe('the dictionary', () => {
  // What was compressed with another one cannot be read: count FORMAT_VERSION up before you change this.
  test('is the one of format 3', () => {
    expect(createHash('sha256').update(DICTIONARY).digest('hex')).toBe(
      'e5161c5ddc7f8a8f6569570a814a2d6610f19a022496530c01e4dc4aed7bad77',
    )
  })
})

describe('compressed values', () => {
  const pod = (name: string) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'default',
      labels: { app: 'web' },
      creationTimestamp: '2026-01-31T12:00:00Z',
    },
    spec: { containers: [{ name: 'web', image: 'nginx', terminationMessagePath: '/dev/termination-log' }] },
  })
  const big = { apiVersion: 'v1', kind: 'ConfigMap', data: { text: 'ä€𝄞\u0000'.repeat(100_000) } }

  test('come back to one who opens the folder anew: long and short ones, and beyond ASCII', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'kubelite-encoding-'))
    const values = [pod('a'), 'short', big, pod('ü'), null, 0, [], '\u0000', '\ud800']
    const writer = openLmdb({ dir })
    for (const [n, value] of values.entries())
      await writer.txn({ ops: [{ type: 'put', key: `/registry/things/${n}`, value }] })
    await writer.close()
    const reader = openLmdb({ dir, readOnly: true })
    for (const [n, value] of values.entries())
      expect((await reader.get(`/registry/things/${n}`))?.value).toEqual(value)
    await reader.close()
    rmSync(dir, { recursive: true })
  })
})
