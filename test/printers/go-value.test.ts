/** Values as Go prints them. */
import { describe, expect, it } from 'vitest'
import { formatNumber, formatSyntax, formatValue, sortedKeys } from '../../src/printers/go-value.ts'

describe('formatNumber', () => {
  const rows: [number, string][] = [
    [0, '0'],
    [-5, '-5'],
    [1e20, '1e+20'],
    [12345678901, '12345678901'],
    [1.5, '1.5'],
    [123456.7, '123456.7'],
    [1234567.5, '1.2345675e+06'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Inf'],
  ]
  it.each(rows)('prints %d as %s', (value, text) => {
    expect(formatNumber(value)).toBe(text)
  })
})

describe('formatValue and formatSyntax', () => {
  const rows: [string, unknown, string, string][] = [
    ['null', null, '<nil>', 'interface {}(nil)'],
    ['text', 'a"b', 'a"b', '"a\\"b"'],
    ['a bool', true, 'true', 'true'],
    ['a list', [1, 'a', null], '[1 a <nil>]', '[]interface {}{1, "a", interface {}(nil)}'],
    [
      'a map',
      { b: 1, a: {} },
      'map[a:map[] b:1]',
      'map[string]interface {}{"a":map[string]interface {}{}, "b":1}',
    ],
  ]
  it.each(rows)('print %s', (_name, value, plain, syntax) => {
    expect([formatValue(value), formatSyntax(value)]).toEqual([plain, syntax])
  })
})

describe('sortedKeys', () => {
  it('orders by bytes of UTF-8, where UTF-16 would differ', () => {
    expect(sortedKeys({ '😀': 1, '\uff5e': 1, a: undefined })).toEqual(['\uff5e', '😀'])
  })
})
