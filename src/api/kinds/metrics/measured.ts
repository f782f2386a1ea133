/** How metrics-server tells of what it measures: when, over which time, and in which amounts. */
import type { KubeObject } from '../../../apimachinery/object.ts'
import { formatQuantity } from '../../../apimachinery/quantity.ts'
import { notFound, type StatusError } from '../../../apimachinery/status-error.ts'
import { formatTime } from '../../../apimachinery/time.ts'
import { METRICS_API_VERSION, METRICS_GROUP } from './resources.ts'
import type { Measured, ResourceUsage } from './types.ts'

/** metrics-server asks the kubelets so often (--metric-resolution); what it tells is the mean over that time. */
const WINDOW = '15s'

/** Amounts of cores and bytes as quantities; what is finer than a billionth is rounded. */
export function resourceUsage({ cpu, memory }: { cpu: number; memory: number }): ResourceUsage {
  return {
    cpu: formatQuantity({ nanos: BigInt(Math.round(cpu * 1e9)), format: 'DecimalSI' }),
    memory: formatQuantity({ nanos: BigInt(Math.round(memory)) * 1_000_000_000n, format: 'BinarySI' }),
  }
}

/** The head of the metrics of an object. Simulated usage is known at every moment: it was measured right now. */
export function measured(kind: string, { metadata }: KubeObject, now: number): Measured {
  const { name, namespace, labels } = metadata
  const time = formatTime(now)
  return {
    apiVersion: METRICS_API_VERSION,
    kind,
    metadata: {
      name: name ?? '',
      ...(namespace !== undefined && { namespace }),
      creationTimestamp: time,
      ...(labels && { labels }),
    },
    timestamp: time,
    window: WINDOW,
  }
}

/** What metrics-server says of something that is there but could not be measured: `podmetrics.metrics.k8s.io "…"`. */
export function notMeasured(resource: 'podmetrics' | 'nodemetrics', name: string): StatusError {
  return notFound({ group: METRICS_GROUP, resource }, name)
}
