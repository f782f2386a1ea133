/** What the API server fills into a Service (pkg/apis/core/v1/defaults.go, registry/core/service/storage/alloc.go). */
import { ipFamily } from '../../../../apimachinery/ip.ts'
import type { Service, ServiceSpec } from '../../../../generated/types.ts'
import { defaultModes } from './load-balancer-status.ts'

const AFFINITY_SECONDS = 10800

/** Defaults of a service in a cluster whose own family is IPv4. */
export function defaults(service: Service): void {
  service.spec ??= {}
  const { spec } = service
  spec.type ??= 'ClusterIP'
  defaultAffinity(spec)
  defaultPorts(spec)
  defaultTrafficPolicies(spec)
  if (spec.type === 'LoadBalancer') spec.allocateLoadBalancerNodePorts ??= true
  defaultFamilies(spec)
  defaultModes(service)
}

function defaultAffinity(spec: ServiceSpec): void {
  spec.sessionAffinity ||= 'None'
  if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig
  if (spec.sessionAffinity === 'ClientIP')
    spec.sessionAffinityConfig ??= { clientIP: { timeoutSeconds: AFFINITY_SECONDS } }
  const clientIP = spec.sessionAffinityConfig?.clientIP
  if (clientIP) clientIP.timeoutSeconds ??= AFFINITY_SECONDS
}

function defaultPorts(spec: ServiceSpec): void {
  for (const port of spec.ports ?? []) {
    port.protocol ||= 'TCP'
    if (port.targetPort === undefined || port.targetPort === 0 || port.targetPort === '')
      port.targetPort = port.port
  }
}

function defaultTrafficPolicies(spec: ServiceSpec): void {
  if (isExternallyAccessible(spec)) spec.externalTrafficPolicy ||= 'Cluster'
  if (hasClusterIP(spec)) spec.internalTrafficPolicy ??= 'Cluster'
}

/** Reached from outside of the cluster: node ports, load balancers, external addresses. */
export function isExternallyAccessible({ type, externalIPs }: ServiceSpec): boolean {
  return type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && !!externalIPs?.length)
}

/** Without an address of its own: its name leads to the pods. */
export function isHeadless({ clusterIPs }: ServiceSpec): boolean {
  return clusterIPs?.length === 1 && clusterIPs[0] === 'None'
}

/** Services of this type have cluster IPs, if only 'None'. */
export function hasClusterIP({ type }: ServiceSpec): boolean {
  return type === 'ClusterIP' || type === 'NodePort' || type === 'LoadBalancer'
}

function defaultFamilies(spec: ServiceSpec): void {
  if (!hasClusterIP(spec)) return
  const ips = spec.clusterIPs?.length ? spec.clusterIPs : spec.clusterIP ? [spec.clusterIP] : []
  const headless = ips[0] === 'None'
  if (headless && Object.keys(spec.selector ?? {}).length === 0) {
    defaultHeadlessFamilies(spec)
    return
  }
  if (!spec.ipFamilies?.length) spec.ipFamilies = headless ? ['IPv4'] : familiesOf(ips)
  spec.ipFamilyPolicy ??= 'SingleStack'
}

/** Whoever writes the endpoints of such a service may use both families. */
function defaultHeadlessFamilies(spec: ServiceSpec): void {
  spec.ipFamilyPolicy ??= spec.ipFamilies?.length === 1 ? 'SingleStack' : 'RequireDualStack'
  const families = spec.ipFamilies?.length ? spec.ipFamilies : ['IPv4']
  const both = spec.ipFamilyPolicy !== 'SingleStack' && families.length === 1
  spec.ipFamilies = both ? [families[0]!, families[0] === 'IPv4' ? 'IPv6' : 'IPv4'] : families
}

function familiesOf(ips: readonly string[]): string[] {
  const families = ips.map(ipFamily).filter((family) => family !== undefined)
  return families.length === 0 ? ['IPv4'] : families
}
