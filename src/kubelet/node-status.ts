/** A node's kubelet registers itself: conditions, addresses, what it runs and what it has to offer. */
import { formatTime } from '../apimachinery/time.ts'
import type { Node, NodeCondition, NodeSystemInfo } from '../generated/types.ts'
import { defineController, type ReconcileContext } from '../runtime/reconciler.ts'

/** What a node offers of which nothing is said. */
const defaultCapacity = {
  cpu: '4',
  'ephemeral-storage': '100Gi',
  'hugepages-1Gi': '0',
  'hugepages-2Mi': '0',
  memory: '8Gi',
  pods: '110',
}

export const kubeletVersion = 'v1.36.0'

/** Reports for nodes that have no Ready condition yet; one that comes with a condition keeps it. */
export const nodeStatusReporter = defineController({
  name: 'kubelet-node',
  for: 'Node',
  async reconcile(node, _name, context) {
    if (!node || isRegistered(node)) return undefined
    const status = { ...node.status, ...(await reported(node, context)) }
    await context.client.update('Node', { ...node, status }, { subresource: 'status' })
    return undefined
  },
})

function isRegistered(node: Node): boolean {
  return node.status?.conditions?.some(({ type }) => type === 'Ready') ?? false
}

async function reported(
  node: Node,
  context: ReconcileContext,
): Promise<Partial<NonNullable<Node['status']>>> {
  const { capacity, allocatable } = node.status ?? {}
  const offered = { ...defaultCapacity, ...capacity }
  return {
    addresses: node.status?.addresses ?? [
      { type: 'InternalIP', address: await nextAddress(context) },
      { type: 'Hostname', address: node.metadata.name ?? '' },
    ],
    allocatable: { ...offered, ...allocatable },
    capacity: offered,
    conditions: [...(node.status?.conditions ?? []), ...conditions(formatTime(context.clock.now()))],
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

function conditions(now: string): NodeCondition[] {
  const condition = (type: string, status: string, reason: string, message: string): NodeCondition => ({
    type,
    status,
    lastHeartbeatTime: now,
    lastTransitionTime: now,
    reason,
    message,
  })
  return [
    condition(
      'MemoryPressure',
      'False',
      'KubeletHasSufficientMemory',
      'kubelet has sufficient memory available',
    ),
    condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
    condition('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
    condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'),
  ]
}

function systemInfo(node: Node, { random }: ReconcileContext): NodeSystemInfo {
  const labels = node.metadata.labels ?? {}
  return {
    architecture: labels['kubernetes.io/arch'] ?? 'amd64',
    bootID: random.uuid(),
    containerRuntimeVersion: 'containerd://2.2.0',
    kernelVersion: '6.12.0-kubelite',
    kubeProxyVersion: '',
    kubeletVersion,
    machineID: random.uuid().replaceAll('-', ''),
    operatingSystem: labels['kubernetes.io/os'] ?? 'linux',
    osImage: 'kubelite (simulated)',
    systemUUID: random.uuid(),
  }
}
