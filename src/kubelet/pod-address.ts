/** Pod IPs out of the node's CIDR: one for a pod's life, handed out in turn so that a replacement gets a new one. */
import { ipv4ToNumber, numberToIPv4 } from '../apimachinery/ip.ts'
import type { Node, Pod } from '../generated/types.ts'
import type { ReconcileContext } from '../runtime/reconciler.ts'

/** The IP of the node, which pods in the host's network share. */
export function nodeAddress(node: Node): string | undefined {
  return node.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address
}

/** The pod's IP: the one it has, the node's, or the next free one. Undefined while the node has no range for pods. */
export async function podAddress(
  pod: Pod,
  node: Node,
  context: ReconcileContext,
): Promise<string | undefined> {
  if (pod.status?.podIP) return pod.status.podIP
  if (pod.spec?.hostNetwork) return nodeAddress(node)
  const cidr = node.spec?.podCIDR
  return cidr === undefined ? undefined : nextFree(node.metadata.name!, cidr, context)
}

/** Goes on after the address handed out last, as the host-local CNI plugin does. The first one is the bridge's. */
async function nextFree(
  node: string,
  cidr: string,
  { client, state }: ReconcileContext,
): Promise<string | undefined> {
  const [network = '', bits = ''] = cidr.split('/')
  const base = ipv4ToNumber(network)
  const hosts = 2 ** (32 - Number(bits)) - 3
  const last = ((await state.get(`last-ip/${node}`)) as number | undefined) ?? 0
  for (let step = 0; step < hosts; step++) {
    const host = ((last + step) % hosts) + 1
    const address = numberToIPv4(base + host + 1)
    if ((await client.lookup('Pod', 'ip', address, { limit: 1 })).length > 0) continue
    await state.set(`last-ip/${node}`, host)
    return address
  }
  return undefined
}
