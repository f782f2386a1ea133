/** One pod as an endpoint of a slice. Sources: endpointslice/utils.go, endpointslice/trafficdist. */
import { isPodReady } from '../../api/kinds/core/pod/conditions.ts'
import { sharesAmongZones } from '../../api/kinds/core/service/topology.ts'
import type { Endpoint, Node, Pod, Service } from '../../generated/types.ts'
import { hostnameFor } from './service-pods.ts'

/** The types of addresses that slices are made for. */
export type AddressType = 'IPv4' | 'IPv6'

/** Values of trafficDistribution; the first is the older name of the second. */
const NEAR = ['PreferClose', 'PreferSameZone', 'PreferSameNode']
const ZONE_LABEL = 'topology.kubernetes.io/zone'

/** The endpoint of a pod; undefined where the pod has no address of the type. */
export function endpointOf(
  pod: Pod,
  service: Service,
  node: Node | undefined,
  addressType: AddressType,
): Endpoint | undefined {
  const addresses = addressesOf(pod, addressType)
  if (addresses.length === 0) return undefined
  const serving = isPodReady(pod)
  const terminating = pod.metadata.deletionTimestamp !== undefined
  const ready = service.spec?.publishNotReadyAddresses === true || (serving && !terminating)
  const { name, namespace, uid } = pod.metadata
  const hostname = hostnameFor(pod, service)
  const zone = node?.metadata.labels?.[ZONE_LABEL]
  return {
    addresses,
    conditions: { ready, serving, terminating },
    ...(ready && hintsOf(service, zone, pod.spec?.nodeName)),
    ...(hostname && { hostname }),
    ...(pod.spec?.nodeName && { nodeName: pod.spec.nodeName }),
    targetRef: { kind: 'Pod', name, namespace, uid },
    ...(zone && { zone }),
  }
}

/**
 * From where proxies are to prefer a ready endpoint, where the service asks for traffic that stays near. The annotation
 * for topology comes first: its hints depend on all endpoints (topology-hints.ts).
 */
function hintsOf(
  service: Service,
  zone: string | undefined,
  nodeName: string | undefined,
): Pick<Endpoint, 'hints'> {
  const { spec } = service
  if (!NEAR.includes(spec?.trafficDistribution ?? '') || sharesAmongZones(service)) return {}
  const forNodes =
    spec?.trafficDistribution === 'PreferSameNode' && nodeName ? [{ name: nodeName }] : undefined
  const forZones = zone ? [{ name: zone }] : undefined
  if (!forNodes && !forZones) return {}
  return { hints: { ...(forNodes && { forNodes }), ...(forZones && { forZones }) } }
}

function addressesOf(pod: Pod, addressType: AddressType): string[] {
  const addresses = pod.status?.podIPs?.map(({ ip }) => ip ?? '') ?? []
  return addresses.filter((ip) => ip !== '' && ip.includes(':') === (addressType === 'IPv6'))
}

/** The kinds of address that a service wants slices for. */
export function addressTypesOf({ spec }: Service): AddressType[] {
  const families = (spec?.ipFamilies ?? []).filter((family) => family === 'IPv4' || family === 'IPv6')
  if (families.length > 0) return families
  return spec?.clusterIP?.includes(':') ? ['IPv6'] : ['IPv4']
}
