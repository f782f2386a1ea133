/**
 * What the API server keeps of the addresses of Services: an IPAddress for each cluster IP, and the ServiceCIDR that they
 * come from. Here they are told from the Services, so that no write pays for them.
 */
import { formatApiVersion, type KubeObject } from '../../../apimachinery/object.ts'
import { formatTime } from '../../../apimachinery/time.ts'
import { hashToHex } from '../../../base/fnv.ts'
import type { IPAddress, Service, ServiceCIDR } from '../../../generated/types.ts'
import type { ComputeContext, DerivedObjects } from '../../define-kind.ts'
import { READY_MESSAGE, SERVICE_CIDR_FINALIZER } from './service-cidr-status.ts'

const apiVersion = formatApiVersion('networking.k8s.io', 'v1')

/** Those that the allocator of cluster IPs makes (pkg/registry/core/service/ipallocator). */
export const derivedAddresses: DerivedObjects<IPAddress> = {
  async find({ name }, { client }) {
    const [service] = await client.lookup('Service', 'clusterip', name, { limit: 1 })
    return service && addressOf(service, name)
  },
  async all({ client }) {
    return (await client.list('Service')).items.flatMap(addressesOf)
  },
  follow: { from: 'Service', of: (source) => addressesOf(source as Service) },
}

function addressesOf(service: Service): IPAddress[] {
  return clusterIps(service).map((ip) => addressOf(service, ip))
}

function clusterIps({ spec }: Service): string[] {
  return (spec?.clusterIPs ?? []).filter((ip) => ip !== '' && ip !== 'None')
}

function addressOf(service: Service, ip: string): IPAddress {
  const { namespace = '', name = '' } = service.metadata
  return {
    apiVersion,
    kind: 'IPAddress',
    metadata: {
      ...derivedMetadata(ip, service),
      labels: {
        'ipaddress.kubernetes.io/ip-family': ip.includes(':') ? 'IPv6' : 'IPv4',
        'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io',
      },
    },
    spec: { parentRef: { group: '', resource: 'services', namespace, name } },
  }
}

/** The range that the API server was started with, which is there from the start (controller/defaultservicecidr). */
export const derivedRanges: DerivedObjects<ServiceCIDR> = {
  async find({ name }, context) {
    return name === 'kubernetes' ? defaultRange(context) : undefined
  },
  all: async (context) => [await defaultRange(context)],
}

async function defaultRange({ client, serviceCidr, now }: ComputeContext): Promise<ServiceCIDR> {
  const oldest = await client.find('Namespace', { namespace: '', name: 'kube-system' })
  const metadata = derivedMetadata('kubernetes', oldest)
  const lastTransitionTime = metadata.creationTimestamp ?? formatTime(now)
  const ready = { type: 'Ready', status: 'True', reason: '', message: READY_MESSAGE, lastTransitionTime }
  return {
    apiVersion,
    kind: 'ServiceCIDR',
    metadata: { ...metadata, finalizers: [SERVICE_CIDR_FINALIZER] },
    spec: { cidrs: [serviceCidr] },
    status: { conditions: [ready] },
  }
}

/** As old as what it follows from, and always the same. */
function derivedMetadata(name: string, from: KubeObject | undefined): KubeObject['metadata'] {
  const { uid = '', resourceVersion = '1', creationTimestamp } = from?.metadata ?? {}
  return {
    name,
    uid: derivedUid(`${uid}/${name}`),
    resourceVersion,
    ...(creationTimestamp !== undefined && { creationTimestamp }),
  }
}

function derivedUid(text: string): string {
  const hex = hashToHex(text, 4)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join('-')
}
