/** What each metric of an autoscaler asks for, or why it cannot be told (horizontal.go, computeReplicasForMetric). */

import type { PodMetrics as PodMetricsObject } from '../../api/kinds/metrics/types.ts'
import { goLabelSelector } from '../../apimachinery/label-selector.ts'
import {
  formatQuantity,
  milliQuantityOf,
  parseQuantity,
  quantityMilliValue,
} from '../../apimachinery/quantity.ts'
import { messageOf } from '../../base/error-message.ts'
import type { MetricSpec, MetricStatus, MetricTarget, MetricValueStatus, Pod } from '../../generated/types.ts'
import {
  type Proposal,
  replicasForAverage,
  replicasForUtilization,
  type Sample,
} from './replica-calculator.ts'
import { requestsOf } from './requests.ts'
import { samplesOf } from './resource-metrics.ts'
import type { Tolerances } from './tolerances.ts'

/** What metrics are judged by. */
export interface Observation {
  namespace: string
  pods: readonly Pod[]
  /** Of the same pods, as the metrics API tells them. */
  metrics: readonly PodMetricsObject[]
  /** How many replicas are wished for now. */
  current: number
  tolerances: Tolerances
  now: number
}

/** What came of a metric. */
export type Outcome =
  | { ok: true; replicas: number; name: string; status: MetricStatus }
  | { ok: false; reason: string; cause: string; error: string }

/** One metric's outcome. */
export function judgeMetric(spec: MetricSpec, observation: Observation): Outcome {
  switch (spec.type) {
    case 'Resource':
      return judgeResource(spec.resource!, observation)
    case 'ContainerResource':
      return judgeContainer(spec.containerResource!, observation)
    case 'Pods':
      return missingPods(spec.pods!)
    case 'Object':
      return missingObject(spec.object!, observation)
    case 'External':
      return missingExternal(spec.external!, observation)
    default:
      return failed('InvalidMetricSourceType', `unknown metric source type "${spec.type}"`)
  }
}

function failed(reason: string, cause: string, error = cause): Outcome {
  return { ok: false, reason, cause, error }
}

function judgeResource({ name, target }: NonNullable<MetricSpec['resource']>, seen: Observation): Outcome {
  try {
    const { replicas, current, what } = judge(name, '', target, seen)
    const status = { type: 'Resource', resource: { name, current } }
    return { ok: true, replicas, name: `${name} resource${what}`, status }
  } catch (error) {
    const cause = messageOf(error)
    return failed('FailedGetResourceMetric', cause, `failed to get ${name} resource metric value: ${cause}`)
  }
}

function judgeContainer(
  { name, container, target }: NonNullable<MetricSpec['containerResource']>,
  seen: Observation,
): Outcome {
  try {
    const { replicas, current, what } = judge(name, container, target, seen)
    const status = { type: 'ContainerResource', containerResource: { name, container, current } }
    // Upstream names the container only where utilization is meant.
    const title = what === '' ? `${name} resource` : `${name} container resource${what}`
    return { ok: true, replicas, name: title, status }
  } catch (error) {
    const cause = messageOf(error)
    const text = `failed to get ${container} container metric value: ${cause}`
    return failed('FailedGetContainerResourceMetric', cause, text)
  }
}

/** `what` is what the metric's name ends with. Throws an Error that says what could not be told. */
function judge(
  resource: string,
  container: string,
  { averageValue, averageUtilization }: MetricTarget,
  { pods, metrics, current, tolerances, now }: Observation,
): { replicas: number; current: MetricValueStatus; what: string } {
  const sample = (): Sample => {
    const samples = told(`unable to get metrics for resource ${resource}`, () =>
      samplesOf(metrics, resource, container),
    )
    return { pods, metrics: samples, resource, current, tolerances, now }
  }
  if (averageValue !== undefined) {
    const target = quantityMilliValue(parseQuantity(averageValue))
    const proposal = told(`failed to get ${resource} usage`, () => replicasForAverage(sample(), target))
    return { replicas: proposal.replicas, current: { averageValue: milli(proposal) }, what: '' }
  }
  if (averageUtilization === undefined)
    throw new Error(
      'invalid resource metric source: neither an average utilization target nor an average value (usage) target was set',
    )
  const proposal = told(`failed to get ${resource} utilization`, () => {
    const taken = sample()
    return replicasForUtilization(taken, averageUtilization, () => requestsOf(pods, resource, container))
  })
  const { utilization = 0 } = proposal
  return {
    replicas: proposal.replicas,
    current: { averageUtilization: utilization, averageValue: milli(proposal) },
    what: ' utilization (percentage of request)',
  }
}

function milli({ average }: Proposal): string {
  return formatQuantity(milliQuantityOf(average))
}

function told<T>(what: string, run: () => T): T {
  try {
    return run()
  } catch (error) {
    throw new Error(`${what}: ${messageOf(error)}`, { cause: error })
  }
}

/** No adapter serves these APIs here, as in a cluster where none is installed. */
const NO_CUSTOM_METRICS =
  'unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered'

function missingPods({ metric }: NonNullable<MetricSpec['pods']>): Outcome {
  const cause = `unable to get metric ${metric.name}: ${NO_CUSTOM_METRICS}`
  return failed('FailedGetPodsMetric', cause, `failed to get pods metric value: ${cause}`)
}

/** Upstream's text has the parts in another order than they are meant. */
function missingObject(
  { metric, describedObject, target }: NonNullable<MetricSpec['object']>,
  { namespace }: Observation,
): Outcome {
  const { kind, name } = describedObject
  const cause = `unable to get metric ${metric.name}: ${kind} on ${namespace} ${name}/${NO_CUSTOM_METRICS}`
  const inner =
    target.type === 'AverageValue' ? `failed to get ${metric.name} object metric: ${cause}` : cause
  return failed('FailedGetObjectMetric', cause, `failed to get object metric value: ${inner}`)
}

function missingExternal(
  { metric, target }: NonNullable<MetricSpec['external']>,
  { namespace }: Observation,
): Outcome {
  const { name, selector } = metric
  const path = `${namespace}/${name}/${selector === undefined ? 'nil' : goLabelSelector(selector)}`
  const cause = `unable to get external metric ${path}: unable to fetch metrics from external metrics API: the server could not find the requested resource (get ${name}.external.metrics.k8s.io)`
  const inner =
    target.averageValue !== undefined
      ? `failed to get ${name} external metric: ${cause}`
      : `failed to get external metric ${name}: ${cause}`
  return failed('FailedGetExternalMetric', cause, `failed to get ${name} external metric value: ${inner}`)
}
