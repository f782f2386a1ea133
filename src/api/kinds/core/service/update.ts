/** What a Service keeps and loses on update: allocated values stay unless the type no longer has them. */
import { deepEqual } from '../../../../base/json.ts'
import type { Service, ServiceSpec } from '../../../../generated/types.ts'
import { hasClusterIP, isExternallyAccessible } from './defaults.ts'

/** Who gives only `clusterIP` means `clusterIPs` too. The status shows its load balancer even while there is none. */
export function prepareCreate(service: Service): void {
  const { spec } = service
  service.status = { loadBalancer: {} }
  if (spec?.clusterIP && !spec.clusterIPs?.length) spec.clusterIPs = [spec.clusterIP]
}

/** Carries allocated values over (patchAllocatedValues) and drops what the new type has no use for. */
export function keepAllocatedValues(service: Service, oldService: Service): void {
  service.spec ??= {}
  const [spec, old] = [service.spec, oldService.spec ?? {}]
  keepClusterIPs(spec, old)
  keepNodePorts(spec, old)
  if (needsHealthCheckPort(spec) && needsHealthCheckPort(old))
    spec.healthCheckNodePort ||= old.healthCheckNodePort
  alignClusterIPs(spec, old)
  dropTypeDependentFields(spec, old)
  releaseSecondFamily(spec, old)
  for (const key of Object.keys(spec) as (keyof ServiceSpec)[]) if (spec[key] === undefined) delete spec[key]
  // The load balancer may still be on its way out, which is nobody's concern.
  if (spec.type !== 'LoadBalancer') service.status = { ...service.status, loadBalancer: {} }
}

/** Node ports are allocated for this service. */
export function needsNodePorts({ type, allocateLoadBalancerNodePorts }: ServiceSpec): boolean {
  return type === 'NodePort' || (type === 'LoadBalancer' && allocateLoadBalancerNodePorts !== false)
}

/** A health check port is allocated for this service. */
export function needsHealthCheckPort({ type, externalTrafficPolicy }: ServiceSpec): boolean {
  return type === 'LoadBalancer' && externalTrafficPolicy === 'Local'
}

function keepClusterIPs(spec: ServiceSpec, old: ServiceSpec): void {
  if (!hasClusterIP(spec) || !hasClusterIP(old)) return
  spec.clusterIP ||= old.clusterIP
  if (!spec.clusterIPs?.length && spec.clusterIP === old.clusterIP) spec.clusterIPs = copy(old.clusterIPs)
}

function keepNodePorts(spec: ServiceSpec, old: ServiceSpec): void {
  if (!needsNodePorts(spec) || !needsNodePorts(old)) return
  const before = nodePorts(old)
  const used = new Set([...nodePorts(spec)].filter((port) => before.has(port)))
  const byName = new Map((old.ports ?? []).map((port) => [port.name ?? '', port.nodePort]))
  for (const port of spec.ports ?? []) {
    const known = byName.get(port.name ?? '')
    if (port.nodePort || !known || used.has(known)) continue
    port.nodePort = known
    used.add(known)
  }
}

function nodePorts({ ports }: ServiceSpec): Set<number> {
  return new Set((ports ?? []).flatMap(({ nodePort }) => (nodePort ? [nodePort] : [])))
}

/** Keeps `clusterIP` and `clusterIPs` in step for clients that write only one of them (normalizeClusterIPs). */
function alignClusterIPs(spec: ServiceSpec, old: ServiceSpec): void {
  if (old.clusterIPs?.length && !spec.clusterIPs?.length && (old.clusterIP ?? '') === (spec.clusterIP ?? ''))
    spec.clusterIPs = copy(old.clusterIPs)
  if ((old.clusterIP ?? '') === (spec.clusterIP ?? '') || !sameList(old.clusterIPs, spec.clusterIPs)) return
  if (spec.clusterIP) spec.clusterIPs = [spec.clusterIP]
  else delete spec.clusterIPs
}

/** A field that the old type needed and the new one does not goes away, unless the user changed it in this write. */
function dropTypeDependentFields(spec: ServiceSpec, old: ServiceSpec): void {
  if (hasClusterIP(old) && !hasClusterIP(spec)) dropClusterIPs(spec, old)
  if (needsNodePorts(old) && !needsNodePorts(spec)) dropNodePorts(spec, old)
  if (needsHealthCheckPort(old) && !needsHealthCheckPort(spec))
    dropUnchanged(spec, old, 'healthCheckNodePort')
  if (old.type === 'LoadBalancer' && spec.type !== 'LoadBalancer') {
    dropUnchanged(spec, old, 'allocateLoadBalancerNodePorts')
    dropUnchanged(spec, old, 'loadBalancerClass')
  }
  if (isExternallyAccessible(old) && !isExternallyAccessible(spec))
    dropUnchanged(spec, old, 'externalTrafficPolicy')
}

function dropClusterIPs(spec: ServiceSpec, old: ServiceSpec): void {
  if (sameList(spec.clusterIPs, old.clusterIPs)) {
    delete spec.clusterIP
    delete spec.clusterIPs
  }
  dropUnchanged(spec, old, 'ipFamilies')
  dropUnchanged(spec, old, 'ipFamilyPolicy')
}

function dropNodePorts(spec: ServiceSpec, old: ServiceSpec): void {
  const before = nodePorts(old)
  if ([...nodePorts(spec)].some((port) => !before.has(port))) return
  for (const port of spec.ports ?? []) delete port.nodePort
}

function dropUnchanged(spec: ServiceSpec, old: ServiceSpec, field: keyof ServiceSpec): void {
  if (deepEqual(spec[field], old[field])) delete spec[field]
}

/** Going to SingleStack without touching the lists gives the second address back. */
function releaseSecondFamily(spec: ServiceSpec, old: ServiceSpec): void {
  if (!hasClusterIP(spec) || !hasClusterIP(old) || spec.ipFamilyPolicy !== 'SingleStack') return
  if (old.ipFamilyPolicy === 'SingleStack' || old.ipFamilyPolicy === undefined) return
  if (sameList(spec.clusterIPs, old.clusterIPs)) spec.clusterIPs = spec.clusterIPs?.slice(0, 1)
  if (sameList(spec.ipFamilies, old.ipFamilies)) spec.ipFamilies = spec.ipFamilies?.slice(0, 1)
}

function sameList(a: readonly string[] = [], b: readonly string[] = []): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index])
}

function copy(list: readonly string[] | undefined): string[] | undefined {
  return list && [...list]
}
