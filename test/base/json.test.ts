/** JSON values: equality, copies, freezing. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  deepCopy,
  deepEqual,
  deepFreeze,
  getOwn,
  isJsonObject,
  readOnlyCopy,
  setOwn,
} from '../../src/base/json.ts'

const parse = (text: string): unknown => JSON.parse(text)

/** The JSON of a value with sorted keys. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (!isJsonObject(value)) return JSON.stringify(value)
  return `{${Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`)
    .join(',')}}`
}

describe('deep equality', () => {
  test.each([
    ['of nested values', '{"a":[1,{"b":null}]}', '{"a":[1,{"b":null}]}', true],
    ['ignores the order of keys', '{"a":1,"b":2}', '{"b":2,"a":1}', true],
    ['heeds the order of lists', '[1,2]', '[2,1]', false],
    ['heeds missing keys', '{"a":1}', '{"a":1,"b":2}', false],
    ['heeds other keys', '{"a":1}', '{"b":1}', false],
    ['tells null from missing', '{"a":null}', '{}', false],
    ['tells a list from an object', '[]', '{}', false],
    ['is not fooled by what objects inherit', '{}', '{"toString":"x"}', false],
    ['is not fooled by a key __proto__', '{}', '{"__proto__":{}}', false],
    ['compares a key __proto__', '{"__proto__":{"a":1}}', '{"__proto__":{"a":2}}', false],
  ])('%s', (_name, a, b, equal) => {
    expect(deepEqual(parse(a), parse(b))).toBe(equal)
    expect(deepEqual(parse(b), parse(a))).toBe(equal)
  })

  test('takes an undefined value as absent', () => {
    expect(deepEqual({ a: undefined }, {})).toBe(true)
    expect(deepEqual({}, { a: undefined })).toBe(true)
    expect(deepEqual({ a: undefined, b: 1 }, { b: 1, c: undefined })).toBe(true)
  })

  test('agrees with the text of the values', () => {
    const value = fc.jsonValue({ maxDepth: 3 })
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(deepEqual(a, b)).toBe(canonical(a) === canonical(b))
        expect(deepEqual(a, deepCopy(a))).toBe(true)
      }),
    )
  })
})

test('a deep copy shares nothing and keeps odd keys', () => {
  const original = parse('{"a":[{"b":1}],"__proto__":{"c":2}}')
  const copy = deepCopy(original) as { a: { b: number }[] }
  expect(JSON.stringify(copy)).toBe(JSON.stringify(original))
  copy.a[0]!.b = 9
  expect((original as { a: { b: number }[] }).a[0]!.b).toBe(1)
})

test('a copy to read shares what is frozen, and nothing else', () => {
  const frozen = deepFreeze({ b: [{ c: 1 }] })
  const original = { frozen, list: [frozen, { d: 2 }], gone: undefined }
  const copy = readOnlyCopy(original)
  expect(copy).toStrictEqual({ frozen, list: [frozen, { d: 2 }] })
  expect(copy.frozen).toBe(frozen)
  expect(copy.list[0]).toBe(frozen)
  expect(copy.list).not.toBe(original.list)
  expect(copy.list[1]).not.toBe(original.list[1])
  expect(readOnlyCopy(frozen)).toBe(frozen)
})

test('a deep copy leaves out what is undefined', () => {
  expect(Object.keys(deepCopy({ a: undefined, b: { c: undefined, d: null } }))).toEqual(['b'])
  expect(Object.keys(deepCopy({ b: { c: undefined, d: null } }).b)).toEqual(['d'])
})

test('freezing reaches all the way down', () => {
  const value = deepFreeze({ a: [{ b: 1 }] })
  expect([value, value.a, value.a[0]].every(Object.isFrozen)).toBe(true)
})

test('own properties are set and read whatever their name', () => {
  const object: Record<string, number> = {}
  setOwn(object, '__proto__', 1)
  setOwn(object, 'a', 2)
  expect(['__proto__', 'a', 'constructor'].map((key) => getOwn(object, key))).toEqual([1, 2, undefined])
  expect(Object.getPrototypeOf(object)).toBe(Object.prototype)
})
