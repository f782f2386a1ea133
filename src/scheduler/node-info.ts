/** A node as the scheduler sees it: what it has, and the sums of what its pods take. */
import { type ResourceAmounts, resourceAmount } from '../api/kinds/core/pod/requests.ts'
import type { Node, Taint } from '../generated/types.ts'
import { ANY_ADDRESS, type HostPort, type PodInfo } from './pod-info.ts'

/** Addresses on which a port is taken, and by how many pods. */
type PortHolders = Map<string, number>

/** A node with its sums. Only the node cache changes it. */
export interface NodeInfo {
  readonly name: string
  /** Its place in arrays over all nodes: never changes while the process lives. */
  readonly ordinal: number
  readonly node: Node
  readonly labels: Readonly<Record<string, string>>
  readonly taints: readonly Taint[]
  readonly allocatable: Readonly<ResourceAmounts>
  /** Changes with everything that is known of the node. Never the same for two states. */
  generation: number
  podCount: number
  requested: ResourceAmounts
  nonzeroCpu: number
  nonzeroMemory: number
  /** Who holds the ports, `TCP/8080`, that were asked for so far. Others are not known. */
  ports: Map<string, PortHolders>
}

/** The sums of a node's pods, as the index 'node' of pods keeps them. */
export type NodeSums = Readonly<Record<string, number>>

let lastGeneration = 0

/** A number that was never given before. */
export function nextGeneration(): number {
  return ++lastGeneration
}

const NO_LABELS = Object.freeze({})

/** Puts a node and its sums together. */
export function createNodeInfo(node: Node, sums: NodeSums, ordinal: number): NodeInfo {
  const { count = 0, pods: _, 'nonzero-cpu': cpu = 0, 'nonzero-memory': memory = 0, ...requested } = sums
  return {
    name: node.metadata.name ?? '',
    ordinal,
    node,
    labels: node.metadata.labels ?? NO_LABELS,
    taints: node.spec?.taints ?? [],
    allocatable: allocatableOf(node),
    generation: nextGeneration(),
    podCount: count,
    requested: { ...requested },
    nonzeroCpu: cpu,
    nonzeroMemory: memory,
    ports: new Map(),
  }
}

function allocatableOf({ status }: Node): ResourceAmounts {
  const amounts: ResourceAmounts = {}
  const list = status?.allocatable ?? {}
  for (const name in list) amounts[name] = resourceAmount(name, list[name] ?? '0')
  return amounts
}

/** Counts a pod that has just been given to the node. */
export function assumePod(info: NodeInfo, { requests, nonzero, hostPorts }: PodInfo): void {
  for (const name in requests) info.requested[name] = (info.requested[name] ?? 0) + requests[name]!
  info.nonzeroCpu += nonzero.cpu
  info.nonzeroMemory += nonzero.memory
  info.podCount++
  for (const port of hostPorts) holdPort(info, port)
  info.generation = nextGeneration()
}

function holdPort({ ports }: NodeInfo, { key, ip }: HostPort): void {
  const holders = ports.get(key)
  if (holders) holders.set(ip, (holders.get(ip) ?? 0) + 1)
}

/** Whether a port is taken on an address; the wildcard address meets all others. */
export function isPortTaken(info: NodeInfo, { key, ip }: HostPort): boolean {
  const holders = info.ports.get(key)
  if (!holders || holders.size === 0) return false
  return ip === ANY_ADDRESS || holders.has(ANY_ADDRESS) || holders.has(ip)
}
