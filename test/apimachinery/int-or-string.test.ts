/** Numbers that may be percentages, ports that may be names. */
import { describe, expect, test } from 'vitest'
import { parseIntOrString, scaleIntOrPercent } from '../../src/apimachinery/int-or-string.ts'

describe('a number or percentage of a total', () => {
  test.each([
    [3, 10, 3, 3],
    ['25%', 10, 3, 2],
    ['100%', 7, 7, 7],
    ['0%', 7, 0, 0],
    ['110%', 3, 4, 3],
  ])('%s of %d is %d rounded up, %d rounded down', (value, total, up, down) => {
    expect([scaleIntOrPercent(value, total, true), scaleIntOrPercent(value, total, false)]).toEqual([
      up,
      down,
    ])
  })

  test.each([
    ['5', 'invalid value for IntOrString: invalid type: string is not a percentage'],
    [
      'abc%',
      'invalid value for IntOrString: invalid value "abc%": strconv.Atoi: parsing "abc": invalid syntax',
    ],
  ])('%s is refused', (value, message) => {
    expect(() => scaleIntOrPercent(value, 10, true)).toThrow(new Error(message))
  })
})

test('text is a number where it can be', () => {
  expect(['80', '-1', 'http', '3000000000', '1.5', ''].map(parseIntOrString)).toEqual([
    80,
    -1,
    'http',
    '3000000000',
    '1.5',
    '',
  ])
})
