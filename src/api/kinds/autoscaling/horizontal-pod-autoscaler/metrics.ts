/** The metrics of an autoscaler in short: what is and what should be. */
import type {
  MetricSpec,
  MetricStatus,
  MetricTarget,
  MetricValueStatus,
} from '../../../../generated/types.ts'

const SHOWN = 2

/** `cpu: 12%/80%, 3/10 (avg) + 1 more...`. */
export function formatMetrics(specs: readonly MetricSpec[], statuses: readonly MetricStatus[]): string {
  if (specs.length === 0) return '<none>'
  const list = specs.map((spec, index) => formatMetric(spec, statuses[index]))
  const shown = list.slice(0, SHOWN).join(', ')
  return list.length > SHOWN ? `${shown} + ${list.length - SHOWN} more...` : shown
}

function formatMetric(spec: MetricSpec, status: MetricStatus | undefined): string {
  switch (spec.type) {
    case 'Resource':
      return resource(spec.resource?.name, spec.resource?.target, status?.resource?.current)
    case 'ContainerResource': {
      const { name, target } = spec.containerResource ?? {}
      return resource(name, target, status?.containerResource?.current)
    }
    case 'Pods':
      return `${status?.pods?.current?.averageValue ?? '<unknown>'}/${spec.pods?.target?.averageValue ?? '0'}`
    case 'Object':
      return amount(spec.object?.target, status?.object?.current)
    case 'External':
      return amount(spec.external?.target, status?.external?.current)
    default:
      return '<unknown type>'
  }
}

function resource(
  name = '',
  target: MetricTarget | undefined,
  current: MetricValueStatus | undefined,
): string {
  if (target?.averageValue !== undefined)
    return `${name}: ${current?.averageValue ?? '<unknown>'}/${target.averageValue}`
  const wished = target?.averageUtilization === undefined ? '<auto>' : `${target.averageUtilization}%`
  return `${name}: ${current?.averageUtilization === undefined ? '<unknown>' : `${current.averageUtilization}%`}/${wished}`
}

function amount(target: MetricTarget | undefined, current: MetricValueStatus | undefined): string {
  if (target?.averageValue !== undefined)
    return `${current?.averageValue ?? '<unknown>'}/${target.averageValue} (avg)`
  return `${current?.value ?? '<unknown>'}/${target?.value ?? '0'}`
}
