/** Durations in Go's notation. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatDuration, parseDuration } from '../../src/apimachinery/duration.ts'

describe('a duration reads and prints', () => {
  test.each([
    ['0', 0, '0s'],
    ['1h30m', 5_400_000, '1h30m0s'],
    ['90s', 90_000, '1m30s'],
    ['1.5s', 1500, '1.5s'],
    ['-1m', -60_000, '-1m0s'],
    ['+5ms', 5, '5ms'],
    ['1us', 0.001, '1µs'],
    ['1µs', 0.001, '1µs'],
    ['15ns', 0.000015, '15ns'],
    ['.5h', 1_800_000, '30m0s'],
    ['1.s', 1000, '1s'],
    ['1h1ms', 3_600_001, '1h0m0.001s'],
  ])('%s is %d ms, printed %s', (text, ms, printed) => {
    expect(parseDuration(text)).toBe(ms)
    expect(formatDuration(ms)).toBe(printed)
  })
})

describe('what is no duration says why', () => {
  test.each([
    ['', 'time: invalid duration ""'],
    ['x', 'time: invalid duration "x"'],
    ['-', 'time: invalid duration "-"'],
    ['5', 'time: missing unit in duration "5"'],
    ['5x', 'time: unknown unit "x" in duration "5x"'],
    ['5constructor', 'time: unknown unit "constructor" in duration "5constructor"'],
    ['1h ', 'time: unknown unit "h " in duration "1h "'],
    ['9999999h', 'time: invalid duration "9999999h"'],
    ['.s', 'time: invalid duration ".s"'],
  ])('%j', (text, message) => {
    expect(() => parseDuration(text)).toThrow(new Error(message))
  })
})

test('any duration in whole ms reads back as itself', () => {
  fc.assert(
    fc.property(fc.integer(), (ms) => {
      expect(parseDuration(formatDuration(ms)) + 0).toBe(ms + 0)
    }),
  )
})
