/** What a deployment knows of its replica sets: which is new, revisions, history, shares. */
import { describe, expect, it } from 'vitest'
import { equalTemplates } from '../../../src/api/kinds/apps/template-hash.ts'
import { setCondition } from '../../../src/controllers/deployment/conditions.ts'
import { surplusSets } from '../../../src/controllers/deployment/history.ts'
import { findNewSet } from '../../../src/controllers/deployment/replica-sets.ts'
import { newSetAnnotations, nextRevision } from '../../../src/controllers/deployment/revisions.ts'
import type { Round } from '../../../src/controllers/deployment/round.ts'
import { proportionalSizes } from '../../../src/controllers/deployment/scale.ts'
import type { Deployment, PodTemplateSpec } from '../../../src/generated/types.ts'
import { replicaSet } from '../objects.ts'

function template(image: string, labels: Record<string, string> = {}): PodTemplateSpec {
  return { metadata: { labels: { app: 'web', ...labels } }, spec: { containers: [{ name: 'c', image }] } }
}

function deployment(annotations: Record<string, string> = {}): Deployment {
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', annotations } }
}

describe('the new set', () => {
  it('is made from the same template, whatever its hash', () => {
    expect(equalTemplates(template('a:1', { 'pod-template-hash': 'x' }), template('a:1'))).toBe(true)
    expect(equalTemplates(template('a:1', { tier: 'x' }), template('a:1'))).toBe(false)
  })

  it('is the oldest of several', () => {
    const sets = [
      replicaSet('young', { age: 1 }),
      replicaSet('old', { age: 9 }),
      replicaSet('other', { age: 20 }),
    ]
    for (const set of sets) set.spec!.template = template(set.metadata.name === 'other' ? 'a:1' : 'a:2')
    expect(findNewSet(sets, template('a:2'))?.metadata.name).toBe('old')
    expect(findNewSet(sets, template('a:3'))).toBeUndefined()
  })
})

describe('revisions', () => {
  const revision = 'deployment.kubernetes.io/revision'
  const history = 'deployment.kubernetes.io/revision-history'

  it('count on from the highest old one; what cannot be read counts as none', () => {
    const sets = ['3', '7', 'x'].map((text) => replicaSet(text, { annotations: { [revision]: text } }))
    expect(nextRevision(sets)).toBe(8)
    expect(nextRevision([])).toBe(1)
  })

  it.each([
    ['a new set gets its revision', {}, 4, { [revision]: '4' }],
    [
      'a set rolled back to remembers its former one',
      { [revision]: '1' },
      4,
      { [revision]: '4', [history]: '1' },
    ],
    [
      'and the ones before',
      { [revision]: '4', [history]: '1,2' },
      6,
      { [revision]: '6', [history]: '1,2,4' },
    ],
    ['the newest set stays as it is', { [revision]: '5' }, 5, { [revision]: '5' }],
    ['a revision that cannot be read is left alone', { [revision]: 'x' }, 5, { [revision]: 'x' }],
  ])('%s', (_name, current, next, wanted) => {
    expect(newSetAnnotations(deployment(), current as Record<string, string>, next)).toEqual(wanted)
  })

  it('forget the oldest where the list grows beyond 2000 characters', () => {
    const long = Array.from({ length: 400 }, (_, i) => 1000 + i).join(',')
    const annotations = newSetAnnotations(deployment(), { [revision]: '9999', [history]: long }, 10000)
    expect(annotations[history]!.length).toBeLessThanOrEqual(2000)
    expect(annotations[history]).toMatch(/,1399,9999$/)
  })

  it('come with the annotations of the deployment, but for those that are its own', () => {
    const own = {
      'kubectl.kubernetes.io/last-applied-configuration': '{}',
      [revision]: '9',
      'kubernetes.io/change-cause': 'why',
    }
    expect(newSetAnnotations(deployment(own), {}, 2)).toEqual({
      [revision]: '2',
      'kubernetes.io/change-cause': 'why',
    })
  })
})

describe('the history', () => {
  const sets = [3, 1, 2].map((n) =>
    replicaSet(`r${n}`, { annotations: { 'deployment.kubernetes.io/revision': `${n}` } }),
  )

  it.each([
    ['loses its oldest revisions', sets, 1, ['r1', 'r2']],
    ['stays within the limit', sets, 3, []],
    ['stays without a limit', sets, undefined, []],
    ['keeps sets with pods', [{ ...sets[1]!, status: { replicas: 1, observedGeneration: 1 } }], 0, []],
    ['keeps sets that were not looked at yet', [{ ...sets[1]!, status: { replicas: 0 } }], 0, []],
  ])('%s', (_name, oldSets, limit, gone) => {
    expect(surplusSets(oldSets, limit).map(({ metadata }) => metadata.name)).toEqual(gone)
  })
})

describe('scaling amid a rollout', () => {
  function sizes(replicas: number, maxSurge: number, sets: [size: number, max: number][]): number[] {
    const oldSets = sets.map(([size, max], i) =>
      replicaSet(`s${i}`, {
        replicas: size,
        age: 100 - i,
        annotations: { 'deployment.kubernetes.io/max-replicas': `${max}` },
      }),
    )
    const bounds = { replicas, maxSurge, maxUnavailable: 0 }
    const round = { bounds, oldSets, newSet: undefined, deployment: deployment() } as unknown as Round
    const result = proportionalSizes(round)
    return oldSets.map((set) => result.get(set)!)
  }

  it.each<[string, number, number, [number, number][], number[]]>([
    [
      'keeps the shares when doubling',
      20,
      0,
      [
        [5, 10],
        [5, 10],
      ],
      [10, 10],
    ],
    [
      'keeps the shares when halving',
      5,
      0,
      [
        [5, 10],
        [5, 10],
      ],
      [2, 3],
    ],
    [
      'gives what is left over to the largest',
      12,
      1,
      [
        [7, 11],
        [4, 11],
      ],
      [8, 5],
    ],
    [
      'takes everything away',
      0,
      0,
      [
        [5, 10],
        [3, 10],
      ],
      [0, 0],
    ],
  ])('%s', (_name, replicas, maxSurge, sets, wanted) => {
    expect(sizes(replicas, maxSurge, sets)).toEqual(wanted)
  })
})

describe('setting a condition', () => {
  const old = {
    type: 'Progressing',
    status: 'True',
    reason: 'A',
    message: 'a',
    lastTransitionTime: '1',
    lastUpdateTime: '1',
  }
  const available = { type: 'Available', status: 'True' }

  it.each([
    [
      'changes nothing where status and reason stay',
      { ...old, message: 'b', lastUpdateTime: '2' },
      [old, available],
    ],
    [
      'keeps the transition where the status stays',
      { ...old, reason: 'B', lastTransitionTime: '2', lastUpdateTime: '2' },
      [available, { ...old, reason: 'B', lastUpdateTime: '2' }],
    ],
    [
      'replaces it where the status changes',
      { ...old, status: 'False', lastTransitionTime: '2' },
      [available, { ...old, status: 'False', lastTransitionTime: '2' }],
    ],
  ])('%s', (_name, condition, wanted) => {
    expect(setCondition([old, available], condition)).toEqual(wanted)
  })
})
