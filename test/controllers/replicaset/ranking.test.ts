/** Which pods are deleted first. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { podsToDelete } from '../../../src/controllers/replicaset/ranking.ts'
import type { Pod } from '../../../src/generated/types.ts'
import { now, type PodTraits, pod } from '../objects.ts'

function order(pods: Pod[], related: Pod[] = pods, count = 1): string[] {
  return podsToDelete(pods, related, count, now).map(({ metadata }) => metadata.name ?? '')
}

const ready: PodTraits = { node: 'n1', readyFor: 1000, age: 2000 }
const cost = (value: string) => ({
  metadata: {
    name: 'first',
    uid: 'uid-first',
    annotations: { 'controller.kubernetes.io/pod-deletion-cost': value },
  },
})

describe('the first to go', () => {
  it.each<[string, PodTraits, PodTraits]>([
    ['has no node', { phase: 'Pending' }, { node: 'n1', phase: 'Pending' }],
    ['is pending before unknown', { node: 'n1', phase: 'Pending' }, { node: 'n1', phase: 'Unknown' }],
    ['is unknown before running', { node: 'n1', phase: 'Unknown' }, { node: 'n1' }],
    ['is not ready', { node: 'n1' }, ready],
    ['has the lower deletion cost', { ...ready, ...cost('-5') }, ready],
    ['became ready last, by order of magnitude', { ...ready, readyFor: 10 }, ready],
    ['has restarted more often', { ...ready, restarts: 3 }, { ...ready, restarts: 1 }],
    ['is the younger', { ...ready, age: 1000 }, { ...ready, age: 9000 }],
  ])('%s', (_name, first, other) => {
    const pods = [pod('other', other), pod('first', first)]
    expect(order(pods)).toEqual(['first'])
    expect(order([...pods].reverse())).toEqual(['first'])
  })

  it('is on the node with more of its kind, those of sister sets included', () => {
    const pods = [pod('alone', { ...ready, node: 'n1' }), pod('crowded', { ...ready, node: 'n2' })]
    const sisters = [pod('s1', { ...ready, node: 'n2' })]
    expect(order(pods, [...pods, ...sisters])).toEqual(['crowded'])
  })

  it('does not depend on a malformed deletion cost', () => {
    expect(order([pod('first', { ...ready, ...cost('x'), restarts: 9 }), pod('b', ready)])).toEqual(['first'])
  })
})

describe('the choice', () => {
  it('takes as many as asked for, the same ones whatever their order', () => {
    const traits = fc.record({
      node: fc.constantFrom('n1', 'n2', undefined),
      phase: fc.constantFrom('Pending', 'Running'),
      readyFor: fc.option(fc.integer({ min: 0, max: 10_000 }), { nil: undefined }),
      restarts: fc.integer({ min: 0, max: 2 }),
      age: fc.integer({ min: 10_000, max: 20_000 }),
    })
    fc.assert(
      fc.property(fc.array(traits, { minLength: 1, maxLength: 12 }), fc.nat({ max: 12 }), (list, count) => {
        const pods = list.map((each, i) => pod(`p${i}`, each as PodTraits))
        const chosen = order(pods, pods, count)
        expect(chosen).toHaveLength(Math.min(count, pods.length))
        expect(new Set(order([...pods].reverse(), pods, count))).toEqual(new Set(chosen))
      }),
    )
  })
})
