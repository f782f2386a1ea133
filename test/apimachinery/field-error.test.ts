/** The API server's words for what is wrong with a field. */
import { describe, expect, test } from 'vitest'
import {
  childPath,
  duplicate,
  type FieldError,
  forbiddenField,
  formatFieldError,
  formatFieldErrors,
  internalFieldError,
  invalidValue,
  notFoundField,
  notSupported,
  required,
  tooFew,
  tooLong,
  tooLongCharacters,
  tooMany,
  tooShort,
  typeInvalid,
} from '../../src/apimachinery/field-error.ts'

describe('the text of a field error', () => {
  const rows: [string, FieldError, string][] = [
    [
      'shows a number plainly',
      invalidValue('spec.replicas', -1, 'must be greater than or equal to 0'),
      'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    ],
    ['quotes a string', invalidValue('a', 'x"y', 'bad'), 'a: Invalid value: "x\\"y": bad'],
    [
      'shows an object as JSON',
      invalidValue('spec.selector', { matchLabels: { app: 'x' } }, 'field is immutable'),
      'spec.selector: Invalid value: {"matchLabels":{"app":"x"}}: field is immutable',
    ],
    ['shows a missing value as null', invalidValue('a', undefined, 'bad'), 'a: Invalid value: null: bad'],
    ['of a wrong type looks like an invalid value', typeInvalid('a', 'x', 'm'), 'a: Invalid value: "x": m'],
    ['leaves the value of a required field out', required('spec.x'), 'spec.x: Required value'],
    [
      'gives the reason why a field is required',
      required('spec.x', 'for y'),
      'spec.x: Required value: for y',
    ],
    [
      'lists the supported values in their order',
      notSupported('spec.restartPolicy', 'Sometimes', ['Always', 'Never']),
      'spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "Never"',
    ],
    ['lists nothing without supported values', notSupported('a', 'b'), 'a: Unsupported value: "b"'],
    ['of a forbidden field gives the reason', forbiddenField('a', 'not now'), 'a: Forbidden: not now'],
    ['of a duplicate shows it', duplicate('a[1]', 'x'), 'a[1]: Duplicate value: "x"'],
    ['of a dangling reference shows it', notFoundField('a', 'v'), 'a: Not found: "v"'],
    ['counts bytes', tooLong('a', 262144), 'a: Too long: may not be more than 262144 bytes'],
    ['counts one byte', tooLong('a', 1), 'a: Too long: may not be more than 1 byte'],
    ['counts characters', tooLongCharacters('a', 5), 'a: Too long: may not be more than 5 characters'],
    ['wants more characters', tooShort('a', 1), 'a: Too short: must be at least 1 character'],
    ['counts items', tooMany('a', 3, 2), 'a: Too many: 3: must have at most 2 items'],
    ['leaves unknown counts out', tooMany('a', -1, -1), 'a: Too many: has too many items'],
    ['wants more items', tooFew('a', 0, 1), 'a: Too few: 0: must have at least 1 item'],
    ['of an internal error shows no value', internalFieldError('a', 'oops'), 'a: Internal error: oops'],
  ]
  test.each(rows)('%s', (_name, error, text) => {
    expect(formatFieldError(error)).toBe(text)
  })

  test('joins several, and says equal ones once', () => {
    const errors = [required('a'), duplicate('b', 1), required('a')]
    expect(formatFieldErrors(errors)).toBe('[a: Required value, b: Duplicate value: 1]')
    expect(formatFieldErrors([required('a'), required('a')])).toBe('a: Required value')
    expect(formatFieldErrors([])).toBe('')
  })
})

test('a path below the object itself has no dot', () => {
  expect([childPath('', 'spec'), childPath('spec', 'x')]).toEqual(['spec', 'spec.x'])
})
