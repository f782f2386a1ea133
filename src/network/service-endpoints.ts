/** The endpoints of a service's port, and which of them a node's proxy uses. Source: pkg/proxy/topology.go. */
import type { Endpoint, EndpointSlice, Service, ServicePort } from '../generated/types.ts'
import type { NetworkView } from './view.ts'

/** One endpoint of a port of a service. */
export interface ServiceEndpoint {
  address: string
  port: number
  ready: boolean
  /** Ready but for its being deleted. */
  draining: boolean
  node: string | undefined
  hintedNodes: readonly string[]
  hintedZones: readonly string[]
  pod: { namespace: string; name: string } | undefined
}

/** All endpoints behind a port of a service, ready or not. Each service is read once in a view. */
export function endpointsOf(
  view: NetworkView,
  service: Service,
  port: ServicePort,
): Promise<ServiceEndpoint[]> {
  const { namespace = '', name = '' } = service.metadata
  return view.once(`endpoints/${namespace}/${name}/${port.name ?? ''}`, async () =>
    (await view.slices(namespace, name)).flatMap((slice) => endpointsIn(slice, port.name ?? '')),
  )
}

function endpointsIn(
  { metadata, addressType, endpoints, ports }: EndpointSlice,
  name: string,
): ServiceEndpoint[] {
  const port = (ports ?? []).find((each) => (each.name ?? '') === name)?.port
  if (port === undefined || addressType !== 'IPv4') return []
  return (endpoints ?? []).map((endpoint) => toEndpoint(endpoint, port, metadata.namespace ?? ''))
}

function toEndpoint(endpoint: Endpoint, port: number, namespace: string): ServiceEndpoint {
  const { conditions = {}, hints, nodeName, targetRef } = endpoint
  const { ready = true, serving = ready, terminating = false } = conditions
  return {
    address: endpoint.addresses[0] ?? '',
    port,
    ready,
    draining: serving && terminating,
    node: nodeName,
    hintedNodes: (hints?.forNodes ?? []).map(({ name }) => name),
    hintedZones: (hints?.forZones ?? []).map(({ name }) => name),
    pod:
      targetRef?.kind === 'Pod'
        ? { namespace: targetRef.namespace ?? namespace, name: targetRef.name ?? '' }
        : undefined,
  }
}

/** Where a proxy stands. */
export interface Place {
  node: string
  zone: string
}

/** Under the policy Cluster: the ready ones, near ones where hints say so; without any, those that are draining. */
export function clusterEndpoints(
  endpoints: readonly ServiceEndpoint[],
  { node, zone }: Place,
): readonly ServiceEndpoint[] {
  const ready = endpoints.filter((each) => each.ready)
  if (ready.length === 0) return endpoints.filter(({ draining }) => draining)
  const hintedHere = ready.filter(({ hintedNodes }) => hintedNodes.includes(node))
  if (hintedHere.length > 0 && ready.every(({ hintedNodes }) => hintedNodes.length > 0)) return hintedHere
  const hintedNear = ready.filter(({ hintedZones }) => hintedZones.includes(zone))
  if (hintedNear.length > 0 && ready.every(({ hintedZones }) => hintedZones.length > 0)) return hintedNear
  return ready
}

/** Under the policy Local: those on the node itself. */
export function localEndpoints(
  endpoints: readonly ServiceEndpoint[],
  node: string,
): readonly ServiceEndpoint[] {
  const local = endpoints.filter((each) => each.node === node)
  const ready = local.filter((each) => each.ready)
  return ready.length > 0 ? ready : local.filter(({ draining }) => draining)
}

/** Whether it depends on the node which endpoints a proxy uses. */
export function haveHints(endpoints: readonly ServiceEndpoint[]): boolean {
  return endpoints.some(({ hintedZones, hintedNodes }) => hintedZones.length + hintedNodes.length > 0)
}
