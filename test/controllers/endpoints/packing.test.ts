/** Packing endpoints into slices. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { endpointKey, MAX_ENDPOINTS, packEndpoints } from '../../../src/controllers/endpoints/packing.ts'
import type { Endpoint } from '../../../src/generated/types.ts'

function endpoint(n: number, ready = true): Endpoint {
  return {
    addresses: [`10.0.${n >> 8}.${n & 255}`],
    conditions: { ready },
    targetRef: { kind: 'Pod', uid: `u${n}` },
  }
}

function range(from: number, to: number): Endpoint[] {
  return Array.from({ length: to - from }, (_, i) => endpoint(from + i))
}

describe('packing', () => {
  it('touches only the slice in which something changed', () => {
    const slices = [range(0, 100), range(100, 150)]
    const wanted = [...range(0, 120), endpoint(120, false), ...range(121, 150)]
    const { update, remove, create } = packEndpoints(slices, wanted)
    expect([...update.keys()]).toEqual([1])
    expect([remove, create]).toEqual([[], []])
  })

  it('puts new endpoints where a slice changes anyway', () => {
    const { update, create } = packEndpoints(
      [range(0, 100), range(100, 150)],
      [...range(1, 150), endpoint(200)],
    )
    expect([...update.keys()]).toEqual([0])
    expect(update.get(0)).toContainEqual(endpoint(200))
    expect(create).toEqual([])
  })

  it('puts few new endpoints into the fullest slice that takes them all', () => {
    const slices = [range(0, 10), range(10, 100), range(100, 199)]
    const { update } = packEndpoints(slices, range(0, 204))
    expect([...update.keys()]).toEqual([1])
  })

  it('removes slices that are left empty', () => {
    const { update, remove } = packEndpoints([range(0, 5), range(5, 10)], range(5, 10))
    expect([remove, update.size]).toEqual([[0], 0])
  })

  it('holds every wanted endpoint once, no slice too many, and changes nothing a second time', () => {
    const state = fc.record({
      before: fc.uniqueArray(fc.integer({ min: 0, max: 500 }), { maxLength: 320 }),
      after: fc.uniqueArray(fc.integer({ min: 0, max: 500 }), { maxLength: 320 }),
      unready: fc.integer({ min: 1, max: 9 }),
      cut: fc.integer({ min: 1, max: MAX_ENDPOINTS }),
    })
    fc.assert(
      fc.property(state, ({ before, after, unready, cut }) => {
        const slices: Endpoint[][] = []
        for (let i = 0; i < before.length; i += cut)
          slices.push(before.slice(i, i + cut).map((n) => endpoint(n)))
        const wanted = after.map((n) => endpoint(n, n % unready !== 0))
        const result = applied(slices, wanted)
        const keys = result.flat().map(endpointKey)
        expect(keys.toSorted()).toEqual(wanted.map(endpointKey).toSorted())
        expect(Math.max(0, ...result.map((slice) => slice.length))).toBeLessThanOrEqual(MAX_ENDPOINTS)
        expect(packEndpoints(result, wanted)).toEqual({ update: new Map(), remove: [], create: [] })
      }),
    )
  })

  function applied(slices: Endpoint[][], wanted: Endpoint[]): Endpoint[][] {
    const { update, remove, create } = packEndpoints(slices, wanted)
    const kept = slices
      .map((slice, index) => update.get(index) ?? slice)
      .filter((_, index) => !remove.includes(index))
    return [...kept, ...create]
  }
})
