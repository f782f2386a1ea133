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
import { validateBehavior } from './validate-behavior.ts'

const TYPES = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource']
const FIELDS = ['object', 'pods', 'resource', 'containerResource', 'external'] as const

type Source = (typeof FIELDS)[number]

/** In which of its fields the target of each source may stand. */
const AMOUNTS: Readonly<Record<Source, readonly (keyof MetricTarget)[]>> = {
  object: ['value', 'averageValue'],
  external: ['value', 'averageValue'],
  pods: ['averageValue'],
  resource: ['averageUtilization', 'averageValue'],
  containerResource: ['averageUtilization', 'averageValue'],
}

/** All errors of an autoscaler. */
export function validate({ spec }: HorizontalPodAutoscaler): FieldError[] {
  if (!spec) return [required('spec.scaleTargetRef.kind'), required('spec.scaleTargetRef.name')]
  const metrics = spec.metrics ?? []
  return [
    ...validateReplicas(spec),
    ...validateReference('kind', spec.scaleTargetRef?.kind),
    ...validateReference('name', spec.scaleTargetRef?.name),
    ...metrics.flatMap((metric, index) => validateMetric(metric, `spec.metrics[${index}]`)),
    ...(spec.behavior ? validateBehavior(spec.behavior) : []),
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
  return [
    ...errors,
    ...validateSource(metric, `${path}.${wanted}`),
    ...validateTarget(source.target, `${path}.${wanted}.target`, wanted),
  ]
}

/** What is measured: a resource by its name, or a metric by its name, of some object. */
function validateSource(metric: MetricSpec, path: string): FieldError[] {
  const { resource, containerResource, object, pods, external } = metric
  const measured = resource ?? containerResource
  if (measured) return measured.name ? [] : [required(`${path}.name`, 'must specify a resource name')]
  const errors: FieldError[] = []
  if (object && !object.describedObject?.kind) errors.push(required(`${path}.describedObject.kind`))
  if (object && !object.describedObject?.name) errors.push(required(`${path}.describedObject.name`))
  const name = (object ?? pods ?? external)?.metric?.name
  return name ? errors : [...errors, required(`${path}.metric.name`, 'must specify a metric name')]
}

function validateTarget(target: MetricTarget | undefined, path: string, source: Source): FieldError[] {
  if (!target?.type) return [required(`${path}.type`, 'must specify a metric target type')]
  const types = ['AverageValue', 'Utilization', 'Value']
  if (!types.includes(target.type))
    return [invalidValue(`${path}.type`, target.type, 'must be either Utilization, Value, or AverageValue')]
  const utilization = target.averageUtilization
  if (utilization !== undefined && utilization < 1)
    return [invalidValue(`${path}.averageUtilization`, utilization, 'must be greater than 0')]
  return AMOUNTS[source].some((field) => target[field] !== undefined) ? [] : [missingAmount(source, path)]
}

function missingAmount(source: Source, path: string): FieldError {
  switch (source) {
    case 'object':
      return required(`${path}.averageValue`, 'must set either a target value or averageValue')
    case 'external':
      return required(`${path}.averageValue`, 'must set either a target value for metric or a per-pod target')
    case 'pods':
      return required(`${path}.averageValue`, 'must specify a positive target averageValue')
    default:
      return required(
        `${path}.averageUtilization`,
        'must set either a target raw value or a target utilization',
      )
  }
}
