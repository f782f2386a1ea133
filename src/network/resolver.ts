/** How names are resolved: by the resolver of a pod, which its DNS policy makes, or outside of the cluster. */
import { ipFamily } from '../apimachinery/ip.ts'
import { CLUSTER_DOMAIN } from '../container/hostname.ts'
import type { Pod } from '../generated/types.ts'
import { dnsPeer, podPeer, whyForbidden } from './policy.ts'
import { answerQuery, DNS_SERVER, type DnsAnswer, isClusterName, type QueryType } from './records.ts'
import type { NetworkView } from './view.ts'

/** What stands in a resolv.conf. */
export interface Resolver {
  server: string
  search: string[]
  ndots: number
}

/** The server that nodes ask; it knows nothing of the cluster. */
const NODE_SERVER = '192.0.2.53'

/** The resolver of a pod, or of any pod in a namespace (pkg/kubelet/network/dns/dns.go). */
export function resolverOf(namespace: string, pod?: Pod): Resolver {
  const { dnsPolicy = 'ClusterFirst', dnsConfig, hostNetwork } = pod?.spec ?? {}
  const base = baseOf(dnsPolicy, hostNetwork === true, namespace)
  const ndots = dnsConfig?.options?.find(({ name }) => name === 'ndots')?.value
  return {
    server: base.server || (dnsConfig?.nameservers?.[0] ?? NODE_SERVER),
    search: [...new Set([...base.search, ...(dnsConfig?.searches ?? [])])],
    ndots: ndots === undefined ? base.ndots : Number(ndots),
  }
}

function baseOf(policy: string, hostNetwork: boolean, namespace: string): Resolver {
  if (policy === 'None') return { server: '', search: [], ndots: 1 }
  if (policy === 'Default' || (policy === 'ClusterFirst' && hostNetwork))
    return { server: NODE_SERVER, search: [], ndots: 1 }
  const domains = [`${namespace}.svc.${CLUSTER_DOMAIN}`, `svc.${CLUSTER_DOMAIN}`, CLUSTER_DOMAIN]
  return { server: DNS_SERVER, search: domains, ndots: 5 }
}

/** Why a pod cannot even ask the cluster's DNS: its egress policies; undefined if it can. */
export async function whyNoServer(
  view: NetworkView,
  pod: Pod,
  { server }: Resolver,
): Promise<string | undefined> {
  if (server !== DNS_SERVER) return undefined
  const from = await podPeer(view, pod)
  return whyForbidden(view, { from, to: dnsPeer(server), port: 53, protocol: 'UDP' })
}

/** The full names that are asked for, one after the other, until one is there. */
export function candidateNames(name: string, { search, ndots }: Resolver): string[] {
  const plain = name.replace(/\.$/, '').toLowerCase()
  if (name.endsWith('.')) return [plain]
  const searched = search.map((domain) => `${plain}.${domain.toLowerCase()}`)
  return plain.split('.').length > ndots ? [plain, ...searched] : [...searched, plain]
}

/** What resolving came to: the answer, and the full name that it is for. */
export interface Resolution extends DnsAnswer {
  name: string
}

/** Resolves a name as the C library does: the first full name that exists, be it without records of the type. */
export async function resolve(
  view: NetworkView,
  name: string,
  type: QueryType,
  resolver: Resolver,
): Promise<Resolution> {
  const reverse =
    ipFamily(name) === 'IPv4' ? `${name.split('.').reverse().join('.')}.in-addr.arpa` : undefined
  const names = reverse ? [reverse] : candidateNames(name, resolver)
  const isCluster = resolver.server === DNS_SERVER
  for (const each of names) {
    const answer = isCluster ? await answerQuery(view, each, type) : undefined
    if (answer?.status === 'NOERROR') return { name: each, ...answer }
    const address = isClusterName(each) ? undefined : await publicAddress(view, each)
    if (address !== undefined)
      return { name: each, status: 'NOERROR', records: addressRecord(each, address, type) }
  }
  return { name: names.at(-1) ?? name, status: 'NXDOMAIN', records: [] }
}

function addressRecord(name: string, value: string, type: QueryType): DnsAnswer['records'] {
  return type === 'A' ? [{ name, type, value }] : []
}

/**
 * The address of a name outside of the cluster: the hosts of ingresses have records there, as they would if somebody
 * had set them up; so have the nodes. Nothing else is known.
 */
export async function publicAddress(view: NetworkView, name: string): Promise<string | undefined> {
  for (const host of [name, name.replace(/^[^.]+/, '*')]) {
    const ingresses = host === '' ? [] : await view.ingresses(host)
    for (const { status } of ingresses) {
      const ip = status?.loadBalancer?.ingress?.find((each) => each.ip)?.ip
      if (ip) return ip
    }
  }
  const node = name.includes('/') ? undefined : await view.node(name)
  return node?.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address
}
