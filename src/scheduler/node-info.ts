/** A node as the scheduler sees it: what it has, and the sums of what its pods take. */

import { ANY_ADDRESS, type HostPort } from '../api/kinds/core/pod/host-ports.ts'
import { PRIORITY_PREFIX } from '../api/kinds/core/pod/indexes.ts'
import { type ResourceAmounts, resourceAmount } from '../api/kinds/core/pod/requests.ts'
import type { Node, Taint } from '../generated/types.ts'
import type { PodInfo } from './pod-info.ts'

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
  /** How many pods there are of each priority other than 0. */
  priorities: Map<number, number>
  /** The pods themselves, where a plugin has asked for them. */
  pods: PodInfo[] | undefined
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
  const { count = 0, pods: _, 'nonzero-cpu': cpu = 0, 'nonzero-memory': memory = 0, ...others } = sums
  const requested: ResourceAmounts = {}
  const priorities = new Map<number, number>()
  for (const name in others)
    if (name.startsWith(PRIORITY_PREFIX))
      priorities.set(Number(name.slice(PRIORITY_PREFIX.length)), others[name]!)
    else requested[name] = others[name]!
  return {
    name: node.metadata.name ?? '',
    ordinal,
    node,
    labels: node.metadata.labels ?? NO_LABELS,
    taints: node.spec?.taints ?? [],
    allocatable: allocatableOf(node),
    generation: nextGeneration(),
    podCount: count,
    requested,
    nonzeroCpu: cpu,
    nonzeroMemory: memory,
    ports: new Map(),
    priorities,
    pods: undefined,
  }
}

function allocatableOf({ status }: Node): ResourceAmounts {
  const amounts: ResourceAmounts = {}
  const list = status?.allocatable ?? {}
  for (const name in list) amounts[name] = resourceAmount(name, list[name] ?? '0')
  return amounts
}

/** Counts a pod that has just been given to the node. */
export function assumePod(info: NodeInfo, pod: PodInfo): void {
  countPod(info, pod, 1)
  info.pods?.push(pod)
}

/** Takes a pod off the node again. */
export function removePod(info: NodeInfo, pod: PodInfo): void {
  countPod(info, pod, -1)
  const at = info.pods ? placeOf(pod, info.pods) : -1
  if (at >= 0) info.pods?.splice(at, 1)
}

/** A pod on the node says something else of itself than before, which no sum counts. */
export function renewPod(info: NodeInfo, pod: PodInfo): void {
  const at = info.pods ? placeOf(pod, info.pods) : -1
  if (at < 0) return
  // A list of its own, so that who remembers the other one can tell.
  info.pods = [...info.pods!]
  info.pods[at] = pod
}

function placeOf(pod: PodInfo, pods: readonly PodInfo[]): number {
  const at = pods.indexOf(pod)
  return at >= 0 ? at : pods.findIndex(({ key }) => key === pod.key)
}

/** A copy on which pods can be tried. */
export function copyNodeInfo(info: NodeInfo): NodeInfo {
  return {
    ...info,
    generation: nextGeneration(),
    requested: { ...info.requested },
    ports: new Map([...info.ports].map(([port, holders]) => [port, new Map(holders)])),
    priorities: new Map(info.priorities),
    pods: info.pods && [...info.pods],
  }
}

/** Whether there are pods of a lower priority: those that a pod of this one may preempt. */
export function hasLowerPriority({ podCount, priorities }: NodeInfo, priority: number): boolean {
  let withPriority = 0
  for (const [value, count] of priorities) {
    if (count > 0 && value < priority) return true
    withPriority += count
  }
  return priority > 0 && podCount > withPriority
}

function countPod(info: NodeInfo, { requests, nonzero, hostPorts, priority }: PodInfo, by: 1 | -1): void {
  for (const name in requests) info.requested[name] = (info.requested[name] ?? 0) + by * requests[name]!
  info.nonzeroCpu += by * nonzero.cpu
  info.nonzeroMemory += by * nonzero.memory
  info.podCount += by
  if (priority !== 0) info.priorities.set(priority, (info.priorities.get(priority) ?? 0) + by)
  for (const port of hostPorts) holdPort(info, port, by)
  info.generation = nextGeneration()
}

function holdPort({ ports }: NodeInfo, { key, ip }: HostPort, by: 1 | -1): void {
  const holders = ports.get(key)
  if (!holders) return
  const left = (holders.get(ip) ?? 0) + by
  if (left > 0) holders.set(ip, left)
  else holders.delete(ip)
}

/** Whether a port is taken on an address; the wildcard address meets all others. */
export function isPortTaken(info: NodeInfo, { key, ip }: HostPort): boolean {
  const holders = info.ports.get(key)
  if (!holders || holders.size === 0) return false
  return ip === ANY_ADDRESS || holders.has(ANY_ADDRESS) || holders.has(ip)
}
