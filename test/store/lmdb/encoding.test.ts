/** Keys and values survive their way into LMDB and back, whatever they are. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readKey, writeKey } from '../../../src/store/lmdb/keys.ts'
import type { Shapes } from '../../../src/store/lmdb/shapes.ts'
import { createValueCodec } from '../../../src/store/lmdb/shapes.ts'

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

/** Shapes in memory, as a transaction that always succeeds keeps them. */
function createShapes() {
  const kept = new Map<string, string>()
  return {
    kept,
    load: (resource: string) =>
      kept.has(resource) ? (JSON.parse(kept.get(resource)!) as Shapes) : undefined,
    save: (resource: string, shapes: Shapes) => void kept.set(resource, JSON.stringify(shapes)),
  }
}

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

describe('values', () => {
  const key = '/registry/configmaps/default/a'
  const copyOf = (bytes: Uint8Array) => Buffer.from(bytes)

  test('come back as they were, also in a process that has to load the shapes', () => {
    fc.assert(
      fc.property(fc.array(json, { minLength: 1, maxLength: 5 }), (values) => {
        const shapes = createShapes()
        const writer = createValueCodec(shapes)
        const early = createValueCodec(shapes)
        const stored = values.map((value) => copyOf(writer.encode(key, value)))
        const late = createValueCodec(shapes)
        for (const reader of [writer, early, late])
          for (const [i, bytes] of stored.entries())
            expect(JSON.stringify(reader.decode(key, bytes, bytes.length))).toBe(JSON.stringify(values[i]))
      }),
      { numRuns: 300 },
    )
  })

  test('more shapes than can be shared, written by two processes in turns, all come back', () => {
    const shapes = createShapes()
    const writers = [createValueCodec(shapes), createValueCodec(shapes)]
    const value = (n: number) => ({ data: { [`k${n}`]: n, [`k${n * 7}`]: { [`inner${n % 90}`]: [n] } }, n })
    const stored = Array.from({ length: 600 }, (_, n) => copyOf(writers[n % 2]!.encode(key, value(n))))
    const reader = createValueCodec(shapes)
    for (const codec of [...writers, reader])
      for (const [n, bytes] of stored.entries())
        expect(codec.decode(key, bytes, bytes.length)).toEqual(value(n))
  })

  test('an object of very many names comes back', () => {
    const codec = createValueCodec(createShapes())
    const value = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`name-${n}`, n]))
    const bytes = codec.encode(key, value)
    expect(codec.decode(key, bytes, bytes.length)).toEqual(value)
  })

  test('shapes of a transaction that was undone are not built upon', () => {
    const shapes = createShapes()
    const codec = createValueCodec(shapes)
    codec.encode(key, { undone: 1 })
    shapes.kept.clear()
    codec.reset()
    const bytes = copyOf(codec.encode(key, { kept: { undone: 2 } }))
    expect(createValueCodec(shapes).decode(key, bytes, bytes.length)).toEqual({ kept: { undone: 2 } })
  })

  test('names are stored once for a resource', () => {
    const codec = createValueCodec(createShapes())
    const value = { aVeryLongPropertyName: 1, anotherVeryLongPropertyName: 2 }
    codec.encode(key, value)
    expect(codec.encode(key, value).length).toBeLessThan(10)
  })
})
