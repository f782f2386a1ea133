/** A service's pods as the subsets of an Endpoints object: pure. Source: endpoint/endpoints_controller.go. */
import { isPodReady } from '../../api/kinds/core/pod/conditions.ts'
import type { EndpointAddress, EndpointPort, EndpointSubset, Pod, Service } from '../../generated/types.ts'
import { addressTypesOf } from './endpoint.ts'
import { findPort } from './ports.ts'
import { hostnameFor, isEndpoint } from './service-pods.ts'

/** Addresses that an Endpoints object holds at most; beyond, it is cut and says so in an annotation. */
export const MAX_ADDRESSES = 1000

/** The subsets, each a set of ports with the addresses that have all of them. */
export function subsetsOf(service: Service, pods: readonly Pod[]): EndpointSubset[] {
  const publishNotReady = service.spec?.publishNotReadyAddresses === true
  const groups = new Map<string, { ports: EndpointPort[]; pods: Pod[] }>()
  for (const pod of pods) {
    if (!isEndpoint(pod, { terminating: publishNotReady }) || addressOf(pod, service) === undefined) continue
    const ports = portsOf(service, pod)
    if (ports.length === 0 && (service.spec?.ports ?? []).length > 0) continue
    const key = JSON.stringify(ports)
    const group = groups.get(key) ?? { ports, pods: [] }
    group.pods.push(pod)
    groups.set(key, group)
  }
  return [...groups.values()].map(({ ports, pods: members }) => {
    const isShown = (pod: Pod) => publishNotReady || isPodReady(pod)
    return {
      ...listed('addresses', members.filter(isShown), service),
      ...listed(
        'notReadyAddresses',
        members.filter((pod) => !isShown(pod)),
        service,
      ),
      ...(ports.length > 0 && { ports }),
    }
  })
}

function listed(
  field: 'addresses' | 'notReadyAddresses',
  pods: readonly Pod[],
  service: Service,
): EndpointSubset {
  if (pods.length === 0) return {}
  return { [field]: pods.map((pod) => addressEntry(pod, service)).sort(byAddress) }
}

/** A pod as an address of its subset. */
export function addressEntry(pod: Pod, service: Service): EndpointAddress {
  const { name, namespace, uid } = pod.metadata
  const hostname = hostnameFor(pod, service)
  return {
    ip: addressOf(pod, service) ?? '',
    ...(hostname && { hostname }),
    ...(pod.spec?.nodeName && { nodeName: pod.spec.nodeName }),
    targetRef: { kind: 'Pod', name, namespace, uid },
  }
}

/** The pod's first address of the service's first family. */
function addressOf(pod: Pod, service: Service): string | undefined {
  const isSixth = addressTypesOf(service)[0] === 'IPv6'
  return pod.status?.podIPs?.find(({ ip }) => ip !== undefined && ip.includes(':') === isSixth)?.ip
}

function portsOf(service: Service, pod: Pod): EndpointPort[] {
  const ports: EndpointPort[] = []
  for (const servicePort of service.spec?.ports ?? []) {
    const port = findPort(pod, servicePort)
    if (port === undefined) continue
    const { name, protocol = 'TCP', appProtocol } = servicePort
    ports.push({ ...(name && { name }), port, protocol, ...(appProtocol && { appProtocol }) })
  }
  return ports
}

/** By address as text, as upstream has it. */
export function byAddress(a: EndpointAddress, b: EndpointAddress): number {
  if (a.ip !== b.ip) return a.ip < b.ip ? -1 : 1
  return (a.targetRef?.uid ?? '') < (b.targetRef?.uid ?? '') ? -1 : 1
}

/** How many addresses there are, ready or not. */
export function countAddresses(subsets: readonly EndpointSubset[]): number {
  return subsets.reduce(
    (sum, { addresses = [], notReadyAddresses = [] }) => sum + addresses.length + notReadyAddresses.length,
    0,
  )
}

/**
 * The subsets with at most the largest number of addresses, each keeping its share, ready addresses before others.
 */
export function truncate(subsets: readonly EndpointSubset[]): EndpointSubset[] {
  const total = countAddresses(subsets)
  if (total <= MAX_ADDRESSES) return [...subsets]
  const count = (field: 'addresses' | 'notReadyAddresses') =>
    subsets.reduce((sum, subset) => sum + (subset[field]?.length ?? 0), 0)
  const [ready, others] = [count('addresses'), count('notReadyAddresses')]
  const room = Math.max(MAX_ADDRESSES - ready, 0)
  return subsets
    .map((subset) => cut(subset, 'addresses', { room: MAX_ADDRESSES, of: ready }))
    .map((subset) => cut(subset, 'notReadyAddresses', { room, of: others }))
    .filter(({ addresses, notReadyAddresses }) => addresses || notReadyAddresses)
}

function cut(
  subset: EndpointSubset,
  field: 'addresses' | 'notReadyAddresses',
  share: { room: number; of: number },
): EndpointSubset {
  const { [field]: list = [], ...others } = subset
  const { room, of } = share
  const kept = room >= of ? list : list.slice(0, Math.floor((list.length * room) / of))
  return kept.length === 0 ? others : { ...others, [field]: kept }
}
