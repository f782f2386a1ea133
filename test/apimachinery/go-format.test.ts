/** Values in Go's notation. */
import { describe, expect, test } from 'vitest'
import { goJson, goMapJson, goType, goValue, quote } from '../../src/apimachinery/go-format.ts'

describe('a quoted string', () => {
  test.each([
    ['plain text', 'a b', '"a b"'],
    ['quotes and backslashes', 'a"b\\c', '"a\\"b\\\\c"'],
    ['control characters', 'a\n\t\x00\x07\x7f', '"a\\n\\t\\x00\\a\\x7f"'],
    ['printable letters of any script', 'größe 世界 🙂', '"größe 世界 🙂"'],
    ['spaces other than the plain one', 'a\u00a0b\u2028', '"a\\u00a0b\\u2028"'],
    ['unassigned characters beyond the first plane', '\u{e0001}', '"\\U000e0001"'],
  ])('holds %s as Go would', (_name, text, quoted) => {
    expect(quote(text)).toBe(quoted)
  })
})

describe('JSON', () => {
  test.each([
    ['nothing', undefined, 'null'],
    ['a map of strings, sorted', { b: '1', a: '2' }, '{"a":"2","b":"1"}'],
    [
      'a struct, in its order',
      { matchLabels: { z: '1', a: '2' }, matchExpressions: [] },
      '{"matchLabels":{"a":"2","z":"1"},"matchExpressions":[]}',
    ],
    ['characters of HTML, escaped', '<a&b>', '"\\u003ca\\u0026b\\u003e"'],
  ])('of %s is as Go writes it', (_name, value, json) => {
    expect(goJson(value)).toBe(json)
  })

  test.each([
    ['nothing', undefined, 'null'],
    [
      'maps in maps and lists, sorted',
      { b: [{ d: 1, c: null }], a: true },
      '{"a":true,"b":[{"c":null,"d":1}]}',
    ],
    ['keys of digits, sorted as texts', { 9: 'x', 10: 'y' }, '{"10":"y","9":"x"}'],
    ['keys by their code points', { '\u{1f600}': 1, '\ufffd': 2 }, '{"\ufffd":2,"\u{1f600}":1}'],
    ['what is not there, left out', { a: undefined, b: 1 }, '{"b":1}'],
    ['characters of HTML, escaped', { '<': '&' }, '{"\\u003c":"\\u0026"}'],
  ])('of %s is as Go writes maps', (_name, value, json) => {
    expect(goMapJson(value)).toBe(json)
  })
})

test('values and their types are named as Go does', () => {
  expect(goValue({ b: ['x', 1], a: null })).toBe('map[a:<nil> b:[x 1]]')
  expect([null, [], {}, 1, 1.5, true, ''].map(goType)).toEqual([
    '%!s(<nil>)',
    '[]interface {}',
    'map[string]interface {}',
    'int64',
    'float64',
    'bool',
    'string',
  ])
})
