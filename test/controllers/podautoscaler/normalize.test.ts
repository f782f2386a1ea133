/** What a recommendation becomes: stabilized by what was recommended before, limited by bounds and policies. */
import { describe, expect, it } from 'vitest'
import {
  emptyHistory,
  type History,
  type Remembered,
  recommend,
} from '../../../src/controllers/podautoscaler/history.ts'
import { normalize } from '../../../src/controllers/podautoscaler/normalize.ts'
import type { HorizontalPodAutoscalerBehavior, HPAScalingRules } from '../../../src/generated/types.ts'

const NOW = 1_000_000_000
/** So many replicas so many seconds ago. */
const ago = (...pairs: [replicas: number, seconds: number][]): Remembered[] =>
  pairs.map(([replicas, seconds]) => ({ replicas, at: NOW - seconds * 1000 }))

const history = (more: Partial<History> = {}): History => ({ ...emptyHistory('u'), ...more })
const pods = (value: number, periodSeconds = 60) => ({ type: 'Pods', value, periodSeconds })
const percent = (value: number, periodSeconds = 60) => ({ type: 'Percent', value, periodSeconds })

interface Row {
  desired: number
  current: number
  bounds?: [min: number, max: number]
  behavior?: HorizontalPodAutoscalerBehavior
  before?: Partial<History>
}

function run({ desired, current, bounds: [min, max] = [1, 100], behavior, before }: Row) {
  return normalize(desired, { current, min, max }, behavior, history(before), NOW)
}

/** Rules as the API server fills them in. */
const up = (rules: HPAScalingRules): HorizontalPodAutoscalerBehavior => ({
  scaleUp: { stabilizationWindowSeconds: 0, selectPolicy: 'Max', policies: [pods(100, 15)], ...rules },
  scaleDown: { selectPolicy: 'Max', policies: [percent(100, 15)] },
})
const down = (rules: HPAScalingRules): HorizontalPodAutoscalerBehavior => ({
  scaleUp: { stabilizationWindowSeconds: 0, selectPolicy: 'Max', policies: [pods(4, 15), percent(100, 15)] },
  scaleDown: { selectPolicy: 'Max', policies: [percent(100, 15)], stabilizationWindowSeconds: 0, ...rules },
})

describe('a recommendation', () => {
  it.each<[string, Row, number, string, string]>([
    ['is followed', { desired: 5, current: 4 }, 5, 'ReadyForNewScale', 'DesiredWithinRange'],
    [
      'is followed up to the maximum',
      { desired: 9, current: 6, bounds: [1, 8] },
      8,
      'ReadyForNewScale',
      'TooManyReplicas',
    ],
    [
      'is followed down to the minimum',
      { desired: 1, current: 2, bounds: [2, 8] },
      2,
      'ReadyForNewScale',
      'TooFewReplicas',
    ],
    ['may double the replicas', { desired: 30, current: 10 }, 20, 'ReadyForNewScale', 'ScaleUpLimit'],
    ['may make four of few', { desired: 30, current: 1 }, 4, 'ReadyForNewScale', 'ScaleUpLimit'],
    [
      'waits for higher ones of the last five minutes',
      { desired: 2, current: 8, before: { recommendations: ago([8, 300]) } },
      8,
      'ScaleDownStabilized',
      'DesiredWithinRange',
    ],
    [
      'waits no longer for older ones',
      { desired: 2, current: 8, before: { recommendations: ago([8, 301]) } },
      2,
      'ReadyForNewScale',
      'DesiredWithinRange',
    ],
    [
      'goes back to a higher one of late',
      { desired: 2, current: 4, before: { recommendations: ago([6, 30]) } },
      6,
      'ScaleDownStabilized',
      'DesiredWithinRange',
    ],
    [
      'waits with a behavior, too',
      { desired: 2, current: 8, behavior: up({}), before: { recommendations: ago([8, 299]) } },
      8,
      'ScaleDownStabilized',
      'DesiredWithinRange',
    ],
    [
      'with a behavior, waits no longer after just five minutes',
      { desired: 2, current: 8, behavior: up({}), before: { recommendations: ago([8, 300]) } },
      2,
      'ReadyForNewScale',
      'DesiredWithinRange',
    ],
    [
      'does not wait without a window',
      { desired: 2, current: 8, behavior: down({}), before: { recommendations: ago([8, 1]) } },
      2,
      'ReadyForNewScale',
      'DesiredWithinRange',
    ],
    [
      'waits on the way up for lower ones within the window',
      {
        desired: 9,
        current: 4,
        behavior: up({ stabilizationWindowSeconds: 60 }),
        before: { recommendations: ago([5, 30], [9, 15]) },
      },
      5,
      'ScaleUpStabilized',
      'DesiredWithinRange',
    ],
    [
      'keeps what lies between the windows',
      { desired: 3, current: 5, behavior: up({}), before: { recommendations: ago([9, 30]) } },
      5,
      'ScaleDownStabilized',
      'DesiredWithinRange',
    ],
  ])('%s', (_title, row, replicas, able, limited) => {
    const result = run(row)
    expect(result.replicas).toBe(replicas)
    expect(result.verdicts.map(({ reason }) => reason)).toEqual([able, limited])
    expect(result.verdicts[1]?.status).toBe(limited === 'DesiredWithinRange' ? 'False' : 'True')
    expect(result.recommendations.at(-1)).toEqual({ replicas: row.desired, at: NOW })
  })
})

describe('policies', () => {
  it.each<[string, Row, number, string]>([
    [
      'let some pods more at a time',
      { desired: 9, current: 4, behavior: up({ policies: [pods(2)] }) },
      6,
      'ScaleUpLimit',
    ],
    [
      'let a part more at a time, rounded up',
      { desired: 9, current: 5, behavior: up({ policies: [percent(10)] }) },
      6,
      'ScaleUpLimit',
    ],
    [
      'let the larger step, by default',
      { desired: 99, current: 10, behavior: up({ policies: [percent(100), pods(4)] }) },
      20,
      'ScaleUpLimit',
    ],
    [
      'let the smaller step, where Min says so',
      { desired: 99, current: 10, behavior: up({ selectPolicy: 'Min', policies: [percent(100), pods(4)] }) },
      14,
      'ScaleUpLimit',
    ],
    [
      'count from the beginning of the period',
      { desired: 9, current: 6, behavior: up({ policies: [pods(3)] }), before: { up: ago([2, 59]) } },
      7,
      'ScaleUpLimit',
    ],
    [
      'forget what is a period old',
      { desired: 99, current: 6, behavior: up({ policies: [pods(3)] }), before: { up: ago([2, 60]) } },
      9,
      'ScaleUpLimit',
    ],
    [
      'let nothing more once the step is done',
      { desired: 9, current: 6, behavior: up({ policies: [pods(2)] }), before: { up: ago([2, 30]) } },
      6,
      'ScaleUpLimit',
    ],
    [
      'let nothing up where they are disabled',
      { desired: 9, current: 6, behavior: up({ selectPolicy: 'Disabled' }) },
      6,
      'ScaleUpLimit',
    ],
    [
      'let some pods fewer at a time',
      { desired: 1, current: 9, behavior: down({ policies: [pods(2)] }) },
      7,
      'ScaleDownLimit',
    ],
    [
      'let a part fewer at a time, so that something goes',
      { desired: 1, current: 9, behavior: down({ policies: [percent(10)] }) },
      8,
      'ScaleDownLimit',
    ],
    [
      'let the larger step down, by default',
      { desired: 1, current: 20, behavior: down({ policies: [percent(10), pods(4)] }) },
      16,
      'ScaleDownLimit',
    ],
    [
      'let the smaller step down, where Min says so',
      { desired: 1, current: 20, behavior: down({ selectPolicy: 'Min', policies: [percent(10), pods(4)] }) },
      18,
      'ScaleDownLimit',
    ],
    [
      'count what went from the beginning of the period',
      { desired: 1, current: 7, behavior: down({ policies: [pods(3)] }), before: { down: ago([2, 10]) } },
      6,
      'ScaleDownLimit',
    ],
    [
      'let nothing down where they are disabled',
      { desired: 1, current: 6, behavior: down({ selectPolicy: 'Disabled' }) },
      6,
      'ScaleDownLimit',
    ],
    [
      'yield to the maximum',
      { desired: 99, current: 6, bounds: [1, 8], behavior: up({}) },
      8,
      'TooManyReplicas',
    ],
    [
      'yield to the minimum',
      { desired: 1, current: 6, bounds: [3, 8], behavior: down({}) },
      3,
      'TooFewReplicas',
    ],
  ])('%s', (_title, row, replicas, reason) => {
    const result = run(row)
    expect(result.replicas).toBe(replicas)
    expect(result.verdicts[1]).toMatchObject({ status: 'True', reason })
  })
})

describe('time alone changes a decision', () => {
  it.each<[string, Row, number | undefined]>([
    ['never where it is followed', { desired: 5, current: 4 }, undefined],
    ['never at the maximum', { desired: 9, current: 6, bounds: [1, 8] }, undefined],
    [
      'never where policies are disabled',
      { desired: 9, current: 6, behavior: up({ selectPolicy: 'Disabled' }) },
      undefined,
    ],
    [
      'when the highest recommendation has left the window',
      { desired: 2, current: 8, before: { recommendations: ago([8, 100], [3, 50]) } },
      200_001,
    ],
    [
      'with a behavior at the end of the window itself',
      { desired: 2, current: 8, behavior: up({}), before: { recommendations: ago([8, 100], [3, 50]) } },
      200_000,
    ],
    [
      'when the lowest one has left the window',
      {
        desired: 9,
        current: 4,
        behavior: up({ stabilizationWindowSeconds: 60 }),
        before: { recommendations: ago([5, 30], [6, 15]) },
      },
      30_000,
    ],
    [
      'when the first step of a period is old enough',
      {
        desired: 9,
        current: 6,
        behavior: up({ policies: [pods(2)] }),
        before: { up: ago([1, 40], [1, 30]) },
      },
      20_000,
    ],
  ])('%s', (_title, row, after) => {
    expect(run(row).again?.at).toBe(after === undefined ? undefined : NOW + after)
  })
})

it('remembers equal recommendations in a row as one, by their last moment', () => {
  const list = [3, 3, 5, 5, 3].reduce<readonly Remembered[]>(
    (all, replicas, index) => recommend(all, replicas, index),
    [],
  )
  expect(list).toEqual([
    { replicas: 3, at: 1 },
    { replicas: 5, at: 3 },
    { replicas: 3, at: 4 },
  ])
})
