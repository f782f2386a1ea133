/** The places where requests to a service or a pod can end up, each with what is known of it. */
import type { Node, Pod } from '../generated/types.ts'
import { applicationOf } from './application.ts'
import { type Peer, podPeer, whyForbidden } from './policy.ts'
import type { ServiceEndpoint } from './service-endpoints.ts'
import type { NetworkView } from './view.ts'
import { type Candidate, type Ending, timedOut } from './way.ts'

/** Whose requests, and how the URL names the other side. */
export interface Approach {
  from: Peer
  host: string
  port: number
}

/** Endpoints of a service. The same objects for the same endpoints, whoever asks, as long as policies tell no sides apart. */
export async function endpointCandidates(
  view: NetworkView,
  endpoints: readonly ServiceEndpoint[],
  approach: Approach,
): Promise<Candidate[]> {
  const candidates: Candidate[] = []
  for (const endpoint of endpoints) candidates.push(await endpointCandidate(view, endpoint, approach))
  return candidates
}

async function endpointCandidate(
  view: NetworkView,
  { address, port, pod: name }: ServiceEndpoint,
  approach: Approach,
): Promise<Candidate> {
  const pod = name
    ? await view.once(`Pod/${name.namespace}/${name.name}`, () => view.reader.find('Pod', name))
    : await view.podAt(address)
  const isFenced = await hasPolicies(view, pod, approach.from)
  const side = isFenced ? `${approach.from.name} ${approach.from.address}` : ''
  return view.once(`candidate/${address}:${port}/${approach.host}:${approach.port}/${side}`, () =>
    pod === undefined
      ? unknownCandidate(address, port, approach)
      : podCandidate(view, pod, { address, port }, approach),
  )
}

async function hasPolicies(view: NetworkView, pod: Pod | undefined, from: Peer): Promise<boolean> {
  const namespaces = [pod?.metadata.namespace, from.pod?.namespace]
  for (const namespace of namespaces)
    if (namespace !== undefined && (await view.policies(namespace)).length > 0) return true
  return false
}

/** A pod at one of its ports. */
export async function podCandidate(
  view: NetworkView,
  pod: Pod,
  { address, port }: { address: string; port: number },
  { from, host, port: asked }: Approach,
): Promise<Candidate> {
  const { namespace = '', name = '' } = pod.metadata
  const nodeName = pod.spec?.nodeName
  const node: Node | undefined = nodeName ? await view.node(nodeName) : undefined
  const forbidden = await whyForbidden(view, { from, to: await podPeer(view, pod), port })
  return {
    key: `${address}:${port}`,
    asked: `${host} port ${asked}`,
    hop: { kind: 'pod', text: `${name} on ${nodeName ?? '<none>'} (${address}:${port})` },
    pod: { namespace, name },
    ...(nodeName && { node: nodeName }),
    application: await applicationOf(pod, port, node),
    ...(forbidden && { ending: timedOut(host, asked, forbidden) }),
  }
}

/** Endpoints that somebody wrote by hand may lie outside of the cluster. */
async function unknownCandidate(address: string, port: number, approach: Approach): Promise<Candidate> {
  return {
    key: `${address}:${port}`,
    asked: `${approach.host} port ${approach.port}`,
    hop: { kind: 'pod', text: `${address}:${port}, which is no pod` },
    ending: beyond(address, approach),
  }
}

/** An address of which nothing is known here. */
export function beyond(address: string, { host, port }: Approach): Ending {
  return timedOut(host, port, `${address} is outside of the cluster, where nothing is simulated`)
}
