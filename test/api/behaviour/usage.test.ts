/** Curves of usage: how they are read, what they say at a moment, when they move, when they cross a limit. */
import { describe, expect, it } from 'vitest'
import { memoryExceedsAt, usageAt, usageBehaviours, usageMovesAt } from '../../../src/api/behaviour/usage.ts'

const { parse } = usageBehaviours.cpu
const MINUTE = 60_000

describe('a usage', () => {
  it.each([
    [
      'is a quantity that holds for ever',
      '250m',
      [
        [0, 0.25],
        [MINUTE, 0.25],
      ],
    ],
    [
      'stands at its first point before that point',
      '1m=100m 2m=200m',
      [
        [0, 0.1],
        [30_000, 0.1],
      ],
    ],
    [
      'goes straight from one point to the next',
      '0s=100m 5m=800m',
      [
        [0, 0.1],
        [150_000, 0.45],
        [5 * MINUTE, 0.8],
      ],
    ],
    ['stands at its last point after that point', '0s=100m 5m=800m', [[6 * MINUTE, 0.8]]],
    [
      'jumps between two points of the same time',
      '0s=1 1m=1 1m=3',
      [
        [59_999, 1],
        [MINUTE, 3],
        [2 * MINUTE, 3],
      ],
    ],
    ['may be bytes', '0s=64Mi 1m=128Mi', [[30_000, 96 * 2 ** 20]]],
  ])('%s', (_title, text, samples) => {
    for (const [at, amount] of samples) expect(usageAt(parse(text), at!)).toBeCloseTo(amount!, 9)
  })

  it.each([
    ['nothing', '', '"" must be a quantity that is not negative, such as 250m or 64Mi'],
    ['no quantity', 'much', '"much" must be a quantity that is not negative, such as 250m or 64Mi'],
    ['a negative quantity', '-1', '"-1" must be a quantity that is not negative, such as 250m or 64Mi'],
    ['a point without a quantity', '0s=1 5m', '"5m" must be a point such as 5m=800m'],
    ['a point with two quantities', '0s=1=2', '"0s=1=2" must be a point such as 5m=800m'],
    ['a point at no time', 'soon=1', '"soon" must be a duration such as 90s or 1m30s'],
    ['a point before the beginning', '-1s=1', '"-1s" must be a duration such as 90s or 1m30s'],
    ['points out of order', '5m=1 1m=2', 'the points of a curve must stand in the order of their times'],
  ])('is not %s', (_title, text, message) => {
    expect(() => parse(text)).toThrow(message)
  })

  it.each([
    ['never for a quantity', '250m', 0, undefined],
    ['never after the last point', '0s=1 1m=2', MINUTE, undefined],
    ['at once on the way between two points', '0s=1 1m=2', 1, 1],
    ['at the first point where the curve begins there', '1m=1 2m=2', 0, MINUTE],
    ['at the end of a level stretch', '0s=1 1m=1 2m=5', 10_000, MINUTE],
    ['at the jump', '0s=1 1m=1 1m=3', 0, MINUTE],
    ['never on a level stretch to the end', '0s=1 1m=1 2m=1', 10_000, undefined],
  ])('moves %s', (_title, text, elapsed, moment) => {
    expect(usageMovesAt(parse(text), elapsed)).toBe(moment)
  })
})

describe('memory crosses the limit', () => {
  it.each([
    ['never without a limit', undefined, '1Gi', undefined],
    ['never below it', '128Mi', '0s=64Mi 1m=128Mi', undefined],
    ['at the start where it begins above', '128Mi', '256Mi', 0],
    ['on its way up', '128Mi', '0s=64Mi 1m=192Mi', 30_000],
    ['at a jump', '128Mi', '0s=64Mi 1m=64Mi 1m=1Gi', MINUTE],
    ['after a dip', '128Mi', '0s=100Mi 1m=50Mi 2m=206Mi', MINUTE + 30_000],
  ])('%s', (_title, limit, text, moment) => {
    const container = { ...(limit && { resources: { limits: { memory: limit } } }) }
    expect(memoryExceedsAt(container, { memory: usageBehaviours.memory.parse(text) })).toBe(moment)
  })
})
