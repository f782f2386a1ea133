/** Samples of resources out of the metrics API (pkg/controller/podautoscaler/metrics/client.go). */
import type { PodMetrics as PodMetricsObject } from '../../api/kinds/metrics/types.ts'
import { parseDuration } from '../../apimachinery/duration.ts'
import { parseQuantity, quantityMilliValue } from '../../apimachinery/quantity.ts'
import { parseTime } from '../../apimachinery/time.ts'
import type { PodMetric, PodMetrics } from './pod-groups.ts'

/** The samples of a resource: of whole pods, or of one of their containers. Throws an Error where there are none. */
export function samplesOf(
  objects: readonly PodMetricsObject[],
  resource: string,
  container: string,
): PodMetrics {
  if (objects.length === 0) throw new Error('no metrics returned from resource metrics API')
  const samples = new Map<string, PodMetric>()
  for (const object of objects) {
    const value = container === '' ? ofPod(object, resource) : ofContainer(object, resource, container)
    if (value === undefined) continue
    const window = parseDuration(object.window)
    const timestamp = parseTime(object.timestamp) ?? 0
    samples.set(object.metadata.name ?? '', { value, window, timestamp })
  }
  return samples
}

/** Undefined where one of the containers was not measured. */
function ofPod({ containers }: PodMetricsObject, resource: string): number | undefined {
  let total = 0
  for (const { usage } of containers) {
    const amount = usage[resource]
    if (amount === undefined) return undefined
    total += quantityMilliValue(parseQuantity(amount))
  }
  return containers.length === 0 ? undefined : total
}

function ofContainer(
  { metadata, containers }: PodMetricsObject,
  resource: string,
  name: string,
): number | undefined {
  const container = containers.find((each) => each.name === name)
  if (container === undefined)
    throw new Error(
      `failed to get container metrics: container ${name} not present in metrics for pod ${metadata.namespace}/${metadata.name}`,
    )
  const amount = container.usage[resource]
  return amount === undefined ? undefined : quantityMilliValue(parseQuantity(amount))
}
