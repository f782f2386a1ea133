/** Plans requests that come to a service: by its cluster IP, a node port, or from outside. As kube-proxy does. */

import { isKubeletStopped } from '../api/behaviour/node.ts'
import { loadBalancingOf } from '../api/behaviour/service.ts'
import { cidrContains } from '../apimachinery/ip.ts'
import type { Ingress, Node, Service, ServicePort } from '../generated/types.ts'
import { type Approach, endpointCandidates } from './candidates.ts'
import type { Peer } from './policy.ts'
import {
  clusterEndpoints,
  endpointsOf,
  haveHints,
  localEndpoints,
  type Place,
  type ServiceEndpoint,
} from './service-endpoints.ts'
import type { NetworkView } from './view.ts'
import { type Balancing, type Entry, ended, type Hop, type Plan, refused, timedOut } from './way.ts'

const ZONE_LABEL = 'topology.kubernetes.io/zone'

/** A request on its way to a service. */
export interface ServiceRequest {
  view: NetworkView
  service: Service
  /** The port of the service; undefined where it has none of the number that is asked for. */
  port: ServicePort | undefined
  approach: Approach
  /** How the service is named in its hop: the address that it was reached at. */
  at: string
}

/** From a pod to the service's own address, under the internal traffic policy. */
export async function planInternal(request: ServiceRequest, node: Node | undefined): Promise<Plan> {
  const { view, service, port } = request
  if (port === undefined) return ended(noSuchPort(request))
  const all = await endpointsOf(view, service, port)
  const isLocal = service.spec?.internalTrafficPolicy === 'Local'
  const place = placeOf(node)
  const chosen = isLocal ? localEndpoints(all, place.node) : clusterEndpoints(all, place)
  const entry = await entryOf(request, { all, chosen, isLocal, place, from: request.approach.from })
  return planOf(request, [entry], port)
}

/** To a port of a node, under the external traffic policy. */
export async function planNodePort(request: ServiceRequest, node: Node): Promise<Plan> {
  const { service, port } = request
  if (port === undefined) return ended(noSuchPort(request))
  const entry = await entryAtNode(request, node, port, service.spec?.externalTrafficPolicy === 'Local')
  return planOf(request, [entry], port)
}

/** From outside to a load balancer or an external IP: by any node that the load balancer counts on. */
export async function planExternal(request: ServiceRequest, isBalancer: boolean): Promise<Plan> {
  const { view, service, port, approach, at } = request
  const { host, port: asked, from } = approach
  const hops: Hop[] = isBalancer
    ? [{ kind: 'load-balancer', text: `${at} of service ${titleOf(service)}` }]
    : []
  const ranges = service.spec?.loadBalancerSourceRanges ?? []
  if (isBalancer && ranges.length > 0 && !ranges.some((range) => cidrContains(range, from.address))) {
    const why = `${from.address} is in none of the service's loadBalancerSourceRanges (${ranges.join(', ')})`
    return ended(timedOut(host, asked, why), hops)
  }
  if (port === undefined) return ended(noSuchPort(request), hops)
  const isLocal = service.spec?.externalTrafficPolicy === 'Local'
  const all = await endpointsOf(view, service, port)
  const nodes = (await view.balancedNodes()).filter(
    ({ metadata }) => !isLocal || localEndpoints(all, metadata.name ?? '').length > 0,
  )
  if (nodes.length === 0) {
    const why = isLocal ? noneReady(service, all, 'on any node') : 'no node is ready to take requests'
    return ended(timedOut(host, asked, why), hops)
  }
  const entries: Entry[] = []
  for (const node of nodes) entries.push(await entryAtNode(request, node, port, isLocal))
  return { ...planOf(request, entries, port), hops }
}

/** The nodes' proxies hide where a request comes from, unless they keep it on their node. */
async function entryAtNode(
  request: ServiceRequest,
  node: Node,
  port: ServicePort,
  isLocal: boolean,
): Promise<Entry> {
  const { view, service, approach } = request
  const place = placeOf(node)
  const hop: Hop = { kind: 'node', text: port.nodePort ? `${place.node} port ${port.nodePort}` : place.node }
  if (isKubeletStopped(node)) {
    const ending = timedOut(approach.host, approach.port, `node ${place.node} is down`)
    return { hops: [hop], ending, candidates: [] }
  }
  const all = await endpointsOf(view, service, port)
  const chosen = isLocal
    ? localEndpoints(all, place.node)
    : await view.once(`chosen/${keyOf(service, port)}/${haveHints(all) ? place.node : ''}`, async () =>
        clusterEndpoints(all, place),
      )
  const from = isLocal ? approach.from : nodePeer(node)
  const entry = await entryOf(request, { all, chosen, isLocal, place, from })
  return { ...entry, hops: [hop, ...entry.hops] }
}

function nodePeer(node: Node): Peer {
  const address = node.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? ''
  return { name: `node ${node.metadata.name}`, address }
}

interface Choice {
  all: readonly ServiceEndpoint[]
  chosen: readonly ServiceEndpoint[]
  isLocal: boolean
  place: Place
  from: Peer
}

/** A proxy refuses what it has no endpoint for; what it has none for on its own node, it drops. */
async function entryOf(request: ServiceRequest, choice: Choice): Promise<Entry> {
  const { view, service, approach } = request
  const { all, chosen, isLocal, place, from } = choice
  const { host, port } = approach
  if (chosen.length > 0) {
    const side = (await isFenced(request, from)) ? from.name : ''
    const where = isLocal || haveHints(all) ? place.node : ''
    const key = `entry/${host}:${port}/${keyOf(service, request.port!)}/${isLocal}/${where}/${side}`
    const candidates = await view.once(key, () => endpointCandidates(view, chosen, { ...approach, from }))
    return { hops: [serviceHop(request, choice)], candidates }
  }
  const hops = [serviceHop(request, choice)]
  const isElsewhere = isLocal && all.some(({ ready }) => ready)
  const why = noneReady(service, all, isElsewhere ? `on node ${place.node}` : '')
  return { hops, ending: isElsewhere ? timedOut(host, port, why) : refused(host, port, why), candidates: [] }
}

/** Whether policies may tell one sender from another. Pods of a service are in its namespace. */
async function isFenced({ view, service }: ServiceRequest, from: Peer): Promise<boolean> {
  const namespaces = [service.metadata.namespace ?? '', ...(from.pod ? [from.pod.namespace] : [])]
  for (const namespace of namespaces) if ((await view.policies(namespace)).length > 0) return true
  return false
}

function noneReady(service: Service, all: readonly ServiceEndpoint[], where: string): string {
  const ready = all.filter((each) => each.ready).length
  const place = where === '' ? '' : ` ${where}`
  if (all.length === 0) return `service ${titleOf(service)} has no endpoints${place}: ${whyNone(service)}`
  return `service ${titleOf(service)} has no ready endpoints${place} (${ready} of ${all.length} are ready at all)`
}

function whyNone({ spec }: Service): string {
  const labels = Object.entries(spec?.selector ?? {}).map(([key, value]) => `${key}=${value}`)
  if (labels.length === 0) return 'it has no selector, and nobody wrote endpoints for it'
  return `no pod with the labels ${labels.join(',')} has an address and the target port`
}

function noSuchPort({ service, approach }: ServiceRequest) {
  const ports = (service.spec?.ports ?? []).map(({ port }) => port).join(', ') || 'none'
  const why = `service ${titleOf(service)} has no port ${approach.port}, only ${ports}`
  // Nobody answers for a port of a virtual address that no rule is for.
  return timedOut(approach.host, approach.port, why)
}

function serviceHop({ service, at }: ServiceRequest, { all, chosen, isLocal }: Choice): Hop {
  const mode = loadBalancingOf(service)
  const near = !isLocal && chosen.length < all.filter(({ ready }) => ready).length && chosen[0]?.ready
  const which =
    chosen[0]?.ready === false ? 'terminating' : isLocal ? 'local ready' : near ? 'near ready' : 'ready'
  const count = `${mode} of ${chosen.length} ${which} endpoint${chosen.length === 1 ? '' : 's'}`
  return {
    kind: 'service',
    text: `${titleOf(service)} (${at}): ${chosen.length === 0 ? 'no endpoint' : count}`,
  }
}

function planOf({ service, approach }: ServiceRequest, entries: Entry[], port: ServicePort): Plan {
  const balancing = balancingOf(service, port)
  return { hops: [], entries, balancing, client: approach.from.address, isProxied: false }
}

/** How requests to a port of the service are shared out. */
export function balancingOf(service: Service, port: ServicePort): Balancing {
  const { sessionAffinity, sessionAffinityConfig } = service.spec ?? {}
  const seconds = sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10800
  return {
    key: keyOf(service, port),
    mode: loadBalancingOf(service),
    affinity: sessionAffinity === 'ClientIP' ? seconds * 1000 : 0,
  }
}

function keyOf({ metadata }: Service, port: ServicePort): string {
  return `${metadata.namespace}/${metadata.name}/${port.name ?? ''}`
}

/** 'web', or 'web.shop' outside of the namespace default. */
export function titleOf({ metadata }: Service | Ingress): string {
  return metadata.namespace === 'default' ? metadata.name! : `${metadata.name}.${metadata.namespace}`
}

function placeOf(node: Node | undefined): Place {
  return { node: node?.metadata.name ?? '', zone: node?.metadata.labels?.[ZONE_LABEL] ?? '' }
}
