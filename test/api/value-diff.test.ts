/** Differences of values, line by line. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { diffValues } from '../../src/api/value-diff.ts'

it('is empty for equal values', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => diffValues(value, value) === ''))
})

it('turns the lines of one value into those of the other', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 })
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const all = diffValues(before, after)
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('@@'))
      const count = (mark: string) => all.filter((line) => line.startsWith(mark)).length
      const size = (list: string[]) => JSON.stringify(list, null, 1).split('\n').length
      expect(size(before) - count('-')).toBe(size(after) - count('+'))
    }),
  )
})

it('shows three lines around a change, and distant changes apart', () => {
  const before = Array.from({ length: 20 }, (_, index) => index)
  const after = before.with(1, 100).with(18, 200)
  expect(diffValues(before, after)).toBe(`@@ -1,6 +1,6 @@
 [
  0,
- 1,
+ 100,
  2,
  3,
  4,
@@ -17,6 +17,6 @@
  15,
  16,
  17,
- 18,
+ 200,
  19
 ]
`)
})
