/** The rules of a HorizontalPodAutoscaler (pkg/apis/autoscaling/validation/validation.go). */
import {
  type FieldError,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
} from '../../../../apimachinery/field-error.ts'
import { checkPathSegmentName } from '../../../../apimachinery/names.ts'
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerSpec,
  MetricSpec,
  MetricTarget,
} from '../../../../generated/types.ts'

const TYPES = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource']
const FIELDS = ['object', 'pods', 'resource', 'containerResource', 'external'] as const

/** All errors of an autoscaler. */
export function validate({ spec }: HorizontalPodAutoscaler): FieldError[] {
  if (!spec) return [required('spec.scaleTargetRef.kind'), required('spec.scaleTargetRef.name')]
  const metrics = spec.metrics ?? []
  return [
    ...validateReplicas(spec),
    ...validateReference('kind', spec.scaleTargetRef?.kind),
    ...validateReference('name', spec.scaleTargetRef?.name),
    ...metrics.flatMap((metric, index) => validateMetric(metric, `spec.metrics[${index}]`)),
  ]
}

function validateReplicas({ minReplicas, maxReplicas = 0 }: HorizontalPodAutoscalerSpec): FieldError[] {
  const errors: FieldError[] = []
  if (minReplicas !== undefined && minReplicas < 1)
    errors.push(invalidValue('spec.minReplicas', minReplicas, 'must be greater than or equal to 1'))
  if (maxReplicas < 1) errors.push(invalidValue('spec.maxReplicas', maxReplicas, 'must be greater than 0'))
  if (minReplicas !== undefined && maxReplicas < minReplicas) {
    const detail = 'must be greater than or equal to `minReplicas`'
    errors.push(invalidValue('spec.maxReplicas', maxReplicas, detail))
  }
  return errors
}

function validateReference(field: 'kind' | 'name', value = ''): FieldError[] {
  const path = `spec.scaleTargetRef.${field}`
  if (value === '') return [required(path)]
  return checkPathSegmentName(value).map((message) => invalidValue(path, value, message))
}

function validateMetric(metric: MetricSpec, path: string): FieldError[] {
  const { type = '' } = metric
  if (type === '') return [required(`${path}.type`, 'must specify a metric source type')]
  if (!TYPES.includes(type)) return [notSupported(`${path}.type`, type, TYPES)]
  const wanted = FIELDS.find((field) => field.toLowerCase() === type.toLowerCase())!
  const present = FIELDS.filter((field) => metric[field] !== undefined)
  const errors = present
    .filter((field) => field !== wanted)
    .map((field) => forbiddenField(`${path}.${field}`, 'must populate the given metric source only'))
  const source = metric[wanted]
  if (!source)
    return [...errors, required(`${path}.${wanted}`, `must populate information for the given metric source`)]
  return [...errors, ...validateTarget(source.target, `${path}.${wanted}.target`)]
}

function validateTarget(target: MetricTarget | undefined, path: string): FieldError[] {
  if (!target?.type) return [required(`${path}.type`, 'must specify a metric target type')]
  const types = ['AverageValue', 'Utilization', 'Value']
  if (!types.includes(target.type))
    return [invalidValue(`${path}.type`, target.type, 'must be either Utilization, Value, or AverageValue')]
  const utilization = target.averageUtilization
  if (utilization !== undefined && utilization < 1)
    return [invalidValue(`${path}.averageUtilization`, utilization, 'must be greater than 0')]
  return []
}
