/** autoscaling/v1 to v2 and back: v1 knows cpu alone; everything else travels in annotations. */
import type { Unstructured } from '../../../../apimachinery/object.ts'
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerV1,
  MetricSpec,
  MetricStatus,
} from '../../../../generated/types.ts'
import type { VersionConversion } from '../../../define-kind.ts'

const PREFIX = 'autoscaling.alpha.kubernetes.io/'
const KEYS = {
  metrics: `${PREFIX}metrics`,
  behavior: `${PREFIX}behavior`,
  currentMetrics: `${PREFIX}current-metrics`,
  conditions: `${PREFIX}conditions`,
} as const

/** The conversion of HorizontalPodAutoscalers of autoscaling/v1. */
export const v1Conversion: VersionConversion = {
  toStored: (object) => toV2(object as unknown as HorizontalPodAutoscalerV1) as unknown as Unstructured,
  fromStored: (object) => toV1(object as unknown as HorizontalPodAutoscaler) as unknown as Unstructured,
}

function toV2(object: HorizontalPodAutoscalerV1): HorizontalPodAutoscaler {
  const { annotations, carried } = unpack(object.metadata.annotations ?? {})
  const { targetCPUUtilizationPercentage: cpu, ...spec } =
    object.spec ?? ({} as HorizontalPodAutoscalerV1['spec'] & object)
  const { currentCPUUtilizationPercentage: currentCpu, ...status } = object.status ?? {}
  const metrics = [
    ...(cpu === undefined ? [] : [cpuMetric(cpu)]),
    ...((carried.metrics as MetricSpec[]) ?? []),
  ]
  const currentMetrics = [
    ...(currentCpu === undefined ? [] : [cpuStatus(currentCpu)]),
    ...((carried.currentMetrics as MetricStatus[]) ?? []),
  ]
  const converted = {
    ...object,
    apiVersion: 'autoscaling/v2',
    metadata: withAnnotations(object.metadata, annotations),
    spec: {
      ...spec,
      ...(metrics.length > 0 && { metrics }),
      ...(carried.behavior !== undefined && { behavior: carried.behavior }),
    },
    ...(object.status && {
      status: {
        ...status,
        ...(currentMetrics.length > 0 && { currentMetrics }),
        ...(carried.conditions !== undefined && { conditions: carried.conditions }),
      },
    }),
  }
  return converted as unknown as HorizontalPodAutoscaler
}

function toV1(object: HorizontalPodAutoscaler): HorizontalPodAutoscalerV1 {
  const {
    metrics = [],
    behavior,
    ...spec
  } = object.spec ?? ({} as NonNullable<HorizontalPodAutoscaler['spec']>)
  const { currentMetrics = [], conditions, ...status } = object.status ?? {}
  const cpu = metrics.find(isCpuUtilization)
  const currentCpu = currentMetrics.find(({ resource }) => resource?.name === 'cpu')
  const carried = {
    metrics: metrics.filter((metric) => metric !== cpu),
    behavior,
    currentMetrics: currentMetrics.filter((metric) => metric !== currentCpu),
    conditions,
  }
  const target = cpu?.resource?.target.averageUtilization
  const current = currentCpu?.resource?.current.averageUtilization
  const converted = {
    ...object,
    apiVersion: 'autoscaling/v1',
    metadata: withAnnotations(object.metadata, { ...object.metadata.annotations, ...pack(carried) }),
    spec: { ...spec, ...(target !== undefined && { targetCPUUtilizationPercentage: target }) },
    ...(object.status && {
      status: { ...status, ...(current !== undefined && { currentCPUUtilizationPercentage: current }) },
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

type Carried = Partial<Record<keyof typeof KEYS, unknown>>

function pack(carried: Carried): Record<string, string> {
  const packed: Record<string, string> = {}
  for (const [field, key] of Object.entries(KEYS) as [keyof typeof KEYS, string][]) {
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
  for (const [field, key] of Object.entries(KEYS) as [keyof typeof KEYS, string][]) {
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
