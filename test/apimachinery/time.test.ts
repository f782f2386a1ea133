/** Times and ages as the API and kubectl write them. */
import { describe, expect, test } from 'vitest'
import {
  formatMicroTime,
  formatTime,
  humanAge,
  humanDuration,
  parseTime,
  shortHumanDuration,
} from '../../src/apimachinery/time.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const YEAR = 365 * DAY

describe('a human duration', () => {
  test.each([
    [-2000, '<invalid>', '<invalid>'],
    [-1999, '0s', '0s'],
    [0, '0s', '0s'],
    [999, '0s', '0s'],
    [119 * SECOND, '119s', '1m'],
    [2 * MINUTE, '2m', '2m'],
    [2 * MINUTE + SECOND, '2m1s', '2m'],
    [10 * MINUTE - SECOND, '9m59s', '9m'],
    [10 * MINUTE + SECOND, '10m', '10m'],
    [3 * HOUR - SECOND, '179m', '2h'],
    [3 * HOUR, '3h', '3h'],
    [3 * HOUR + MINUTE, '3h1m', '3h'],
    [8 * HOUR - SECOND, '7h59m', '7h'],
    [8 * HOUR + MINUTE, '8h', '8h'],
    [2 * DAY - SECOND, '47h', '1d'],
    [2 * DAY, '2d', '2d'],
    [2 * DAY + HOUR, '2d1h', '2d'],
    [8 * DAY - HOUR, '7d23h', '7d'],
    [8 * DAY + HOUR, '8d', '8d'],
    [2 * YEAR - DAY, '729d', '1y'],
    [2 * YEAR, '2y', '2y'],
    [2 * YEAR + 10 * DAY, '2y10d', '2y'],
    [8 * YEAR, '8y', '8y'],
    [8 * YEAR + DAY, '8y', '8y'],
  ])('of %d ms is %s, in short %s', (ms, long, short) => {
    expect([humanDuration(ms), shortHumanDuration(ms)]).toEqual([long, short])
  })
})

test('ages count from a time of the API', () => {
  const now = Date.UTC(2026, 0, 1, 0, 1)
  expect(humanAge('2026-01-01T00:00:00Z', now)).toBe('60s')
  expect(humanAge(undefined, now)).toBe('<unknown>')
  expect(humanAge(null, now)).toBe('<unknown>')
})

test('times print in whole seconds, micro times in millionths', () => {
  const ms = Date.UTC(2026, 0, 31, 8, 15, 0, 123)
  expect(formatTime(ms)).toBe('2026-01-31T08:15:00Z')
  expect(formatMicroTime(ms)).toBe('2026-01-31T08:15:00.123000Z')
  expect(formatMicroTime(ms + 0.456)).toMatch(/^2026-01-31T08:15:00\.12345[56]Z$/)
})

describe('reading a time', () => {
  test.each([
    ['2026-01-31T08:15:00Z', Date.UTC(2026, 0, 31, 8, 15)],
    ['2026-01-31T08:15:00.5Z', Date.UTC(2026, 0, 31, 8, 15, 0, 500)],
    ['2026-01-31T10:15:00+02:00', Date.UTC(2026, 0, 31, 8, 15)],
    ['2026-01-31', undefined],
    ['2026-13-31T08:15:00Z', undefined],
    ['now', undefined],
    [undefined, undefined],
  ])('%s', (text, ms) => {
    expect(parseTime(text)).toBe(ms)
  })
})
