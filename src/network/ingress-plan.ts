/** Plans requests that come to the ingress controller. */
import type { IngressServiceBackend, Service, ServicePort } from '../generated/types.ts'
import { endpointCandidates } from './candidates.ts'
import { findRoute, type Route, type VirtualHost, virtualHost, whyNoCertificate } from './ingress-routes.ts'
import { ingressControllerPeer } from './policy.ts'
import { endpointsOf } from './service-endpoints.ts'
import { balancingOf, titleOf } from './service-route.ts'
import type { NetworkView } from './view.ts'
import { type Ending, ended, type Hop, type Plan } from './way.ts'

/** A request as the controller sees it. */
export interface IngressRequest {
  view: NetworkView
  /** Where it came in. */
  address: string
  scheme: 'http' | 'https'
  /** What the header Host says, without a port; in TLS the name of the URL is used. */
  host: string
  serverName: string
  path: string
  insecure: boolean
}

const REDIRECT_ANNOTATION = 'nginx.ingress.kubernetes.io/ssl-redirect'

/** The way behind the controller: by rule to a service, and straight to its pods. */
export async function planIngress(request: IngressRequest): Promise<Plan> {
  const { view, address, scheme, host, serverName, insecure } = request
  if (scheme === 'https') {
    const site = await virtualHost(view, serverName, address)
    const problem = insecure ? undefined : await whyNoCertificate(view, site, serverName)
    if (problem !== undefined) return ended(untrusted(problem))
  }
  const site = await virtualHost(view, host, address)
  const route = findRoute(site, request.path)
  if (route === undefined) return ended(answer(404, whyNoRoute(site, request)), [entryHop(address)])
  if (scheme === 'http' && (await redirects(request, site, route)))
    return ended(
      {
        ...answer(
          308,
          `ingress ${titleOf(route.ingress)} sends http to https: it has a certificate for ${host}`,
        ),
        location: `https://${host}${request.path}`,
      },
      [ingressHop(route)],
    )
  return planBackend(request, route)
}

/** As nginx does by default wherever there is a certificate. */
async function redirects(
  { view, host }: IngressRequest,
  site: VirtualHost,
  { ingress }: Route,
): Promise<boolean> {
  if (ingress.metadata.annotations?.[REDIRECT_ANNOTATION] === 'false') return false
  return (await whyNoCertificate(view, site, host)) === undefined
}

async function planBackend({ view, host, scheme }: IngressRequest, route: Route): Promise<Plan> {
  const hops = [ingressHop(route)]
  const { service: named } = route.backend
  if (named === undefined)
    return ended(answer(503, 'the backend is a resource, which the controller does not know'), hops)
  const namespace = route.ingress.metadata.namespace ?? ''
  const service = await view.service(namespace, named.name)
  if (service === undefined)
    return ended(answer(503, `service ${namespace}/${named.name} does not exist`), hops)
  const port = portOf(service, named)
  if (port === undefined)
    return ended(answer(503, `service ${titleOf(service)} has no port ${shownPort(named)}`), hops)
  const endpoints = (await endpointsOf(view, service, port)).filter(({ ready }) => ready)
  const balancing = balancingOf(service, port)
  const text = `${titleOf(service)}:${port.port}: ${balancing.mode} of ${endpoints.length} ready endpoint${endpoints.length === 1 ? '' : 's'}`
  hops.push({ kind: 'service', text })
  if (endpoints.length === 0)
    return ended(answer(503, `service ${titleOf(service)} has no ready endpoints`), hops)
  const approach = { from: ingressControllerPeer, host, port: scheme === 'https' ? 443 : 80 }
  const candidates = await endpointCandidates(view, endpoints, approach)
  return {
    hops,
    entries: [{ hops: [], candidates }],
    balancing,
    client: ingressControllerPeer.address,
    isProxied: true,
  }
}

function portOf({ spec }: Service, { port }: IngressServiceBackend): ServicePort | undefined {
  const ports = spec?.ports ?? []
  return port?.name
    ? ports.find(({ name }) => name === port.name)
    : ports.find((each) => each.port === port?.number)
}

function shownPort({ port }: IngressServiceBackend): string {
  return port?.name ?? String(port?.number ?? '')
}

function whyNoRoute({ host }: VirtualHost, request: IngressRequest): string {
  return host === ''
    ? `no ingress has a rule for host ${request.host}, and none a default backend`
    : `no rule of host ${host} fits the path ${request.path}, and there is no default backend`
}

function ingressHop(route: Route): Hop {
  return { kind: 'ingress', text: `${titleOf(route.ingress)}: ${route.rule}` }
}

function entryHop(address: string): Hop {
  return { kind: 'ingress', text: address }
}

/** An answer of the proxy itself: for curl, a success. */
export function answer(status: number, why: string): Ending {
  return { exitCode: 0, message: '', why, status }
}

function untrusted(problem: string): Ending {
  const message = 'SSL certificate problem: self-signed certificate'
  return { exitCode: 60, message, why: `the controller shows its own certificate: ${problem}` }
}
