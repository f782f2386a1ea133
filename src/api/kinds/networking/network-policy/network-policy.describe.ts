/** `kubectl describe networkpolicy`. */
import { formatLabelSelector } from '../../../../apimachinery/label-selector.ts'
import { parseTime } from '../../../../apimachinery/time.ts'
import type {
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
} from '../../../../generated/types.ts'
import { writeMetadata, writeNames } from '../../../describe/metadata.ts'
import { createDescribeWriter, type DescribeWriter } from '../../../describe/writer.ts'

/** How each direction of traffic is spoken of. */
interface Direction {
  type: 'Ingress' | 'Egress'
  peer: 'From' | 'To'
  unrestricted: string
}

const INGRESS: Direction = { type: 'Ingress', peer: 'From', unrestricted: 'traffic not restricted by source' }
const EGRESS: Direction = {
  type: 'Egress',
  peer: 'To',
  unrestricted: 'traffic not restricted by destination',
}

interface Rule {
  ports: readonly NetworkPolicyPort[]
  peers: readonly NetworkPolicyPeer[]
}

/** Which traffic the policy lets through. */
export async function describe(object: NetworkPolicy): Promise<string> {
  const writer = createDescribeWriter()
  writeNames(writer, object)
  writer.line(0, `Created on:\t${goTime(object.metadata.creationTimestamp)}`)
  writeMetadata(writer, object)
  writer.line(0, 'Spec:')
  const spec: Partial<NetworkPolicySpec> = object.spec ?? {}
  const selector = formatLabelSelector(spec.podSelector)
  const all = '<none> (Allowing the specific traffic to all pods in this namespace)'
  writer.line(1, `PodSelector:     ${selector === '<none>' ? all : selector}`)
  const ingress = (spec.ingress ?? []).map(({ ports = [], from = [] }) => ({ ports, peers: from }))
  const egress = (spec.egress ?? []).map(({ ports = [], to = [] }) => ({ ports, peers: to }))
  writeDirection(writer, spec, ingress, INGRESS)
  writeDirection(writer, spec, egress, EGRESS)
  writer.line(1, `Policy Types: ${(spec.policyTypes ?? []).join(', ')}`)
  return writer.toString()
}

/** `2026-11-22 02:57:35 +0000 UTC`. */
function goTime(time: string | null | undefined): string {
  const ms = parseTime(time)
  if (ms === undefined) return '0001-01-01 00:00:00 +0000 UTC'
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} +0000 UTC`
}

function writeDirection(
  writer: DescribeWriter,
  { policyTypes = [] }: Partial<NetworkPolicySpec>,
  rules: readonly Rule[],
  direction: Direction,
): void {
  const name = direction.type.toLowerCase()
  if (!policyTypes.includes(direction.type)) {
    writer.line(1, `Not affecting ${name} traffic`)
    return
  }
  writer.line(1, `Allowing ${name} traffic:`)
  if (rules.length === 0) writer.line(2, `<none> (Selected pods are isolated for ${name} connectivity)`)
  rules.forEach((rule, index) => {
    writeRule(writer, rule, direction)
    if (index < rules.length - 1) writer.line(2, '----------')
  })
}

function writeRule(writer: DescribeWriter, { ports, peers }: Rule, { peer, unrestricted }: Direction): void {
  if (ports.length === 0) writer.line(2, 'To Port: <any> (traffic allowed to all ports)')
  for (const each of ports) writer.line(2, formatPort(each))
  if (peers.length === 0) writer.line(2, `${peer}: <any> (${unrestricted})`)
  for (const each of peers) {
    writer.line(2, `${peer}:`)
    writePeer(writer, each)
  }
}

function formatPort({ endPort, port, protocol = 'TCP' }: NetworkPolicyPort): string {
  if (endPort !== undefined) return `To Port Range: ${port}-${endPort}/${protocol}`
  return `To Port: ${port ?? '<nil>'}/${protocol}`
}

function writePeer(
  writer: DescribeWriter,
  { podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer,
): void {
  if (namespaceSelector) writer.line(3, `NamespaceSelector: ${formatLabelSelector(namespaceSelector)}`)
  if (podSelector) writer.line(3, `PodSelector: ${formatLabelSelector(podSelector)}`)
  if (namespaceSelector || podSelector || !ipBlock) return
  writer.line(3, 'IPBlock:')
  writer.line(4, `CIDR: ${ipBlock.cidr}`)
  writer.line(4, `Except: ${(ipBlock.except ?? []).join(', ')}`)
}
