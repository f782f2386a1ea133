/** NodePorts: two pods cannot have the same port of a node. */
import { type HostPort, hostPorts } from '../../api/kinds/core/pod/host-ports.ts'
import type { Pod } from '../../generated/types.ts'
import { type Plugin, unschedulable } from '../framework.ts'
import { isPortTaken, type NodeInfo } from '../node-info.ts'
import { freesRoom } from '../pod-changes.ts'

const REJECTION = unschedulable("node(s) didn't have free ports for the requested pod ports")

/** Rejects nodes on which a wanted host port is taken. Ports are looked up only for pods that want some. */
export const nodePorts: Plugin = {
  name: 'NodePorts',
  requeueOn: [
    { kind: 'Node', helps: (_pod, { type }) => type === 'added' },
    { kind: 'Pod', helps: (pod, change) => freesRoom(change) && sharePort(pod, change.object as Pod) },
  ],
  sign: ({ hostPorts: wanted }) => (wanted.length === 0 ? '' : JSON.stringify(wanted)),
  preFilter({ hostPorts: wanted }, cluster) {
    if (wanted.length === 0) return 'skip'
    return {
      load: (node) => loadPorts(node, wanted, (term) => cluster.client.lookup('Pod', 'hostport', term)),
      filter: (node) => (wanted.some((port) => isPortTaken(node, port)) ? REJECTION : undefined),
    }
  },
}

/** A pod that goes can only help where it held a port that is wanted. */
function sharePort(pod: Pod, other: Pod): boolean {
  const held = new Set(hostPorts(other.spec ?? { containers: [] }).map(({ key }) => key))
  return hostPorts(pod.spec ?? { containers: [] }).some(({ key }) => held.has(key))
}

function loadPorts(
  node: NodeInfo,
  wanted: readonly HostPort[],
  lookup: (term: string) => Promise<Pod[]>,
): Promise<void> | undefined {
  const missing = new Set(wanted.map(({ key }) => key).filter((key) => !node.ports.has(key)))
  if (missing.size === 0) return undefined
  return (async () => {
    for (const key of missing) node.ports.set(key, holdersOf(key, await lookup(`${node.name}/${key}`)))
  })()
}

function holdersOf(key: string, pods: readonly Pod[]): Map<string, number> {
  const holders = new Map<string, number>()
  for (const { spec } of pods)
    for (const port of hostPorts(spec ?? { containers: [] }))
      if (port.key === key) holders.set(port.ip, (holders.get(port.ip) ?? 0) + 1)
  return holders
}
