/** A node's kubelet: it registers its node, says how it is, and falls silent when it is stopped. */
import { isKubeletStopped } from '../api/behaviour/node.ts'
import { isExtendedResource } from '../api/kinds/core/extended-resources.ts'
import { conditionsWithBeat, hasLeaseEnded } from '../api/kinds/core/node/heartbeat.ts'
import { deepEqual } from '../base/json.ts'
import type { Node, NodeSystemInfo } from '../generated/types.ts'
import { defineController, type ReconcileContext } from '../runtime/reconciler.ts'
import { isUnreported, recordReturn, reportedConditions } from './node-conditions.ts'
import { endLease, findLease, renewLease } from './node-lease.ts'

/** What a node offers of which nothing is said. */
const defaultCapacity = {
  cpu: '4',
  'ephemeral-storage': '100Gi',
  'hugepages-1Gi': '0',
  'hugepages-2Mi': '0',
  memory: '8Gi',
  pods: '110',
}

/** The version that nodes report. */
const KUBELET_VERSION = 'v1.36.0'

/**
 * Reports for the kubelets of all nodes: when a node is new, and when its kubelet is back after it was stopped. One that
 * comes with a Ready condition keeps it. Beats that would say nothing new are not written (heartbeat.ts).
 */
export const nodeStatusReporter = defineController({
  name: 'kubelet-node',
  component: 'kubelet',
  for: 'Node',
  watches: [
    // A Lease that somebody deletes is made again.
    { kind: 'Lease', keys: ({ type, object }) => (type === 'deleted' ? [`/${object.metadata.name}`] : []) },
  ],
  async reconcile(node, _name, context) {
    if (node === undefined) return undefined
    if (isKubeletStopped(node)) await stop(node, context)
    else await report(node, context)
    return undefined
  },
})

/** The last beats are written down, for there will be no others. */
async function stop(node: Node, context: ReconcileContext): Promise<void> {
  const lease = await findLease(node, context)
  if (lease === undefined || hasLeaseEnded(lease)) return
  const conditions = node.status?.conditions ?? []
  const last = conditionsWithBeat(conditions, context.clock.now())
  if (last !== conditions) await writeStatus(node, { conditions: last }, context)
  await endLease(lease, context)
}

async function report(node: Node, context: ReconcileContext): Promise<void> {
  const lease = await findLease(node, context)
  const isBack = lease !== undefined && hasLeaseEnded(lease)
  if (isUnreported(node)) {
    const labelled = await labelNode(node, context)
    await writeStatus(labelled, await registration(labelled, context), context)
    await recordReturn(node, context)
  } else {
    const now = context.clock.now()
    const changed = {
      ...(isBack && { conditions: reportedConditions(node, now) }),
      ...extendedAllocatable(node),
    }
    if (Object.keys(changed).length > 0) await writeStatus(node, changed, context)
  }
  await renewLease(node, lease, context)
}

async function writeStatus(
  node: Node,
  status: NonNullable<Node['status']>,
  { client }: ReconcileContext,
): Promise<void> {
  const next = { ...node, status: { ...node.status, ...status } }
  await client.update('Node', next, { subresource: 'status' })
}

/** The labels that every kubelet gives to its node, where they are missing (pkg/kubelet/kubelet_node_status.go). */
async function labelNode(node: Node, { client }: ReconcileContext): Promise<Node> {
  const { name = '', labels = {} } = node.metadata
  const defaults = {
    'beta.kubernetes.io/arch': labels['kubernetes.io/arch'] ?? 'amd64',
    'beta.kubernetes.io/os': labels['kubernetes.io/os'] ?? 'linux',
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
  }
  if (Object.keys(defaults).every((key) => labels[key] !== undefined)) return node
  return client.update('Node', {
    ...node,
    metadata: { ...node.metadata, labels: { ...defaults, ...labels } },
  })
}

/** Of extended resources all of the capacity is allocatable, however much of which somebody says there is (setters.go). */
function extendedAllocatable({ status }: Node): { allocatable?: Record<string, string> } {
  const { capacity = {}, allocatable = {} } = status ?? {}
  const own = Object.entries(allocatable).filter(([name]) => !isExtendedResource(name))
  const extended = Object.entries(capacity).filter(([name]) => isExtendedResource(name))
  const told = Object.fromEntries([...own, ...extended])
  return deepEqual(told, allocatable) ? {} : { allocatable: told }
}

/** All that a kubelet says of its node when it comes up. */
async function registration(node: Node, context: ReconcileContext): Promise<NonNullable<Node['status']>> {
  const { capacity, allocatable } = node.status ?? {}
  const devices = Object.entries(allocatable ?? {}).filter(([name]) => isExtendedResource(name))
  const offered = { ...defaultCapacity, ...Object.fromEntries(devices), ...capacity }
  return {
    addresses: node.status?.addresses ?? [
      { type: 'InternalIP', address: await nextAddress(context) },
      { type: 'Hostname', address: node.metadata.name ?? '' },
    ],
    allocatable: { ...offered, ...allocatable },
    capacity: offered,
    conditions: reportedConditions(node, context.clock.now()),
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    nodeInfo: node.status?.nodeInfo ?? systemInfo(node, context),
  }
}

/** Nodes stand in 172.18.0.0/16 and the networks after it, in the order in which they come up. */
async function nextAddress({ state }: ReconcileContext): Promise<string> {
  const number = (((await state.get('addresses')) as number | undefined) ?? 1) + 1
  await state.set('addresses', number)
  return `172.${18 + (number >>> 16)}.${(number >>> 8) & 255}.${number & 255}`
}

function systemInfo(node: Node, { random }: ReconcileContext): NodeSystemInfo {
  const labels = node.metadata.labels ?? {}
  return {
    architecture: labels['kubernetes.io/arch'] ?? 'amd64',
    bootID: random.uuid(),
    containerRuntimeVersion: 'containerd://2.2.0',
    kernelVersion: '6.12.0-kubelite',
    kubeProxyVersion: '',
    kubeletVersion: KUBELET_VERSION,
    machineID: random.uuid().replaceAll('-', ''),
    operatingSystem: labels['kubernetes.io/os'] ?? 'linux',
    osImage: 'kubelite (simulated)',
    systemUUID: random.uuid(),
  }
}
