/** The order of strings is that of their bytes. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { compareStrings } from '../../src/base/compare-strings.ts'

it.each([
  ['a', 'b', -1],
  ['b', 'a', 1],
  ['a', 'a', 0],
  ['', 'a', -1],
  ['Z', 'a', -1],
  ['\ufffd', '\u{10000}', -1],
  ['\uff5e', '😀', -1],
])('%j to %j is %i', (a, b, order) => {
  expect(compareStrings(a, b)).toBe(order)
})

it('is that of the bytes in UTF-8', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      expect(compareStrings(a, b)).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)))
    }),
  )
})
