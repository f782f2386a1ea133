/** How many replicas a metric asks for: pkg/controller/podautoscaler/replica_calculator.go. Pure. */
import type { Pod } from '../../generated/types.ts'
import { groupPods, type PodMetrics } from './pod-groups.ts'
import { isTolerable, type Tolerances } from './tolerances.ts'

/** What a metric is judged by. */
export interface Sample {
  pods: readonly Pod[]
  metrics: PodMetrics
  /** The resource measured; '' for a metric that is none. */
  resource: string
  /** How many replicas are wished for now. */
  current: number
  tolerances: Tolerances
  /** Cluster time, ms. */
  now: number
}

/** How many replicas there should be, and what stands in the status. */
export interface Proposal {
  replicas: number
  /** The mean over the pods that count, in thousandths. */
  average: number
  /** The mean as a percentage of the requests. */
  utilization?: number
}

type Amounts = ReadonlyMap<string, number>

/** What pods without a sample are taken to use where usage is below target, and how far usage is from target. */
interface Measure {
  fallback(pod: string): number
  rate(amounts: Amounts): { ratio: number; average: number; utilization?: number }
}

/** By utilization: a percentage of what the pods request (thousandths by name). Throws an Error if nothing counts. */
export function replicasForUtilization(
  sample: Sample,
  target: number,
  readRequests: () => ReadonlyMap<string, number>,
): Proposal {
  // Asked for when there is something to compare: upstream tells of missing samples first.
  let known: ReadonlyMap<string, number> | undefined
  const requestsOfPods = () => {
    known ??= readRequests()
    return known
  }
  // A pod without a sample is taken to use all it asked for, or its target where that is more.
  const fallback = (pod: string) =>
    Math.trunc(((requestsOfPods().get(pod) ?? 0) * Math.max(100, target)) / 100)
  const rate = (amounts: Amounts) => {
    const requests = requestsOfPods()
    const counted = [...amounts].filter(([pod]) => requests.has(pod))
    const used = sum(counted.map(([, amount]) => amount))
    const asked = sum(counted.map(([pod]) => requests.get(pod)!))
    if (asked === 0) throw new Error('no metrics returned matched known pods')
    const utilization = Math.trunc((used * 100) / asked)
    return { ratio: utilization / target, average: Math.trunc(used / counted.length), utilization }
  }
  return propose(sample, { fallback, rate })
}

/** By value: the mean over the pods, in thousandths. Throws an Error if nothing counts. */
export function replicasForAverage(sample: Sample, target: number): Proposal {
  const rate = (amounts: Amounts) => {
    const average = Math.trunc(sum([...amounts.values()]) / amounts.size)
    return { ratio: average / target, average }
  }
  return propose(sample, { fallback: () => target, rate })
}

function propose(sample: Sample, measure: Measure): Proposal {
  const { pods, metrics, resource, current, tolerances, now } = sample
  if (pods.length === 0) throw new Error('no pods returned by selector while calculating replica count')
  const groups = groupPods(pods, metrics, resource, now)
  const outside = new Set([...groups.ignored, ...groups.unready])
  const amounts = new Map<string, number>()
  for (const [pod, { value }] of metrics) if (!outside.has(pod)) amounts.set(pod, value)
  if (amounts.size === 0) throw new Error('did not receive metrics for targeted pods (pods might be unready)')
  const { ratio, ...means } = measure.rate(amounts)
  const countUnready = groups.unready.length > 0 && ratio > 1
  if (!countUnready && groups.missing.length === 0) {
    const replicas = isTolerable(ratio, tolerances) ? current : Math.ceil(ratio * groups.ready.length)
    return { replicas, ...means }
  }
  // Whoever is not measured is taken to speak against the change: idle on the way up, busy on the way down.
  if (ratio < 1) for (const pod of groups.missing) amounts.set(pod, measure.fallback(pod))
  if (ratio > 1) for (const pod of groups.missing) amounts.set(pod, 0)
  if (countUnready) for (const pod of groups.unready) amounts.set(pod, 0)
  return { replicas: cautious(measure.rate(amounts).ratio, ratio, amounts.size, sample), ...means }
}

/** The count by the ratio over all pods, unless it speaks against what was measured. */
function cautious(ratio: number, measured: number, pods: number, { current, tolerances }: Sample): number {
  const turned = (measured < 1 && ratio > 1) || (measured > 1 && ratio < 1)
  if (isTolerable(ratio, tolerances) || turned) return current
  const replicas = Math.ceil(ratio * pods)
  const contrary = (ratio < 1 && replicas > current) || (ratio > 1 && replicas < current)
  return contrary ? current : replicas
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0)
}
