/** Cluster IPs and node ports of Services (pkg/registry/core/service/storage/alloc.go). What is taken stands in indexes. */
import { type FieldError, internalFieldError, invalidValue } from '../../apimachinery/field-error.ts'
import { cidrFamily } from '../../apimachinery/ip.ts'
import { invalid } from '../../apimachinery/status-error.ts'
import type { Service, ServicePort } from '../../generated/types.ts'
import type { Request } from '../context.ts'
import { indexName } from '../stored-object.ts'
import { containsAddress, parseCidr, randomAddress } from './ip-range.ts'

/** Gives a Service the addresses that its type asks for and checks those that it names. */
export async function allocateServiceAddresses(
  request: Request,
  service: Service,
  old: Service | undefined,
): Promise<void> {
  const errors = familyErrors(service)
  if (errors.length === 0) {
    await allocateClusterIp(request, service, old, errors)
    await allocateNodePorts(request, service, old, errors)
  }
  if (errors.length > 0) throw invalid({ group: '', kind: 'Service' }, service.metadata.name ?? '', errors)
}

/** The cluster has addresses of one family; only who writes the endpoints himself may name others (initIPFamilyFields). */
function familyErrors({ spec = {} }: Service): FieldError[] {
  const isWithoutSelector = Object.keys(spec.selector ?? {}).length === 0
  if (spec.type === 'ExternalName' || (spec.clusterIP === 'None' && isWithoutSelector)) return []
  const errors: FieldError[] = []
  if (spec.ipFamilyPolicy === 'RequireDualStack') {
    const detail = 'this cluster is not configured for dual-stack services'
    errors.push(invalidValue('spec.ipFamilyPolicy', spec.ipFamilyPolicy, detail))
  }
  for (const [index, family] of (spec.ipFamilies ?? []).entries())
    if (family !== 'IPv4')
      errors.push(invalidValue(`spec.ipFamilies[${index}]`, family, 'not configured on this cluster'))
  return errors
}

async function isTaken(request: Request, index: 'clusterip' | 'nodeport', term: string): Promise<boolean> {
  const { store } = request.server
  return (
    (await store.lookup(indexName(request.kind.resource, index), term, { limit: 1, keysOnly: true })).length >
    0
  )
}

async function allocateClusterIp(
  request: Request,
  service: Service,
  old: Service | undefined,
  errors: FieldError[],
): Promise<void> {
  const spec = service.spec ?? {}
  if (spec.type === 'ExternalName' || spec.clusterIP === 'None') return
  const wanted = spec.clusterIP || spec.clusterIPs?.[0]
  if (wanted) {
    if (wanted === old?.spec?.clusterIP) return
    const problem = await whyNotFree(request, wanted)
    if (problem)
      errors.push(invalidValue('spec.clusterIPs', [wanted], `failed to allocate IP ${wanted}: ${problem}`))
    return
  }
  const address = await freeAddress(request)
  if (address) {
    spec.clusterIP = address
    spec.clusterIPs = [address]
  } else errors.push(internalFieldError('spec.clusterIPs', 'failed to allocate a serviceIP: range is full'))
}

async function whyNotFree(request: Request, address: string): Promise<string | undefined> {
  const { serviceCidr } = request.server.network
  const isIn = (cidr: string) => containsAddress(parseCidr(cidr), address)
  if (!isIn(serviceCidr) && !(await otherRanges(request)).some(isIn))
    return `the provided IP (${address}) is not in the valid range. The range of valid IPs is ${serviceCidr}`
  return (await isAddressTaken(request, address)) ? 'provided IP is already allocated' : undefined
}

/** An address is taken by a Service, or by an IPAddress that somebody has made for something else. */
async function isAddressTaken(request: Request, address: string): Promise<boolean> {
  if (await isTaken(request, 'clusterip', address)) return true
  return (await request.server.store.get(`${ADDRESSES}${address}`)) !== undefined
}

const ADDRESSES = '/registry/ipaddresses/'

/** The ranges of the ServiceCIDRs that were added to the cluster's own, except for those that are being deleted. */
async function otherRanges({ client }: Request): Promise<string[]> {
  const { items } = await client.list('ServiceCIDR')
  return items
    .filter(({ metadata }) => metadata.name !== 'kubernetes' && metadata.deletionTimestamp === undefined)
    .flatMap(({ spec }) => (spec?.cidrs ?? []).filter((cidr) => cidrFamily(cidr) === 'IPv4'))
}

/** Random tries first; only a nearly full range is searched one by one. */
const TRIES = 64

async function freeAddress(request: Request): Promise<string | undefined> {
  const own = await freeAddressIn(request, request.server.network.serviceCidr)
  if (own !== undefined) return own
  for (const cidr of await otherRanges(request)) {
    const address = await freeAddressIn(request, cidr)
    if (address !== undefined) return address
  }
  return undefined
}

async function freeAddressIn(request: Request, cidr: string): Promise<string | undefined> {
  const range = parseCidr(cidr)
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const address = randomAddress(range, request.server.random)
    if (!(await isAddressTaken(request, address))) return address
  }
  for (let host = 1; host < range.size - 1; host++) {
    const address = range.address(host)
    if (!(await isAddressTaken(request, address))) return address
  }
  return undefined
}

async function allocateNodePorts(
  request: Request,
  service: Service,
  old: Service | undefined,
  errors: FieldError[],
): Promise<void> {
  const ports = service.spec?.ports ?? []
  const own = new Set((old?.spec?.ports ?? []).map(portTerm))
  const taken = new Map<string, ServicePort>()
  for (const [index, port] of ports.entries()) {
    if (!port.nodePort) continue
    if (!own.has(portTerm(port))) {
      const problem = await whyPortNotFree(request, port)
      if (problem) errors.push(invalidValue(`spec.ports[${index}].nodePort`, port.nodePort, problem))
    }
    taken.set(portTerm(port), port)
  }
  if (!needsNodePorts(service)) return
  for (const port of ports) if (!port.nodePort) await pickNodePort(request, port, ports, errors)
  await pickHealthCheckPort(request, service, ports)
}

function needsNodePorts({ spec = {} }: Service): boolean {
  return (
    spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false)
  )
}

function portTerm({ protocol = 'TCP', nodePort }: ServicePort): string {
  return `${protocol}/${nodePort}`
}

async function whyPortNotFree(request: Request, port: ServicePort): Promise<string | undefined> {
  const [first, last] = request.server.network.nodePorts
  if (port.nodePort! < first || port.nodePort! > last)
    return `provided port is not in the valid range. The range of valid ports is ${first}-${last}`
  return (await isTaken(request, 'nodeport', portTerm(port)))
    ? 'provided port is already allocated'
    : undefined
}

/** A port that several protocols of one service use gets one node port for all of them. */
async function pickNodePort(
  request: Request,
  port: ServicePort,
  ports: readonly ServicePort[],
  errors: FieldError[],
): Promise<void> {
  const twin = ports.find(
    (other) =>
      other !== port && other.nodePort && other.port === port.port && other.protocol !== port.protocol,
  )
  if (twin && !(await isTaken(request, 'nodeport', portTerm({ ...port, nodePort: twin.nodePort! })))) {
    port.nodePort = twin.nodePort!
    return
  }
  const free = await freeNodePort(request, port, ports)
  if (free) port.nodePort = free
  else
    errors.push(internalFieldError('spec.ports[0].nodePort', 'failed to allocate a nodePort: range is full'))
}

async function freeNodePort(
  request: Request,
  port: Pick<ServicePort, 'protocol'>,
  ports: readonly ServicePort[],
): Promise<number | undefined> {
  const [first, last] = request.server.network.nodePorts
  const count = last - first + 1
  const start = request.server.random.int(count)
  for (let step = 0; step < count; step++) {
    const nodePort = first + ((start + step) % count)
    if (ports.some((other) => other.nodePort === nodePort)) continue
    if (!(await isTaken(request, 'nodeport', `${port.protocol ?? 'TCP'}/${nodePort}`))) return nodePort
  }
  return undefined
}

/** A load balancer that keeps traffic on its node asks each node whether it has endpoints. */
async function pickHealthCheckPort(
  request: Request,
  service: Service,
  ports: readonly ServicePort[],
): Promise<void> {
  const { spec } = service
  if (spec?.type !== 'LoadBalancer' || spec.externalTrafficPolicy !== 'Local') return
  if (!spec.healthCheckNodePort)
    spec.healthCheckNodePort = (await freeNodePort(request, { protocol: 'TCP' }, ports)) ?? 0
}
