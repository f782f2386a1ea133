/** How many replicas samples ask for: the cases of upstream's replica_calculator_test.go, as data. */
import { describe, expect, it } from 'vitest'
import { formatTime } from '../../../src/apimachinery/time.ts'
import { countsAt, type PodMetric } from '../../../src/controllers/podautoscaler/pod-groups.ts'
import {
  replicasForAverage,
  replicasForUtilization,
  type Sample,
} from '../../../src/controllers/podautoscaler/replica-calculator.ts'
import { requestsOf } from '../../../src/controllers/podautoscaler/requests.ts'
import type { Pod } from '../../../src/generated/types.ts'

const NOW = Date.UTC(2026, 0, 1, 12)
const MINUTE = 60_000

/** How a pod fares, in letters: Ready, Unready, Pending, Failed, Terminating, fresh (ready, not measured since). */
type Fate = 'R' | 'U' | 'P' | 'F' | 'T' | 'f'

function pod(name: string, fate: Fate, request: string | undefined = '1'): Pod {
  const started = NOW - (fate === 'R' ? 60 * MINUTE : MINUTE)
  const since = fate === 'f' ? NOW - 5_000 : started + 1000
  const phase = fate === 'P' ? 'Pending' : fate === 'F' ? 'Failed' : 'Running'
  const status = fate === 'U' ? 'False' : 'True'
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, ...(fate === 'T' && { deletionTimestamp: formatTime(NOW) }) },
    spec: {
      containers: [
        { name: 'c', ...(request && { resources: { requests: { cpu: request, memory: '1Ki' } } }) },
      ],
    },
    status: {
      phase,
      startTime: formatTime(started),
      conditions: [{ type: 'Ready', status, lastTransitionTime: formatTime(since) }],
    },
  }
}

/** `fates` has a letter for each pod, `usage` a number of millicores, or a gap where there is no sample. */
function sample(fates: string, usage: readonly (number | undefined)[], more: Partial<Sample> = {}): Sample {
  const pods = [...fates].map((fate, index) => pod(`p${index}`, fate as Fate))
  const metrics = new Map<string, PodMetric>()
  usage.forEach((value, index) => {
    if (value !== undefined) metrics.set(`p${index}`, { value, timestamp: NOW, window: 15_000 })
  })
  const tolerances = { up: 0.1, down: 0.1 }
  return { pods, metrics, resource: 'cpu', current: fates.length, tolerances, now: NOW, ...more }
}

const utilization = (given: Sample, target: number) =>
  replicasForUtilization(given, target, () => requestsOf(given.pods, given.resource, ''))

describe('utilization asks for', () => {
  it.each<[string, string, (number | undefined)[], number, number, Partial<Sample>?]>([
    ['more replicas', 'RRR', [300, 500, 700], 30, 5],
    ['fewer replicas', 'RRRRR', [100, 300, 500, 250, 250], 50, 3],
    ['as many where the ratio is tolerable', 'RRR', [1010, 1030, 1020], 100, 3],
    ['as many a bit below the target, too', 'RRR', [920, 920, 920], 100, 3],
    [
      'more where the tolerance is smaller',
      'RRR',
      [1030, 1030, 1030],
      100,
      4,
      { tolerances: { up: 0.01, down: 0.1 } },
    ],
    [
      'as many where only the other tolerance is smaller',
      'RRR',
      [1030, 1030, 1030],
      100,
      3,
      { tolerances: { up: 0.1, down: 0 } },
    ],
    ['more by all pods, the unready ones idle', 'URR', [300, 500, 700], 30, 4],
    ['as many where unready pods make up for it', 'RUU', [400, 500, 700], 30, 3],
    ['more by all pods, the pending ones idle', 'RRP', [500, 700, undefined], 30, 4],
    [
      'more by the living ones, without the failed',
      'RRFF',
      [500, 700, undefined, undefined],
      50,
      3,
      { current: 2 },
    ],
    ['more by the staying ones, without the leaving', 'RRT', [500, 700, 900], 50, 3, { current: 2 }],
    ['more by all pods, the fresh one not measured yet', 'RRf', [500, 700, 5000], 30, 4],
    ['fewer, without the unready ones', 'RRRUU', [100, 300, 500, 250, 250], 50, 2],
    ['more by all pods, those without samples idle', 'RRR', [undefined, 500, 700], 30, 4],
    ['as many where those without samples would turn it', 'RR', [undefined, 800], 50, 2],
    ['fewer, those without samples busy', 'RRRR', [100, 100, 100, undefined], 50, 3],
    ['as many, where those without samples would be too busy', 'RR', [450, undefined], 50, 2],
    [
      'as many, where more pods than replicas would turn it',
      'RRRRRRf',
      [1000, 190, 250, 250, 200, 190, undefined],
      50,
      5,
      { current: 5 },
    ],
  ])('%s', (_title, fates, usage, target, replicas, more) => {
    expect(utilization(sample(fates, usage, more), target).replicas).toBe(replicas)
  })

  it('tells the mean of the pods that count, rounded down', () => {
    expect(utilization(sample('RRU', [301, 500, 9000]), 30)).toMatchObject({ utilization: 40, average: 400 })
  })

  it.each<[string, Sample, string]>([
    ['without pods', sample('', []), 'no pods returned by selector while calculating replica count'],
    [
      'without samples that count',
      sample('UU', [1, 1]),
      'did not receive metrics for targeted pods (pods might be unready)',
    ],
    [
      'where a container asks for nothing',
      { ...sample('R', [1]), pods: [pod('p0', 'R', '')] },
      'missing request for cpu in container c of Pod p0',
    ],
  ])('nothing %s', (_title, given, message) => {
    expect(() => utilization(given, 50)).toThrow(message)
  })
})

describe('an average value asks for', () => {
  it.each<[string, string, (number | undefined)[], number, number, Partial<Sample>?]>([
    ['more replicas', 'RRR', [20_000, 10_000, 30_000], 15_000, 4],
    ['fewer replicas', 'RRRRR', [12_000, 12_000, 12_000, 12_000, 12_000], 20_000, 3],
    ['as many within the tolerance', 'RRR', [20_000, 21_000, 21_000], 20_000, 3],
    ['fewer, those without samples at their target', 'RRRR', [1000, 1000, 1000, undefined], 10_000, 2],
    ['more, those without samples idle', 'RRR', [30_000, 30_000, undefined], 10_000, 6],
    // Only cpu is misleading while a pod starts.
    ['more by unready pods, too', 'RRU', [20_000, 10_000, 30_000], 15_000, 4, { resource: 'memory' }],
  ])('%s', (_title, fates, usage, target, replicas, more) => {
    expect(replicasForAverage(sample(fates, usage, more), target).replicas).toBe(replicas)
  })
})

describe('requests', () => {
  const sidecar = { name: 's', restartPolicy: 'Always', resources: { requests: { cpu: '50m' } } }
  const init = { name: 'i', resources: { requests: { cpu: '5' } } }
  const main = { name: 'c', resources: { requests: { cpu: '100m' } } }
  const asks = (spec: object): Pod => ({
    ...pod('p', 'R'),
    spec: { containers: [main], ...spec } as NonNullable<Pod['spec']>,
  })
  it.each<[string, object, string, number]>([
    ['are the sum of containers and sidecars', { initContainers: [init, sidecar] }, '', 150],
    ['are those of the container that is named', { initContainers: [sidecar] }, 's', 50],
    ['are those of the pod where it asks as a whole', { resources: { requests: { cpu: '2' } } }, '', 2000],
    ['are the container’s own all the same', { resources: { requests: { cpu: '2' } } }, 'c', 100],
  ])('%s', (_title, spec, container, milli) => {
    expect(requestsOf([asks(spec)], 'cpu', container)).toEqual(new Map([['p', milli]]))
  })

  it('of a container that is not there are refused', () => {
    expect(() => requestsOf([asks({})], 'cpu', 'x')).toThrow('container x not found in Pod p')
  })
})

describe('a pod that does not count for cpu', () => {
  const young = (status: string, since: number): Pod => {
    const base = pod('p', 'R')
    const conditions = [{ type: 'Ready', status, lastTransitionTime: formatTime(NOW + since) }]
    return { ...base, status: { phase: 'Running', startTime: formatTime(NOW - MINUTE), conditions } }
  }
  it.each<[string, Pod, number | undefined]>([
    ['will one window after it is ready', young('True', -5000), 10_000],
    ['does already one window after it is ready', young('True', -20_000), undefined],
    ['will not where it was never ready', young('False', -MINUTE), undefined],
    ['will once it is initialized where it was ready before', young('False', -5000), 4 * MINUTE],
  ])('%s', (_title, given, after) => {
    expect(countsAt(given, 15_000, NOW)).toBe(after === undefined ? undefined : NOW + after)
  })
})
