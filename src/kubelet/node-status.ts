/** A node's kubelet registers itself: conditions, addresses, what it runs and what it has to offer. */
import { formatMicroTime, formatTime } from '../apimachinery/time.ts'
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

/** The version that nodes report. */
const KUBELET_VERSION = 'v1.36.0'

/** Registers nodes that have no Ready condition yet; one that comes with a condition keeps it. */
export const nodeStatusReporter = defineController({
  name: 'kubelet-node',
  for: 'Node',
  async reconcile(node, _name, context) {
    if (!node || isRegistered(node)) return undefined
    const labelled = await labelNode(node, context)
    const status = { ...labelled.status, ...(await reported(labelled, context)) }
    await context.client.update('Node', { ...labelled, status }, { subresource: 'status' })
    await ensureLease(labelled, context)
    return undefined
  },
})

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

/** How long a kubelet that says nothing counts as alive. */
const LEASE_DURATION_SECONDS = 40

/** The node's heartbeat object; it goes with the node. */
async function ensureLease({ metadata }: Node, { client, clock }: ReconcileContext): Promise<void> {
  const { name = '', uid = '' } = metadata
  const namespace = 'kube-node-lease'
  if (await client.find('Lease', { namespace, name })) return
  const renewTime = formatMicroTime(clock.now())
  await client.create('Lease', {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace, ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid }] },
    spec: { holderIdentity: name, leaseDurationSeconds: LEASE_DURATION_SECONDS, renewTime },
  })
}

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
    kubeletVersion: KUBELET_VERSION,
    machineID: random.uuid().replaceAll('-', ''),
    operatingSystem: labels['kubernetes.io/os'] ?? 'linux',
    osImage: 'kubelite (simulated)',
    systemUUID: random.uuid(),
  }
}
