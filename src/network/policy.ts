/** Verdicts of NetworkPolicies: which traffic pods may send and accept. Policies only ever add permissions. */
import { cidrContains, ipFamily } from '../apimachinery/ip.ts'
import { matchesLabels, selectorFromLabelSelector } from '../apimachinery/label-selector.ts'
import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort, Pod } from '../generated/types.ts'
import type { NetworkView } from './view.ts'

type Labels = Readonly<Record<string, string>>

/** One side of a connection as policies see it. */
export interface Peer {
  /** For people: 'pod shop/web-0', 'the ingress controller'. */
  name: string
  address: string
  /** Its labels, where it is a pod in the pods' network: only such are selected. */
  pod?: { namespace: string; namespaceLabels: Labels; labels: Labels }
  /** Its named ports by name and protocol. */
  ports?: ReadonlyMap<string, number>
}

/** A pod of the cluster. One in the network of its node counts as the node. */
export async function podPeer(view: NetworkView, pod: Pod): Promise<Peer> {
  const { namespace = '', name = '', labels = {} } = pod.metadata
  const peer = { name: `pod ${namespace}/${name}`, address: pod.status?.podIP ?? '', ports: namedPorts(pod) }
  if (pod.spec?.hostNetwork) return peer
  const namespaceLabels = (await view.namespaceLabels(namespace)) ?? {}
  return { ...peer, pod: { namespace, namespaceLabels, labels } }
}

/** The ingress controller is no pod here. Policies that name it as its chart installs it mean it all the same. */
export const ingressControllerPeer: Peer = {
  name: 'the ingress controller',
  address: '192.0.2.80',
  pod: {
    namespace: 'ingress-nginx',
    namespaceLabels: {
      'kubernetes.io/metadata.name': 'ingress-nginx',
      'app.kubernetes.io/name': 'ingress-nginx',
      name: 'ingress-nginx',
    },
    labels: {
      'app.kubernetes.io/name': 'ingress-nginx',
      'app.kubernetes.io/instance': 'ingress-nginx',
      'app.kubernetes.io/component': 'controller',
    },
  },
}

/** Nor is the cluster's DNS, which is known as kubeadm installs it. */
export function dnsPeer(address: string): Peer {
  return {
    name: "the cluster's DNS",
    address,
    pod: {
      namespace: 'kube-system',
      namespaceLabels: { 'kubernetes.io/metadata.name': 'kube-system' },
      labels: { 'k8s-app': 'kube-dns' },
    },
    ports: new Map([
      ['UDP/dns', 53],
      ['TCP/dns-tcp', 53],
    ]),
  }
}

/** A way that is not given: whose policies are in it. */
export interface Connection {
  from: Peer
  to: Peer
  port: number
  protocol?: 'TCP' | 'UDP'
}

/** Why the connection is not let through, in one line; undefined if it is. */
export async function whyForbidden(view: NetworkView, connection: Connection): Promise<string | undefined> {
  const { from, to } = connection
  const isSelf = from.pod !== undefined && from.address === to.address
  if (isSelf) return undefined
  return (await whySideForbids(view, 'Egress', connection)) ?? whySideForbids(view, 'Ingress', connection)
}

async function whySideForbids(
  view: NetworkView,
  side: 'Ingress' | 'Egress',
  connection: Connection,
): Promise<string | undefined> {
  const own = side === 'Egress' ? connection.from : connection.to
  if (own.pod === undefined) return undefined
  const policies = (await view.policies(own.pod.namespace)).filter((policy) => isolates(policy, side, own))
  if (policies.length === 0 || policies.some((policy) => allows(policy, side, connection))) return undefined
  const names = policies.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).join(', ')
  const { from, to, port } = connection
  return side === 'Egress'
    ? `refused by NetworkPolicy ${names}: no egress rule lets ${from.name} send to ${to.name} port ${port}`
    : `refused by NetworkPolicy ${names}: no ingress rule lets ${from.name} reach ${to.name} port ${port}`
}

/** A policy isolates the pods that it selects, for the directions that it names. */
function isolates({ metadata, spec }: NetworkPolicy, side: 'Ingress' | 'Egress', { pod }: Peer): boolean {
  return (
    metadata.namespace === pod?.namespace &&
    typesOf(spec).includes(side) &&
    matchesLabels(selectorFromLabelSelector(spec?.podSelector ?? {}), pod?.labels)
  )
}

function typesOf(spec: NetworkPolicy['spec']): readonly string[] {
  if (spec?.policyTypes?.length) return spec.policyTypes
  return spec?.egress?.length ? ['Ingress', 'Egress'] : ['Ingress']
}

function allows(
  { metadata, spec }: NetworkPolicy,
  side: 'Ingress' | 'Egress',
  connection: Connection,
): boolean {
  const { from, to } = connection
  const rules =
    side === 'Ingress'
      ? (spec?.ingress ?? []).map((rule) => ({ peers: rule.from, ports: rule.ports }))
      : (spec?.egress ?? []).map((rule) => ({ peers: rule.to, ports: rule.ports }))
  const other = side === 'Ingress' ? from : to
  const namespace = metadata.namespace ?? ''
  return rules.some(
    ({ peers = [], ports = [] }) =>
      (peers.length === 0 || peers.some((peer) => isMeant(peer, other, namespace))) &&
      (ports.length === 0 || ports.some((port) => isPort(port, connection))),
  )
}

function isMeant(
  { ipBlock, namespaceSelector, podSelector }: NetworkPolicyPeer,
  { address, pod }: Peer,
  namespace: string,
): boolean {
  if (ipBlock)
    return isInBlock(ipBlock.cidr, address) && !ipBlock.except?.some((each) => isInBlock(each, address))
  if (pod === undefined) return false
  const isNamespace = namespaceSelector
    ? matchesLabels(selectorFromLabelSelector(namespaceSelector), pod.namespaceLabels)
    : pod.namespace === namespace
  return isNamespace && (!podSelector || matchesLabels(selectorFromLabelSelector(podSelector), pod.labels))
}

function isInBlock(block: string, address: string): boolean {
  return ipFamily(address) !== undefined && cidrContains(block, address)
}

/** Names are looked up among the ports of who is connected to. */
function isPort({ protocol = 'TCP', port, endPort }: NetworkPolicyPort, connection: Connection): boolean {
  if (protocol !== (connection.protocol ?? 'TCP')) return false
  if (port === undefined) return true
  if (typeof port === 'string') return connection.to.ports?.get(`${protocol}/${port}`) === connection.port
  return connection.port >= port && connection.port <= (endPort ?? port)
}

function namedPorts({ spec }: Pod): Map<string, number> {
  const containers = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])]
  const ports = containers.flatMap((container) => container.ports ?? [])
  return new Map(
    ports.flatMap(({ name, protocol = 'TCP', containerPort }) =>
      name ? [[`${protocol}/${name}`, containerPort] as const] : [],
    ),
  )
}
