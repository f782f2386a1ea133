/** What a kubelet refuses that the scheduler was not asked about (lifecycle/predicate.go). */
import { ANY_ADDRESS, type HostPort, hostPorts } from '../api/kinds/core/pod/host-ports.ts'
import { matchesNodeSelection } from '../api/kinds/core/pod/node-selection.ts'
import { podRequests, resourceAmount } from '../api/kinds/core/pod/requests.ts'
import { findUntoleratedTaint } from '../api/kinds/core/pod/tolerations.ts'
import type { Client } from '../apiserver/client.ts'
import type { Node, Pod } from '../generated/types.ts'
import { asGranted } from './allocation.ts'

/** Why a kubelet does not take a pod. */
export interface Rejection {
  reason: string
  message: string
}

/** Why the node does not take the pod, which somebody else than the scheduler bound to it; undefined if it does. */
export async function findRejection(pod: Pod, node: Node, client: Client): Promise<Rejection | undefined> {
  return (
    (await outOfResource(pod, node, client)) ?? mismatch(pod, node) ?? (await portTaken(pod, node, client))
  )
}

async function outOfResource(pod: Pod, node: Node, client: Client): Promise<Rejection | undefined> {
  const short = await findLack(pod, node, client)
  return short && { reason: `OutOf${short.name}`, message: lackText(short) }
}

/** Why a pod does not get what it asks for: there is no room now, or there never will be. */
export interface Shortage {
  reason: 'Deferred' | 'Infeasible'
  message: string
}

/** Why a pod that the node has taken cannot get what its spec asks for now (canAdmitPod with ResizeOperation). */
export async function findShortage(pod: Pod, node: Node, client: Client): Promise<Shortage | undefined> {
  const short = await findLack(pod, node, client)
  if (short === undefined) return undefined
  return { reason: short.wanted > short.room ? 'Infeasible' : 'Deferred', message: lackText(short) }
}

/** A resource of which there is too little. */
interface Lack {
  name: string
  wanted: number
  used: number
  room: number
}

function lackText({ name, wanted, used, room }: Lack): string {
  return `Node didn't have enough resource: ${name}, requested: ${wanted}, used: ${used}, capacity: ${room}`
}

/** What is asked for is the spec's affair, whatever the status says of a resize. */
async function findLack(
  { status: _status, ...pod }: Pod,
  node: Node,
  client: Client,
): Promise<Lack | undefined> {
  const wanted: Record<string, number> = { pods: 1, ...podRequests(pod) }
  const capacity = node.status?.allocatable ?? node.status?.capacity ?? {}
  const room = (name: string) => (capacity[name] === undefined ? 0 : resourceAmount(name, capacity[name]))
  const names = Object.keys(wanted).filter((name) => (wanted[name] ?? 0) > 0)
  const bound = await client.aggregate('Pod', 'node', node.metadata.name ?? '')
  if (names.every((name) => (bound[name] ?? 0) <= room(name))) return undefined
  const used = await admittedRequests(pod, node, client)
  const short = names.find((name) => (wanted[name] ?? 0) > room(name) - (used[name] ?? 0))
  if (short === undefined) return undefined
  return { name: short, wanted: wanted[short] ?? 0, used: used[short] ?? 0, room: room(short) }
}

/** What those pods take that the node has taken already: they come first, whatever else is bound to it. */
async function admittedRequests(
  { metadata }: Pod,
  node: Node,
  client: Client,
): Promise<Record<string, number>> {
  const used: Record<string, number> = { pods: 0 }
  for (const other of await client.lookup('Pod', 'node', node.metadata.name ?? '')) {
    if (other.metadata.uid === metadata.uid || other.status?.startTime === undefined) continue
    used.pods = (used.pods ?? 0) + 1
    const requests = podRequests(asGranted(other))
    for (const [name, amount] of Object.entries(requests)) used[name] = (used[name] ?? 0) + amount
  }
  return used
}

function mismatch(pod: Pod, node: Node): Rejection | undefined {
  if (!matchesNodeSelection(pod.spec ?? {}, node))
    return predicate('NodeAffinity', "node(s) didn't match Pod's node affinity/selector")
  const evicting = (node.spec?.taints ?? []).filter(({ effect }) => effect === 'NoExecute')
  const taint = findUntoleratedTaint(evicting, pod.spec?.tolerations)
  return taint && predicate('TaintToleration', "node(s) had taints that the pod didn't tolerate")
}

async function portTaken(pod: Pod, node: Node, client: Client): Promise<Rejection | undefined> {
  for (const wanted of hostPorts(pod.spec ?? { containers: [] })) {
    const holders = await client.lookup('Pod', 'hostport', `${node.metadata.name}/${wanted.key}`)
    const isTaken = holders.some(
      (other) =>
        other.metadata.uid !== pod.metadata.uid &&
        other.status?.startTime !== undefined &&
        hostPorts(other.spec ?? { containers: [] }).some((port) => isSame(port, wanted)),
    )
    if (isTaken) return predicate('NodePorts', "node(s) didn't have free ports for the requested pod ports")
  }
  return undefined
}

function isSame(a: HostPort, b: HostPort): boolean {
  const overlaps = a.ip === b.ip || a.ip === ANY_ADDRESS || b.ip === ANY_ADDRESS
  return overlaps && a.key === b.key
}

function predicate(reason: string, why: string): Rejection {
  return { reason, message: `Predicate ${reason} failed: ${why}` }
}
