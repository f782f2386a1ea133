/**
 * autoscaling/v1 to v2 and back: v1 knows cpu alone; everything else travels in annotations
 * (pkg/apis/autoscaling/v1/conversion.go).
 */
import type { Unstructured } from '../../../../apimachinery/object.ts'
import { isJsonObject, type JsonObject } from '../../../../base/json.ts'
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerV1,
  MetricSpec,
  MetricStatus,
} from '../../../../generated/types.ts'
import type { VersionConversion } from '../../../define-kind.ts'
import { behaviorFromV1, behaviorToV1 } from './v1-behavior.ts'
import { specFromV1, specToV1, statusFromV1, statusToV1 } from './v1-metrics.ts'

const PREFIX = 'autoscaling.alpha.kubernetes.io/'
const CARRIERS = {
  metrics: `${PREFIX}metrics`,
  behavior: `${PREFIX}behavior`,
  currentMetrics: `${PREFIX}current-metrics`,
  conditions: `${PREFIX}conditions`,
} as const

type Spec = NonNullable<HorizontalPodAutoscaler['spec']>
type SpecV1 = NonNullable<HorizontalPodAutoscalerV1['spec']>

/** The conversion of HorizontalPodAutoscalers of autoscaling/v1. */
export const v1Conversion: VersionConversion = {
  toStored: (object) => toV2(object as unknown as HorizontalPodAutoscalerV1) as unknown as Unstructured,
  fromStored: (object) => toV1(object as unknown as HorizontalPodAutoscaler) as unknown as Unstructured,
}

function toV2(object: HorizontalPodAutoscalerV1): HorizontalPodAutoscaler {
  const { annotations, carried } = unpack(object.metadata.annotations ?? {})
  const { targetCPUUtilizationPercentage: cpu, ...spec } = object.spec ?? ({} as SpecV1)
  const metrics = [...listOf(carried.metrics).map(specFromV1), ...(cpu === undefined ? [] : [cpuMetric(cpu)])]
  const converted = {
    ...object,
    apiVersion: 'autoscaling/v2',
    metadata: withAnnotations(object.metadata, annotations),
    spec: {
      ...spec,
      ...(metrics.length > 0 && { metrics }),
      ...(isJsonObject(carried.behavior) && { behavior: behaviorFromV1(carried.behavior) }),
    },
    ...(object.status && { status: statusToV2(object.status, carried) }),
  }
  return converted as unknown as HorizontalPodAutoscaler
}

/** What was carried of the metrics tells more than v1's own field, so it counts alone. */
function statusToV2(
  { currentCPUUtilizationPercentage: cpu, ...status }: NonNullable<HorizontalPodAutoscalerV1['status']>,
  { currentMetrics, conditions }: Carried,
): object {
  const metrics: MetricStatus[] | null =
    currentMetrics !== undefined
      ? listOf(currentMetrics).map(statusFromV1)
      : cpu === undefined
        ? null
        : [cpuStatus(cpu)]
  return {
    ...status,
    currentMetrics: metrics,
    ...(conditions !== undefined && { conditions: listOf(conditions) }),
  }
}

function toV1(object: HorizontalPodAutoscaler): HorizontalPodAutoscalerV1 {
  const { metrics = [], behavior, ...spec } = object.spec ?? ({} as Spec)
  const { currentMetrics, conditions, ...status } = object.status ?? { desiredReplicas: 0 }
  const cpu = metrics.find(isCpuUtilization)?.resource?.target.averageUtilization
  const statuses = currentMetrics ?? []
  const current = statuses.findLast(({ resource }) => resource?.name === 'cpu')?.resource?.current
    .averageUtilization
  const carried = {
    metrics: metrics.filter((metric) => !isCpuUtilization(metric)).map(specToV1),
    behavior: behavior && behaviorToV1(behavior),
    currentMetrics: statuses.map(statusToV1),
    conditions,
  }
  const converted = {
    ...object,
    apiVersion: 'autoscaling/v1',
    metadata: withAnnotations(object.metadata, { ...object.metadata.annotations, ...pack(carried) }),
    spec: { ...spec, ...(cpu !== undefined && { targetCPUUtilizationPercentage: cpu }) },
    ...(object.status && {
      status: {
        currentReplicas: 0,
        ...status,
        ...(current !== undefined && { currentCPUUtilizationPercentage: current }),
      },
    }),
  }
  return converted as unknown as HorizontalPodAutoscalerV1
}

function cpuMetric(averageUtilization: number): MetricSpec {
  return { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } }
}

function cpuStatus(averageUtilization: number): MetricStatus {
  return { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization } } }
}

function isCpuUtilization({ resource }: MetricSpec): boolean {
  return resource?.name === 'cpu' && resource.target?.averageUtilization !== undefined
}

type Carried = Partial<Record<keyof typeof CARRIERS, unknown>>

/** Anybody may write an annotation: what is no list of objects carries nothing. */
function listOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}

function pack(carried: Carried): Record<string, string> {
  const packed: Record<string, string> = {}
  for (const [field, key] of Object.entries(CARRIERS) as [keyof typeof CARRIERS, string][]) {
    const value = carried[field]
    if (value !== undefined && !(Array.isArray(value) && value.length === 0))
      packed[key] = JSON.stringify(value)
  }
  return packed
}

/** Annotations that carry fields become fields again; one that does not parse stays what it is. */
function unpack(annotations: Readonly<Record<string, string>>): {
  annotations: Record<string, string>
  carried: Carried
} {
  const rest = { ...annotations }
  const carried: Carried = {}
  for (const [field, key] of Object.entries(CARRIERS) as [keyof typeof CARRIERS, string][]) {
    try {
      if (rest[key] !== undefined) carried[field] = JSON.parse(rest[key])
      delete rest[key]
    } catch {
      // A user's own text: it is kept as an annotation.
    }
  }
  return { annotations: rest, carried }
}

function withAnnotations<T extends object>(metadata: T, annotations: Record<string, string>): T {
  const { annotations: _, ...rest } = metadata as T & { annotations?: unknown }
  return (Object.keys(annotations).length > 0 ? { ...rest, annotations } : rest) as T
}
