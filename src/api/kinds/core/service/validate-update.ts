/** What an update of a Service may not change: its first address and family, its load balancer class, its port for health checks. */
import { type FieldError, forbiddenField, invalidValue } from '../../../../apimachinery/field-error.ts'
import type { Service, ServiceSpec } from '../../../../generated/types.ts'
import { isHeadless } from './defaults.ts'
import { needsHealthCheckPort } from './update.ts'

const FIXED = 'may not change once set'

/** Errors of the step from the old service to the new one. */
export function validateUpdate({ spec = {} }: Service, { spec: old = {} }: Service): FieldError[] {
  return [
    ...clusterIPErrors(spec, old),
    ...familyErrors(spec, old),
    ...classErrors(spec, old),
    ...healthCheckErrors(spec, old),
  ]
}

function leavesAddresses(spec: ServiceSpec, old: ServiceSpec): boolean {
  return spec.type === 'ExternalName' || old.type === 'ExternalName'
}

function clusterIPErrors(spec: ServiceSpec, old: ServiceSpec): FieldError[] {
  if (leavesAddresses(spec, old) || (isHeadless(spec) && isHeadless(old))) return []
  const [now, before] = [spec.clusterIPs ?? [], old.clusterIPs ?? []]
  if (before.length > 0 && now.length === 0)
    return [invalidValue('spec.clusterIPs[0]', now, 'primary clusterIP can not be unset')]
  const errors = before.flatMap((ip, index) =>
    index < now.length && now[index] !== ip ? [invalidValue(`spec.clusterIPs[${index}]`, now, FIXED)] : [],
  )
  const released = before.length === 2 && now.length === 1
  if (released && spec.ipFamilyPolicy !== undefined && spec.ipFamilyPolicy !== 'SingleStack') {
    const detail = "must be set to 'SingleStack' when releasing the secondary clusterIP"
    errors.push(invalidValue('spec.ipFamilyPolicy', spec.ipFamilyPolicy, detail))
  }
  return errors
}

function familyErrors(spec: ServiceSpec, old: ServiceSpec): FieldError[] {
  if (leavesAddresses(spec, old)) return []
  if (isHeadless(spec) && isHeadless(old) && Object.keys(spec.selector ?? {}).length === 0) return []
  const [now, before] = [spec.ipFamilies ?? [], old.ipFamilies ?? []]
  if (before.length > 0 && now.length === 0)
    return [invalidValue('spec.ipFamilies[0]', now, 'primary ipFamily can not be unset')]
  return before.flatMap((family, index) =>
    index < now.length && now[index] !== family
      ? [invalidValue(`spec.ipFamilies[${index}]`, now, FIXED)]
      : [],
  )
}

function classErrors(spec: ServiceSpec, old: ServiceSpec): FieldError[] {
  if (spec.type !== 'LoadBalancer' || old.type !== 'LoadBalancer') return []
  if (spec.loadBalancerClass === old.loadBalancerClass) return []
  return [invalidValue('spec.loadBalancerClass', spec.loadBalancerClass, FIXED)]
}

function healthCheckErrors(spec: ServiceSpec, old: ServiceSpec): FieldError[] {
  if (!needsHealthCheckPort(spec) || !needsHealthCheckPort(old)) return []
  if (spec.healthCheckNodePort === old.healthCheckNodePort) return []
  return [forbiddenField('spec.healthCheckNodePort', 'field is immutable')]
}
