/** Finds out where a URL leads: who answers for the address, and what is in the way. */
import { isKubeletStopped } from '../api/behaviour/node.ts'
import { ipFamily } from '../apimachinery/ip.ts'
import { CLUSTER_DOMAIN } from '../container/hostname.ts'
import type { Node, Pod, Service } from '../generated/types.ts'
import { type Approach, beyond, podCandidate } from './candidates.ts'
import { planIngress } from './ingress-plan.ts'
import { type Peer, podPeer, whyForbidden } from './policy.ts'
import { publicAddress, resolve, resolverOf, whyNoServer } from './resolver.ts'
import { planExternal, planInternal, planNodePort } from './service-route.ts'
import type { NetworkView } from './view.ts'
import { type Ending, ended, type Hop, type Plan, refused, timedOut, unresolved } from './way.ts'

/** A request before anything is known of its way. */
export interface Request {
  scheme: 'http' | 'https'
  host: string
  port: number
  path: string
  /** What the header Host says, without a port. */
  hostHeader: string
  /** The pod that sends it; without one it comes from outside of the cluster. */
  sender?: Pod
  /** Where requests from outside come from. */
  clientAddress: string
  /** Addresses of names, given by hand: 'host:port'. */
  resolved: ReadonlyMap<string, string>
  /** Certificates are not looked at. */
  insecure: boolean
}

/** The way of a request, as the cluster is now. */
export async function planRequest(view: NetworkView, request: Request): Promise<Plan> {
  const found = await addressOf(view, request)
  if (found.ending !== undefined) return ended(found.ending)
  const { address, hops } = found
  const from = request.sender
    ? await podPeer(view, request.sender)
    : { name: `the client ${request.clientAddress}`, address: request.clientAddress }
  const approach = { from, host: request.host, port: request.port }
  const plan = await planAddress(view, request, address, approach)
  return { ...plan, hops: [...hops, ...plan.hops] }
}

type Found = { ending: Ending } | { ending?: undefined; address: string; hops: Hop[] }

async function addressOf(view: NetworkView, request: Request): Promise<Found> {
  const { host, port, sender, resolved } = request
  const given = resolved.get(`${host}:${port}`) ?? resolved.get(`*:${port}`)
  if (given !== undefined)
    return { address: given, hops: [{ kind: 'dns', text: `${host} → ${given} (--resolve)` }] }
  if (ipFamily(host) !== undefined) return { address: host, hops: [] }
  if (host === 'localhost') return { address: '127.0.0.1', hops: [] }
  return sender ? resolveInside(view, request, sender) : resolveOutside(view, host)
}

async function resolveOutside(view: NetworkView, host: string): Promise<Found> {
  const address = await publicAddress(view, host)
  if (address !== undefined) return { address, hops: [{ kind: 'dns', text: `${host} → ${address}` }] }
  const [name = '', namespace = 'default'] = host.split('.')
  const isService = host.endsWith(`.${CLUSTER_DOMAIN}`) || (await view.service(namespace, name)) !== undefined
  const hint = isService
    ? 'names of services are known only inside of the cluster: send from a pod (--from)'
    : 'no ingress has a rule for this host, and no node has this name'
  return { ending: unresolved(host, hint) }
}

async function resolveInside(view: NetworkView, { host }: Request, sender: Pod): Promise<Found> {
  const resolver = resolverOf(sender.metadata.namespace ?? '', sender)
  const unreachable = await whyNoServer(view, sender, resolver)
  if (unreachable !== undefined) return { ending: unresolved(host, unreachable) }
  const { status, records, name } = await resolve(view, host, 'A', resolver)
  const address = records.find(({ type }) => type === 'A')?.value
  const alias = records.find(({ type }) => type === 'CNAME')?.value
  const shown = alias === undefined ? name : `${name} → ${alias}`
  if (address !== undefined) return { address, hops: [{ kind: 'dns', text: `${shown} → ${address}` }] }
  if (alias !== undefined)
    return { ending: unresolved(host, `${name} is an alias of ${alias}, outside of the cluster`) }
  const why =
    status === 'NXDOMAIN' ? `the DNS server ${resolver.server} knows no such name` : `${name} has no address`
  return { ending: unresolved(host, why) }
}

/** Whose address it is: the pod's own, the ingress controller's, a service's, a node's, a pod's, or nobody's. */
async function planAddress(
  view: NetworkView,
  request: Request,
  address: string,
  approach: Approach,
): Promise<Plan> {
  if (address.startsWith('127.')) return planLoopback(view, request, approach)
  const ingresses = await view.once(`ingress at ${address}`, () =>
    view.reader.lookup('Ingress', 'address', address, { limit: 1 }),
  )
  if (ingresses.length > 0) return planController(view, request, address, approach)
  const [external] = await view.servicesAt('external', address)
  if (external) return planOutsideAddress(view, request, external, address, approach)
  const [service] = await view.servicesAt('clusterip', address)
  if (service) return planClusterIp(view, request, service, address, approach)
  const node = await view.nodeAt(address)
  if (node) return planNode(view, request, node, address, approach)
  const pod = await view.podAt(address)
  if (pod) return planPod(view, request, pod, address, approach)
  return ended(beyond(address, approach))
}

async function planLoopback(view: NetworkView, { sender }: Request, approach: Approach): Promise<Plan> {
  const { host, port } = approach
  if (sender === undefined) return ended(refused(host, port, 'nothing is simulated on this machine itself'))
  return direct(await podCandidate(view, sender, { address: '127.0.0.1', port }, approach), approach)
}

function direct(candidate: Plan['entries'][number]['candidates'][number], { from }: Approach): Plan {
  const entries = [{ hops: [], candidates: [candidate] }]
  return { hops: [], entries, client: from.address, isProxied: false }
}

async function planController(
  view: NetworkView,
  request: Request,
  address: string,
  approach: Approach,
): Promise<Plan> {
  const { scheme, host, hostHeader, path, insecure, sender } = request
  if (sender !== undefined) {
    const to: Peer = { name: 'the ingress controller', address }
    const why = await whyForbidden(view, { from: approach.from, to, port: request.port })
    if (why !== undefined) return ended(timedOut(host, request.port, why))
  }
  if (request.port !== (scheme === 'https' ? 443 : 80))
    return ended(timedOut(host, request.port, 'the ingress controller serves the ports 80 and 443'))
  return planIngress({ view, address, scheme, host: hostHeader, serverName: host, path, insecure })
}

/** Pods are sent on by their own node's proxy, which need not go outside. */
async function planOutsideAddress(
  view: NetworkView,
  { sender, port: number }: Request,
  service: Service,
  address: string,
  approach: Approach,
): Promise<Plan> {
  const port = portNumbered(service, number)
  const request = { view, service, port, approach, at: `${address}:${number}` }
  if (sender === undefined) {
    const isBalancer = service.spec?.externalIPs?.includes(address) !== true
    return planExternal(request, isBalancer)
  }
  const shortCut = { ...service, spec: { ...service.spec, internalTrafficPolicy: 'Cluster' } }
  return planInternal({ ...request, service: shortCut }, await nodeOf(view, sender))
}

async function planClusterIp(
  view: NetworkView,
  { sender, port: number }: Request,
  service: Service,
  address: string,
  approach: Approach,
): Promise<Plan> {
  if (sender === undefined) {
    const why = `${address} is a cluster IP, which only pods and nodes can reach: send from a pod (--from)`
    return ended(timedOut(approach.host, number, why))
  }
  const port = portNumbered(service, number)
  const at = `${address}:${number}`
  return planInternal({ view, service, port, approach, at }, await nodeOf(view, sender))
}

async function planNode(
  view: NetworkView,
  { port }: Request,
  node: Node,
  address: string,
  approach: Approach,
): Promise<Plan> {
  const name = node.metadata.name ?? ''
  const forbidden = await whyForbidden(view, {
    from: approach.from,
    to: { name: `node ${name}`, address },
    port,
  })
  if (forbidden !== undefined) return ended(timedOut(approach.host, port, forbidden))
  if (isKubeletStopped(node)) return ended(timedOut(approach.host, port, `node ${name} is down`))
  const [service] = await view.servicesAt('nodeport', `TCP/${port}`)
  const servicePort = service?.spec?.ports?.find(({ nodePort }) => nodePort === port)
  if (service && servicePort)
    return planNodePort({ view, service, port: servicePort, approach, at: `node port ${port}` }, node)
  const pod = await podOnNode(view, name, port)
  if (pod !== undefined)
    return direct(await podCandidate(view, pod.pod, { address, port: pod.port }, approach), approach)
  return ended(
    refused(approach.host, port, `no service has the node port ${port}, and no pod on ${name} the host port`),
  )
}

/** A pod that has the port of its node: by a host port, or since it is in the node's network. */
async function podOnNode(
  view: NetworkView,
  node: string,
  port: number,
): Promise<{ pod: Pod; port: number } | undefined> {
  const [pod] = await view.reader.lookup('Pod', 'hostport', `${node}/TCP/${port}`, { limit: 1 })
  if (pod === undefined) return undefined
  const ports = (pod.spec?.containers ?? []).flatMap((container) => container.ports ?? [])
  const found = ports.find(({ hostPort }) => hostPort === port)
  return { pod, port: found?.containerPort ?? port }
}

async function planPod(
  view: NetworkView,
  { sender, port }: Request,
  pod: Pod,
  address: string,
  approach: Approach,
): Promise<Plan> {
  if (sender !== undefined)
    return direct(await podCandidate(view, pod, { address, port }, approach), approach)
  const why = `${address} is the address of pod ${pod.metadata.name}, which only pods and nodes can reach: send from a pod (--from)`
  return ended(timedOut(approach.host, port, why))
}

function portNumbered({ spec }: Service, number: number) {
  return spec?.ports?.find(({ port, protocol = 'TCP' }) => port === number && protocol === 'TCP')
}

async function nodeOf(view: NetworkView, { spec }: Pod): Promise<Node | undefined> {
  return spec?.nodeName ? view.node(spec.nodeName) : undefined
}
