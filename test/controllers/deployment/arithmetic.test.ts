/** The arithmetic of rolling updates: rounding, single steps, and whole rollouts of any shape. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Bounds,
  newSetSize,
  oldSetSizes,
  proportion,
  resolveBounds,
  type SetSize,
  sum,
} from '../../../src/controllers/deployment/arithmetic.ts'
import type { DeploymentSpec, RollingUpdateDeployment } from '../../../src/generated/types.ts'

function spec(replicas: number, rollingUpdate: RollingUpdateDeployment): DeploymentSpec {
  return { replicas, selector: {}, template: {}, strategy: { type: 'RollingUpdate', rollingUpdate } }
}

describe('the bounds of a rollout', () => {
  it.each([
    ['percentages: surge up, unavailable down', 10, '25%', '25%', 3, 2],
    ['a small deployment may surge by one', 1, '25%', '25%', 1, 0],
    ['numbers as they are', 4, 2, 1, 2, 1],
    ['both zero: one may be unavailable', 3, 0, 0, 0, 1],
    ['both zero after rounding', 3, '0%', '10%', 0, 1],
    ['no more unavailable than there are', 2, 0, 5, 0, 2],
    ['none wanted, none unavailable', 0, '25%', '25%', 0, 0],
    ['all of them', 5, '100%', '100%', 5, 5],
  ])('%s', (_name, replicas, maxSurge, maxUnavailable, surge, unavailable) => {
    const bounds = { replicas, maxSurge: surge, maxUnavailable: unavailable }
    expect(resolveBounds(spec(replicas, { maxSurge, maxUnavailable }))).toEqual(bounds)
  })

  it('are zero for Recreate', () => {
    const recreate: DeploymentSpec = {
      replicas: 4,
      selector: {},
      template: {},
      strategy: { type: 'Recreate' },
    }
    expect(resolveBounds(recreate)).toEqual({ replicas: 4, maxSurge: 0, maxUnavailable: 0 })
  })
})

describe('one step', () => {
  const bounds: Bounds = { replicas: 4, maxSurge: 1, maxUnavailable: 1 }

  it.each([
    ['grows into the surge', 0, 4, 1],
    ['grows into what old sets have freed', 1, 4, 2],
    ['waits while all places are taken', 1, 5, 1],
    ['shrinks to what is wanted', 9, 9, 4],
  ])('of the new set %s', (_name, desired, total, size) => {
    expect(newSetSize(bounds, desired, total)).toBe(size)
  })

  it.each<[string, SetSize, SetSize[], number[]]>([
    ['gives up one of four at the start', { desired: 1, available: 0 }, [{ desired: 4, available: 4 }], [3]],
    ['waits for the new one', { desired: 2, available: 0 }, [{ desired: 3, available: 3 }], [3]],
    ['goes on when it has come', { desired: 2, available: 2 }, [{ desired: 3, available: 3 }], [1]],
    ['drops what does not work first', { desired: 1, available: 0 }, [{ desired: 4, available: 1 }], [3]],
    [
      'takes unhealthy ones of all sets before healthy ones',
      { desired: 2, available: 2 },
      [
        { desired: 2, available: 2 },
        { desired: 1, available: 0 },
      ],
      [1, 0],
    ],
    ['ends', { desired: 4, available: 4 }, [{ desired: 1, available: 1 }], [0]],
  ])('of the old sets %s', (_name, newSet, oldSets, sizes) => {
    expect(oldSetSizes(bounds, newSet, oldSets)).toEqual(sizes)
  })
})

describe('a whole rollout', () => {
  const shape = fc.record({
    replicas: fc.integer({ min: 1, max: 40 }),
    maxSurge: fc.oneof(
      fc.integer({ min: 0, max: 12 }),
      fc.integer({ min: 0, max: 100 }).map((n) => `${n}%`),
    ),
    maxUnavailable: fc.oneof(
      fc.integer({ min: 0, max: 12 }),
      fc.integer({ min: 0, max: 100 }).map((n) => `${n}%`),
    ),
    split: fc.integer({ min: 0, max: 40 }),
    lag: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 8 }),
  })

  it('never goes out of its bounds and always arrives', () => {
    fc.assert(
      fc.property(shape, ({ replicas, maxSurge, maxUnavailable, split, lag }) => {
        const bounds = resolveBounds(spec(replicas, { maxSurge, maxUnavailable }))
        const first = Math.min(split, replicas)
        const oldSets: SetSize[] = [first, replicas - first].map((n) => ({ desired: n, available: n }))
        const newSet: SetSize = { desired: 0, available: 0 }
        for (let round = 0; round < 20 * replicas + 50; round++) {
          step(bounds, newSet, oldSets)
          checkBounds(bounds, newSet, oldSets)
          // Some of the new pods have become available meanwhile; at times none.
          const came = lag[round % lag.length]! + (round % 10 === 9 ? 1 : 0)
          newSet.available = Math.min(newSet.desired, newSet.available + came)
        }
        expect(newSet.desired).toBe(replicas)
        expect(sum(oldSets.map(({ desired }) => desired))).toBe(0)
      }),
    )
  })

  /** As the controller does: up if there is room, else down. */
  function step(bounds: Bounds, newSet: SetSize, oldSets: SetSize[]): void {
    const total = newSet.desired + sum(oldSets.map(({ desired }) => desired))
    const size = newSetSize(bounds, newSet.desired, total)
    if (size !== newSet.desired) {
      newSet.desired = size
      return
    }
    for (const [index, desired] of oldSetSizes(bounds, newSet, oldSets).entries()) {
      oldSets[index] = { desired, available: Math.min(desired, oldSets[index]!.available) }
    }
  }

  function checkBounds(
    { replicas, maxSurge, maxUnavailable }: Bounds,
    newSet: SetSize,
    oldSets: SetSize[],
  ): void {
    const sets = [newSet, ...oldSets]
    const available = sum(sets.map((set) => set.available))
    expect(available).toBeGreaterThanOrEqual(replicas - maxUnavailable)
    expect(sum(sets.map((set) => set.desired))).toBeLessThanOrEqual(replicas + maxSurge)
  }
})

describe('the share of a set in a change of scale', () => {
  it.each([
    ['grows with the whole', { replicas: 20, maxSurge: 0, maxUnavailable: 0 }, 5, 10, 10, 0, 5],
    ['shrinks with the whole', { replicas: 5, maxSurge: 0, maxUnavailable: 0 }, 5, 10, -5, 0, -2],
    ['takes no more than is left', { replicas: 20, maxSurge: 0, maxUnavailable: 0 }, 5, 10, 10, 8, 2],
    ['is nothing for an empty set', { replicas: 20, maxSurge: 0, maxUnavailable: 0 }, 0, 10, 10, 0, 0],
    ['is everything when all are to go', { replicas: 0, maxSurge: 0, maxUnavailable: 0 }, 5, 10, -10, 0, -5],
    [
      'is nothing while the former size is unknown',
      { replicas: 20, maxSurge: 0, maxUnavailable: 0 },
      5,
      0,
      10,
      0,
      0,
    ],
  ])('%s', (_name, bounds, size, max, toAdd, added, share) => {
    expect(proportion(bounds, size, max, toAdd, added)).toBe(share)
  })
})
