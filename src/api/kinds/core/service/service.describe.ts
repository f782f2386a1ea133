/** `kubectl describe service`. */
import { formatLabels } from '../../../../apimachinery/label-selector.ts'
import type {
  EndpointSlice,
  LoadBalancerIngress,
  Service,
  ServicePort,
  ServiceSpec,
} from '../../../../generated/types.ts'
import { writeEvents } from '../../../describe/events.ts'
import { textOrNone } from '../../../describe/format.ts'
import { writeMetadata, writeNames } from '../../../describe/metadata.ts'
import { createDescribeWriter, type DescribeWriter } from '../../../describe/writer.ts'
import type { DescribeContext } from '../../../describe-context.ts'
import { formatServiceEndpoints } from './format-endpoints.ts'

/** Addresses, ports and what stands behind each port. */
export async function describe(object: Service, context: DescribeContext): Promise<string> {
  const { metadata, spec = {}, status } = object
  const term = `${metadata.namespace ?? ''}/${metadata.name ?? ''}`
  const slices = await context.client.lookup('EndpointSlice', 'service', term)
  const writer = createDescribeWriter()
  writeNames(writer, object)
  writeMetadata(writer, object)
  writer.line(0, `Selector:\t${formatLabels(spec.selector)}`)
  writer.line(0, `Type:\t${spec.type ?? ''}`)
  writeAddresses(writer, spec, status?.loadBalancer?.ingress ?? [])
  for (const port of spec.ports ?? []) writePort(writer, port, slices)
  writePolicies(writer, spec)
  await writeEvents(writer, context, object)
  return writer.toString()
}

function writeAddresses(
  writer: DescribeWriter,
  spec: ServiceSpec,
  ingress: readonly LoadBalancerIngress[],
): void {
  if (spec.ipFamilyPolicy !== undefined) writer.line(0, `IP Family Policy:\t${spec.ipFamilyPolicy}`)
  writer.line(0, `IP Families:\t${textOrNone((spec.ipFamilies ?? []).join(','))}`)
  writer.line(0, `IP:\t${spec.clusterIP ?? ''}`)
  writer.line(0, `IPs:\t${textOrNone((spec.clusterIPs ?? []).join(','))}`)
  if (spec.externalIPs?.length) writer.line(0, `External IPs:\t${spec.externalIPs.join(',')}`)
  if (spec.loadBalancerIP) writer.line(0, `Desired LoadBalancer IP:\t${spec.loadBalancerIP}`)
  if (spec.externalName) writer.line(0, `External Name:\t${spec.externalName}`)
  if (ingress.length > 0) writer.line(0, `LoadBalancer Ingress:\t${ingress.map(balancerAddress).join(', ')}`)
}

function balancerAddress({ ip, ipMode, hostname }: LoadBalancerIngress): string {
  if (!ip) return hostname ?? ''
  return ipMode === undefined ? ip : `${ip} (${ipMode})`
}

function writePort(writer: DescribeWriter, port: ServicePort, slices: readonly EndpointSlice[]): void {
  const name = port.name || '<unset>'
  writer.line(0, `Port:\t${name}\t${port.port}/${port.protocol ?? ''}`)
  writer.line(0, `TargetPort:\t${port.targetPort ?? 0}/${port.protocol ?? ''}`)
  if (port.nodePort) writer.line(0, `NodePort:\t${name}\t${port.nodePort}/${port.protocol ?? ''}`)
  writer.line(0, `Endpoints:\t${formatServiceEndpoints(port.name ?? '', slices)}`)
}

function writePolicies(writer: DescribeWriter, spec: ServiceSpec): void {
  writer.line(0, `Session Affinity:\t${spec.sessionAffinity ?? ''}`)
  if (spec.externalTrafficPolicy) writer.line(0, `External Traffic Policy:\t${spec.externalTrafficPolicy}`)
  if (spec.internalTrafficPolicy) writer.line(0, `Internal Traffic Policy:\t${spec.internalTrafficPolicy}`)
  if (spec.trafficDistribution) writer.line(0, `Traffic Distribution:\t${spec.trafficDistribution}`)
  if (spec.healthCheckNodePort) writer.line(0, `HealthCheck NodePort:\t${spec.healthCheckNodePort}`)
  const ranges = spec.loadBalancerSourceRanges ?? []
  if (ranges.length > 0) writer.line(0, `LoadBalancer Source Ranges:\t${ranges.join(',')}`)
}
