/** The cluster's DNS: what CoreDNS's plugin `kubernetes` answers, with pod records for any address (kubeadm's way). */
import { labelTerms } from '../api/kinds/core/pod-template/selector-index.ts'
import { ipFamily } from '../apimachinery/ip.ts'
import { CLUSTER_DOMAIN } from '../container/hostname.ts'
import type { Endpoint, EndpointSlice, Service, ServicePort } from '../generated/types.ts'
import type { NetworkView } from './view.ts'

/** Where pods ask, as kubeadm has it. */
export const DNS_SERVER = '10.96.0.10'

/** The types of records that can be asked for. */
export type QueryType = 'A' | 'AAAA' | 'SRV' | 'PTR' | 'CNAME'

/** One record of an answer. Names are without the dot at the end. */
export interface DnsRecord {
  name: string
  type: QueryType
  /** The address, or the name that it leads to. */
  value: string
  /** Of SRV records. */
  priority?: number
  weight?: number
  port?: number
}

/** NXDOMAIN: there is no such name. NOERROR without records: there is, but nothing of that type. */
export interface DnsAnswer {
  status: 'NOERROR' | 'NXDOMAIN'
  records: DnsRecord[]
}

const NOTHING: DnsAnswer = { status: 'NXDOMAIN', records: [] }
const NO_DATA: DnsAnswer = { status: 'NOERROR', records: [] }

/** Whether the cluster's DNS answers for a name itself; others it would pass on to the outside. */
export function isClusterName(name: string): boolean {
  return name === CLUSTER_DOMAIN || name.endsWith(`.${CLUSTER_DOMAIN}`) || name.endsWith('.in-addr.arpa')
}

/** The answer to one full name, in lower case and without a dot at the end. Outside of the cluster there is nothing. */
export async function answerQuery(view: NetworkView, name: string, type: QueryType): Promise<DnsAnswer> {
  if (name.endsWith('.in-addr.arpa')) return answerReverse(view, name, type)
  if (!isClusterName(name)) return NOTHING
  const labels = name.slice(0, -CLUSTER_DOMAIN.length - 1).split('.')
  const branch = labels.pop()
  if (branch === 'svc') return answerService(view, name, labels, type)
  if (branch === 'pod') return answerPod(view, name, labels, type)
  return branch === '' ? NO_DATA : NOTHING
}

async function answerPod(
  view: NetworkView,
  name: string,
  labels: readonly string[],
  type: QueryType,
): Promise<DnsAnswer> {
  const [dashed = '', namespace, ...more] = labels.length > 1 ? labels : ['', ...labels]
  if (more.length > 0 || namespace === undefined) return NOTHING
  if ((await view.namespaceLabels(namespace)) === undefined) return NOTHING
  if (dashed === '') return NO_DATA
  const address = dashed.replaceAll('-', '.')
  if (ipFamily(address) !== 'IPv4') return NOTHING
  return ofType([{ name, type: 'A', value: address }], type)
}

/** `[_port._protocol.|endpoint.]service.namespace`. */
async function answerService(
  view: NetworkView,
  name: string,
  labels: string[],
  type: QueryType,
): Promise<DnsAnswer> {
  const namespace = labels.pop()
  const serviceName = labels.pop()
  if (namespace === undefined) return NO_DATA
  if (serviceName === undefined)
    return (await view.namespaceLabels(namespace)) === undefined ? NOTHING : NO_DATA
  const service = await view.service(namespace, serviceName)
  if (service === undefined || labels.length > 2) return NOTHING
  if (service.spec?.type === 'ExternalName') return external(view, name, service, labels, type)
  const slices = await view.slices(namespace, serviceName)
  const places = placesOf(service, slices)
  const [first = '', second] = labels
  if (second !== undefined || first.startsWith('_')) return portAnswer(name, service, places, labels, type)
  if (first !== '') return endpointAnswer(name, slices.flatMap(endpointPlaces), first, type)
  if (places.length === 0) return NOTHING
  if (type === 'SRV') return serviceRecords(name, service, places, () => true)
  return ofType(
    places.map(({ address }) => ({ name, type: 'A', value: address })),
    type,
  )
}

/** A name that an answer leads to, and the ports there. */
interface Place {
  /** The label below the service's name, of endpoints. */
  label?: string
  address: string
  ports: readonly Pick<ServicePort, 'name' | 'protocol' | 'port'>[]
}

/** The cluster IP; without one, each ready endpoint. */
function placesOf(service: Service, slices: readonly EndpointSlice[]): Place[] {
  const { spec = {} } = service
  if (spec.clusterIP === 'None') return slices.flatMap(endpointPlaces)
  return (spec.clusterIPs ?? []).map((address) => ({ address, ports: spec.ports ?? [] }))
}

function endpointPlaces({ endpoints = [], ports = [] }: EndpointSlice): Place[] {
  const numbered = (ports ?? []).map(({ port = 0, ...rest }) => ({ ...rest, port }))
  return (endpoints ?? [])
    .filter(({ conditions }) => conditions?.ready !== false)
    .flatMap((endpoint) =>
      endpoint.addresses.map((address) => ({ label: labelOf(endpoint, address), address, ports: numbered })),
    )
}

function labelOf({ hostname }: Endpoint, address: string): string {
  return hostname || address.replaceAll('.', '-').replaceAll(':', '-')
}

function endpointAnswer(name: string, places: readonly Place[], label: string, type: QueryType): DnsAnswer {
  const found = places.filter((place) => place.label === label)
  if (found.length === 0) return NOTHING
  return ofType(
    found.map(({ address }) => ({ name, type: 'A', value: address })),
    type,
  )
}

function portAnswer(
  name: string,
  service: Service,
  places: readonly Place[],
  labels: readonly string[],
  type: QueryType,
): DnsAnswer {
  const [port = '', protocol = ''] = labels
  if (!port.startsWith('_') || !protocol.startsWith('_')) return NOTHING
  const isMeant: PortFilter = (each) =>
    (each.name ?? '').toLowerCase() === port.slice(1) &&
    (each.protocol ?? 'TCP').toLowerCase() === protocol.slice(1)
  if (!places.some(({ ports }) => ports.some(isMeant))) return NOTHING
  return type === 'SRV' ? serviceRecords(name, service, places, isMeant) : NO_DATA
}

type PortFilter = (port: Place['ports'][number]) => boolean

function serviceRecords(
  name: string,
  { metadata }: Service,
  places: readonly Place[],
  isMeant: PortFilter,
): DnsAnswer {
  const base = `${metadata.name}.${metadata.namespace}.svc.${CLUSTER_DOMAIN}`
  const targets = places.flatMap(({ label, ports }) =>
    ports
      .filter(isMeant)
      .map(({ port }) => ({ port, value: label === undefined ? base : `${label}.${base}` })),
  )
  const weight = Math.max(1, Math.floor(100 / Math.max(targets.length, 1)))
  return ofType(
    targets.map((target) => ({ name, type: 'SRV', priority: 0, weight, ...target })),
    'SRV',
  )
}

/** An alias; what it leads to is told as well where that is a name of the cluster. */
async function external(
  view: NetworkView,
  name: string,
  { spec }: Service,
  labels: readonly string[],
  type: QueryType,
): Promise<DnsAnswer> {
  if (labels.length > 0) return NOTHING
  const value = (spec?.externalName ?? '').replace(/\.$/, '').toLowerCase()
  const alias: DnsRecord = { name, type: 'CNAME', value }
  const beyond = type === 'CNAME' || value === name ? NOTHING : await answerQuery(view, value, type)
  return { status: 'NOERROR', records: [alias, ...beyond.records] }
}

async function answerReverse(view: NetworkView, name: string, type: QueryType): Promise<DnsAnswer> {
  const address = name.replace('.in-addr.arpa', '').split('.').reverse().join('.')
  if (ipFamily(address) !== 'IPv4') return NOTHING
  const [service] = await view.servicesAt('clusterip', address)
  const names = service ? [serviceDomain(service)] : await endpointNames(view, address)
  if (names.length === 0) return NOTHING
  return ofType(
    names.map((value) => ({ name, type: 'PTR', value })),
    type,
  )
}

function serviceDomain({ metadata }: Service): string {
  return `${metadata.name}.${metadata.namespace}.svc.${CLUSTER_DOMAIN}`
}

/** The names that a pod has below the services that select it. */
async function endpointNames(view: NetworkView, address: string): Promise<string[]> {
  const pod = await view.podAt(address)
  if (pod === undefined) return []
  const lookups = labelTerms(pod).map((term) => view.reader.lookup('Service', 'selector', term))
  const names: string[] = []
  for (const service of (await Promise.all(lookups)).flat()) {
    const { namespace = '', name = '' } = service.metadata
    const places = (await view.slices(namespace, name)).flatMap(endpointPlaces)
    for (const place of places)
      if (place.address === address) names.push(`${place.label}.${serviceDomain(service)}`)
  }
  return names
}

function ofType(records: DnsRecord[], type: QueryType): DnsAnswer {
  return { status: 'NOERROR', records: records.filter((record) => record.type === type) }
}
