/** Ways to spoil manifests: bytes, structure, and what a field may hold. */
import * as fc from 'fast-check'
import { isJsonObject, type Json, type JsonObject } from '../../src/base/json.ts'

/** A text with some of its bytes changed, taken out, doubled, or with other bytes between them. */
export function spoiledBytes(texts: readonly string[]): fc.Arbitrary<Uint8Array> {
  const change = fc.record({
    at: fc.nat(),
    length: fc.integer({ min: 1, max: 12 }),
    kind: fc.constantFrom('flip', 'drop', 'double', 'insert', 'cut'),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 6 }),
    text: fc.constantFrom(
      '\t',
      ':',
      '- ',
      '\n',
      '"',
      "'",
      '{',
      '[',
      '&a ',
      '*a',
      '!!',
      '|',
      '>',
      '---\n',
      '%',
      '@',
      '\u{feff}',
      '\r',
    ),
  })
  return fc
    .tuple(fc.constantFrom(...texts), fc.array(change, { minLength: 1, maxLength: 4 }))
    .map(([text, changes]) => changes.reduce(spoil, Buffer.from(text)))
}

interface Change {
  at: number
  length: number
  kind: string
  bytes: Uint8Array
  text: string
}

function spoil(buffer: Buffer, { at, length, kind, bytes, text }: Change): Buffer {
  const start = buffer.length === 0 ? 0 : at % buffer.length
  const before = buffer.subarray(0, start)
  const chunk = buffer.subarray(start, start + length)
  const after = buffer.subarray(start + length)
  if (kind === 'flip') return Buffer.concat([before, bytes, buffer.subarray(start + bytes.length)])
  if (kind === 'drop') return Buffer.concat([before, after])
  if (kind === 'double') return Buffer.concat([before, chunk, chunk, after])
  if (kind === 'insert') return Buffer.concat([before, Buffer.from(text), chunk, after])
  return before
}

/** Values that no field expects. */
const strangers: readonly Json[] = [
  null,
  true,
  '',
  [],
  {},
  -1,
  0,
  0.5,
  1e308,
  -9007199254740992,
  4294967296,
  '\u0000',
  'x'.repeat(300),
  '٣',
  '../../etc',
  [null],
  [[[]]],
  { a: null },
  { $patch: 'delete' },
  { '': '' },
  nested(40),
]

/** Keys that lead to something on every JavaScript object. */
const keys = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '',
  '$patch',
  'then',
]

/** Objects in one place of which a stranger stands, or of which a part is gone, or a key has come to it. */
export function spoiledObjects(objects: readonly JsonObject[]): fc.Arbitrary<Json> {
  return fc
    .record({
      object: fc.constantFrom(...objects),
      at: fc.nat(),
      kind: fc.constantFrom('replace', 'remove', 'add'),
      value: fc.constantFrom(...strangers),
      key: fc.constantFrom(...keys),
    })
    .map(({ object, at, kind, value, key }) => {
      const places = placesIn(object)
      const place = places[at % places.length] ?? []
      return kind === 'add'
        ? addKey(object, place, key, value)
        : put(object, place, kind === 'remove' ? undefined : value)
    })
}

type Place = readonly (string | number)[]

function placesIn(value: Json, place: Place = []): Place[] {
  const entries: [string | number, Json][] = Array.isArray(value)
    ? [...value.entries()]
    : isJsonObject(value)
      ? Object.entries(value)
      : []
  return [
    ...(place.length > 0 ? [place] : []),
    ...entries.flatMap(([key, each]) => placesIn(each, [...place, key])),
  ]
}

/** A copy with another value at a place; with nothing there for undefined. */
function put(root: Json, [key, ...rest]: Place, value: Json | undefined): Json {
  if (key === undefined) return value ?? null
  if (Array.isArray(root)) {
    const inner = rest.length > 0 ? put(root[Number(key)] ?? null, rest, value) : value
    return root.flatMap((each, index) => (index !== key ? [each] : inner === undefined ? [] : [inner]))
  }
  const object = root as JsonObject
  const inner = rest.length > 0 ? put(object[key] ?? null, rest, value) : value
  return withKey(object, String(key), inner)
}

/** The key comes to the map that holds the place. */
function addKey(root: Json, place: Place, key: string, value: Json): Json {
  const parent = place.slice(0, -1)
  const map = parent.reduce<Json>((at, step) => (at as JsonObject)[step as string] ?? null, root)
  return isJsonObject(map) ? put(root, parent, withKey(map, key, value)) : root
}

/** Defines the key, since to assign `__proto__` would do something else. */
function withKey(object: JsonObject, key: string, value: Json | undefined): JsonObject {
  const entries = Object.entries(object).filter(([each]) => each !== key)
  return Object.fromEntries(value === undefined ? entries : [...entries, [key, value]]) as JsonObject
}

function nested(depth: number): Json {
  return depth === 0 ? 'deep' : { a: [nested(depth - 1)] }
}
