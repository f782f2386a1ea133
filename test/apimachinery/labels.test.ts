/** What labels and annotations may be. */
import { describe, expect, test } from 'vitest'
import { formatFieldErrors } from '../../src/apimachinery/field-error.ts'
import { checkLabelValue, validateAnnotations, validateLabels } from '../../src/apimachinery/labels.ts'

const VALUE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"

describe('a label value', () => {
  test.each([
    ['', []],
    ['v1.2_x-Y', []],
    ['a'.repeat(63), []],
    ['a'.repeat(64), ['must be no more than 63 bytes']],
    ['a b', [VALUE]],
    ['-a', [VALUE]],
    ['ä'.repeat(32), ['must be no more than 63 bytes', VALUE]],
  ])('%j', (value, messages) => {
    expect(checkLabelValue(value)).toEqual(messages)
  })
})

test('labels report the key and the value at the same path', () => {
  const errors = validateLabels({ ok: 'fine', 'a b': 'c d' }, 'metadata.labels')
  expect(errors.map(({ field, badValue }) => [field, badValue])).toEqual([
    ['metadata.labels', 'a b'],
    ['metadata.labels', 'c d'],
  ])
  expect(validateLabels(undefined, 'x')).toEqual([])
})

test('annotations may have keys in any case and any value, up to a size', () => {
  expect(validateAnnotations({ 'Example.COM/Key': 'any thing\n' }, 'p')).toEqual([])
  expect(validateAnnotations({ a: 'ä'.repeat(131071) }, 'p')).toEqual([])
  expect(formatFieldErrors(validateAnnotations({ a: 'x'.repeat(262144) }, 'p'))).toBe(
    'p: Too long: may not be more than 262144 bytes',
  )
  expect(formatFieldErrors(validateAnnotations({ 'a b': '' }, 'p'))).toContain(
    'p: Invalid value: "a b": name part',
  )
})
