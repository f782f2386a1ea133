/** What requests are routed by, read once each: a picture of the cluster at one moment. */
import type { KindName, ObjectOf, ObjectReader } from '../api/describe-context.ts'
import { isNodeReady } from '../api/kinds/core/node/conditions.ts'
import type { EndpointSlice, Ingress, NetworkPolicy, Node, Pod, Service } from '../generated/types.ts'

/** Cached reads of what the network is made of. Valid as long as nothing changes. */
export interface NetworkView {
  reader: ObjectReader
  service(namespace: string, name: string): Promise<Service | undefined>
  slices(namespace: string, service: string): Promise<EndpointSlice[]>
  servicesAt(index: 'clusterip' | 'external' | 'nodeport', term: string): Promise<Service[]>
  podAt(address: string): Promise<Pod | undefined>
  /** The labels of a namespace; undefined where there is none. */
  namespaceLabels(name: string): Promise<Readonly<Record<string, string>> | undefined>
  node(name: string): Promise<Node | undefined>
  nodeAt(address: string): Promise<Node | undefined>
  /** Nodes that a load balancer sends requests to. */
  balancedNodes(): Promise<Node[]>
  policies(namespace: string): Promise<NetworkPolicy[]>
  /** Ingresses that name a host; '' for rules that hold for any host. */
  ingresses(host: string): Promise<Ingress[]>
  /** Keeps anything else under a key, made when it is first asked for. */
  once<T>(key: string, make: () => Promise<T>): Promise<T>
}

/** Label of nodes that load balancers leave out. */
const EXCLUDED = 'node.kubernetes.io/exclude-from-external-load-balancers'

/** A view of the cluster as the reader sees it. */
export function createNetworkView(reader: ObjectReader): NetworkView {
  const kept = new Map<string, Promise<unknown>>()
  const once = <T>(key: string, make: () => Promise<T>): Promise<T> => {
    let found = kept.get(key)
    if (found === undefined) {
      found = make()
      kept.set(key, found)
    }
    return found as Promise<T>
  }
  const find = <K extends KindName>(kind: K, namespace: string, name: string) =>
    once(`${kind}/${namespace}/${name}`, () => reader.find(kind, { namespace, name }))
  const lookup = <K extends KindName>(kind: K, index: string, term: string): Promise<ObjectOf<K>[]> =>
    once(`${kind}?${index}=${term}`, () => reader.lookup(kind, index, term))
  return {
    reader,
    once,
    service: (namespace, name) => find('Service', namespace, name),
    slices: (namespace, service) => lookup('EndpointSlice', 'service', `${namespace}/${service}`),
    servicesAt: (index, term) => lookup('Service', index, term),
    podAt: async (address) => livingPod(await lookup('Pod', 'ip', address)),
    namespaceLabels: async (name) => (await find('Namespace', '', name))?.metadata.labels,
    node: (name) => find('Node', '', name),
    nodeAt: async (address) => (await lookup('Node', 'address', address))[0],
    balancedNodes: () => once('balanced', async () => (await reader.list('Node')).items.filter(isBalanced)),
    policies: (namespace) =>
      once(`policies/${namespace}`, async () => (await reader.list('NetworkPolicy', { namespace })).items),
    ingresses: (host) => lookup('Ingress', 'host', host),
  }
}

function isBalanced(node: Node): boolean {
  return node.metadata.labels?.[EXCLUDED] === undefined && isNodeReady(node)
}

/** Pods that have ended keep telling their address, which others may have by now. Node addresses are many pods'. */
function livingPod(pods: readonly Pod[]): Pod | undefined {
  const own = pods.filter(({ spec }) => spec?.hostNetwork !== true)
  return own.find(({ status }) => status?.phase === 'Running') ?? own[0]
}
