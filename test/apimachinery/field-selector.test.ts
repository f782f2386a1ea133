/** Field selectors: reading, matching, what is none. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  escapeFieldValue,
  formatFieldSelector,
  matchesFields,
  parseFieldSelector,
  requiredField,
} from '../../src/apimachinery/field-selector.ts'

describe('the string form reads and prints', () => {
  test.each([
    ['', ''],
    ['status.phase=Running', 'status.phase=Running'],
    ['b==1,a!=2', 'a!=2,b=1'],
    [',,a=1,', 'a=1'],
    ['a=', 'a='],
    ['a=x\\,y\\=z\\\\', 'a=x\\,y\\=z\\\\'],
  ])('%j as %j', (text, printed) => {
    expect(formatFieldSelector(parseFieldSelector(text))).toBe(printed)
  })
})

describe('a string that is no field selector says why', () => {
  test.each([
    ['a', "invalid selector: 'a'; can't understand 'a'"],
    ['a=1,b', "invalid selector: 'a=1,b'; can't understand 'b'"],
    ['a=1=2', 'invalid field selector: unescaped character in value: 61'],
    ['a=\\n', 'invalid field selector: invalid escape sequence: \\n'],
    ['a=x\\', 'invalid field selector: invalid escape sequence: \\'],
  ])('%j', (text, message) => {
    expect(() => parseFieldSelector(text)).toThrow(new Error(message))
  })
})

test('fields match by equality, missing ones as empty', () => {
  const fields: Record<string, string> = { 'status.phase': 'Running' }
  const matches = (text: string) => matchesFields(parseFieldSelector(text), (field) => fields[field] ?? '')
  expect(matches('status.phase=Running')).toBe(true)
  expect(matches('status.phase!=Running')).toBe(false)
  expect(matches('spec.nodeName=')).toBe(true)
  expect(matches('spec.nodeName!=x,status.phase=Running')).toBe(true)
  expect(matches('')).toBe(true)
})

test('an index can use a field that must have one value', () => {
  const selector = parseFieldSelector('metadata.name=a,x!=b')
  expect([requiredField(selector, 'metadata.name'), requiredField(selector, 'x')]).toEqual(['a', undefined])
})

test('any value survives escaping', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      expect(parseFieldSelector(`f=${escapeFieldValue(value)}`)).toEqual([
        { field: 'f', operator: '=', value },
      ])
    }),
  )
})
