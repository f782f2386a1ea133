/** Metrics as autoscaling/v1 writes them in its annotations (pkg/apis/autoscaling/v1/conversion.go). */
import type { JsonObject } from '../../../../base/json.ts'
import type {
  MetricSpec,
  MetricStatus,
  MetricTarget,
  MetricValueStatus,
} from '../../../../generated/types.ts'

/** Names of the same things: what a metric is measured on, by the types of v2. */
type Fields = Readonly<Record<string, unknown>>

/** A wished metric in v1's form: `{"type":"Resource","resource":{"name":"memory","targetAverageValue":"1Gi"}}`. */
export function specToV1({ type, resource, containerResource, pods, object, external }: MetricSpec): object {
  return {
    type,
    ...(object && {
      object: present({
        target: object.describedObject,
        metricName: object.metric.name,
        targetValue: object.target.value ?? '0',
        selector: object.metric.selector,
        averageValue: object.target.averageValue,
      }),
    }),
    ...(pods && {
      pods: present({
        metricName: pods.metric.name,
        targetAverageValue: pods.target.averageValue ?? '0',
        selector: pods.metric.selector,
      }),
    }),
    ...(resource && { resource: present({ name: resource.name, ...targets(resource.target) }) }),
    ...(containerResource && {
      containerResource: present({
        name: containerResource.name,
        ...targets(containerResource.target),
        container: containerResource.container,
      }),
    }),
    ...(external && {
      external: present({
        metricName: external.metric.name,
        metricSelector: external.metric.selector,
        targetValue: external.target.value,
        targetAverageValue: external.target.averageValue,
      }),
    }),
  }
}

function targets({ averageUtilization, averageValue }: MetricTarget): Fields {
  return { targetAverageUtilization: averageUtilization, targetAverageValue: averageValue }
}

/** The inverse of specToV1. */
export function specFromV1(metric: JsonObject): MetricSpec {
  const { object, pods, resource, containerResource, external } = sources(metric)
  return {
    type: metric.type,
    ...(object && {
      object: {
        describedObject: object.target,
        metric: identifier(object.metricName, object.selector),
        target:
          object.averageValue === undefined
            ? { type: 'Value', value: object.targetValue }
            : { type: 'AverageValue', averageValue: object.averageValue },
      },
    }),
    ...(pods && {
      pods: {
        metric: identifier(pods.metricName, pods.selector),
        target: { type: 'AverageValue', averageValue: pods.targetAverageValue },
      },
    }),
    ...(resource && { resource: { name: resource.name, target: resourceTarget(resource) } }),
    ...(containerResource && {
      containerResource: {
        name: containerResource.name,
        target: resourceTarget(containerResource),
        container: containerResource.container,
      },
    }),
    ...(external && {
      external: {
        metric: identifier(external.metricName, external.metricSelector),
        target:
          external.targetAverageValue === undefined
            ? { type: 'Value', value: external.targetValue }
            : { type: 'AverageValue', averageValue: external.targetAverageValue },
      },
    }),
  } as MetricSpec
}

function resourceTarget({ targetAverageUtilization, targetAverageValue }: Fields): object {
  return targetAverageUtilization === undefined
    ? { type: 'AverageValue', averageValue: targetAverageValue }
    : { type: 'Utilization', averageUtilization: targetAverageUtilization }
}

/** A metric as it stands, in v1's form. */
export function statusToV1(status: MetricStatus): object {
  const { type, resource, containerResource, pods, object, external } = status
  return {
    type,
    ...(object && {
      object: present({
        target: object.describedObject,
        metricName: object.metric.name,
        currentValue: object.current.value ?? '0',
        selector: object.metric.selector,
        averageValue: object.current.averageValue,
      }),
    }),
    ...(pods && {
      pods: present({
        metricName: pods.metric.name,
        currentAverageValue: pods.current.averageValue ?? '0',
        selector: pods.metric.selector,
      }),
    }),
    ...(resource && { resource: present({ name: resource.name, ...currents(resource.current) }) }),
    ...(containerResource && {
      containerResource: present({
        name: containerResource.name,
        ...currents(containerResource.current),
        container: containerResource.container,
      }),
    }),
    ...(external && {
      external: present({
        metricName: external.metric.name,
        metricSelector: external.metric.selector,
        currentValue: external.current.value ?? '0',
        currentAverageValue: external.current.averageValue,
      }),
    }),
  }
}

function currents({ averageUtilization, averageValue }: MetricValueStatus): Fields {
  return { currentAverageUtilization: averageUtilization, currentAverageValue: averageValue ?? '0' }
}

/** The inverse of statusToV1. */
export function statusFromV1(metric: JsonObject): MetricStatus {
  const { object, pods, resource, containerResource, external } = sources(metric)
  return {
    type: metric.type,
    ...(object && {
      object: {
        describedObject: object.target,
        metric: identifier(object.metricName, object.selector),
        current: valueOr(object.currentValue, object.averageValue),
      },
    }),
    ...(pods && {
      pods: {
        metric: identifier(pods.metricName, pods.selector),
        current: { averageValue: pods.currentAverageValue },
      },
    }),
    ...(resource && { resource: { name: resource.name, current: resourceCurrent(resource) } }),
    ...(containerResource && {
      containerResource: {
        name: containerResource.name,
        current: resourceCurrent(containerResource),
        container: containerResource.container,
      },
    }),
    ...(external && {
      external: {
        metric: identifier(external.metricName, external.metricSelector),
        current: valueOr(external.currentValue, external.currentAverageValue),
      },
    }),
  } as MetricStatus
}

function resourceCurrent({ currentAverageUtilization, currentAverageValue }: Fields): Fields {
  return present({ averageUtilization: currentAverageUtilization, averageValue: currentAverageValue })
}

function valueOr(value: unknown, averageValue: unknown): Fields {
  return averageValue === undefined ? { value } : { averageValue }
}

function identifier(name: unknown, selector: unknown): Fields {
  return present({ name, selector })
}

function sources(metric: JsonObject): Readonly<Record<string, Fields | undefined>> {
  return metric as Readonly<Record<string, Fields | undefined>>
}

/** Without what is undefined, as Go leaves out what is nil. */
function present(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
