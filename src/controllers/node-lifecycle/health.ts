/** What becomes of a node whose kubelet is silent: unknown after a while, and so are its pods (tryUpdateNodeHealth). */
import { isKubeletStopped } from '../../api/behaviour/node.ts'
import { getNodeCondition } from '../../api/kinds/core/node/conditions.ts'
import { KUBELET_CONDITIONS, NODE_LEASE_NAMESPACE, unknownAt } from '../../api/kinds/core/node/heartbeat.ts'
import { isPodReady } from '../../api/kinds/core/pod/conditions.ts'
import { isNotFound } from '../../apimachinery/status-error.ts'
import { formatTime } from '../../apimachinery/time.ts'
import type { Node, NodeCondition, Pod } from '../../generated/types.ts'
import type { ReconcileContext, Result } from '../../runtime/reconciler.ts'

/** The node after the check, and when it is to be checked again. */
export interface Checkup {
  node: Node
  next: Result | undefined
}

/** Marks a node as unknown when its kubelet has been silent for too long, and its pods as not ready. */
export async function checkHealth(node: Node, context: ReconcileContext): Promise<Checkup> {
  const due = await silentUntil(node, context)
  if (due === undefined) return { node, next: undefined }
  const isUnknown = getNodeCondition(node, 'Ready')?.status === 'Unknown'
  if (!isUnknown && context.clock.now() < due) {
    const why = `node ${node.metadata.name}, whose kubelet is silent, becomes NotReady`
    return { node, next: { requeueAt: due, why } }
  }
  const checked = isUnknown ? node : await markUnknown(node, context)
  await markPodsNotReady(checked, context)
  return { node: checked, next: undefined }
}

/** Until when the silence of the node's kubelet is borne; undefined where it lives. */
async function silentUntil(node: Node, { client }: ReconcileContext): Promise<number | undefined> {
  if (!isKubeletStopped(node)) return undefined
  const { name = '' } = node.metadata
  return unknownAt(node, await client.find('Lease', { namespace: NODE_LEASE_NAMESPACE, name }))
}

async function markUnknown(node: Node, { client, clock, recorder }: ReconcileContext): Promise<Node> {
  const conditions = unknownConditions(node, formatTime(clock.now()))
  const status = { ...node.status, conditions }
  const marked = await client.update('Node', { ...node, status }, { subresource: 'status' })
  if (getNodeCondition(node, 'Ready')?.status === 'True') {
    const message = `Node ${node.metadata.name} status is now: NodeNotReady`
    await recorder.event(marked, 'Normal', 'NodeNotReady', message)
  }
  return marked
}

/** All that the kubelet used to report is unknown now. */
function unknownConditions(node: Node, now: string): NodeCondition[] {
  const conditions = (node.status?.conditions ?? []).map((condition) =>
    KUBELET_CONDITIONS.includes(condition.type) && condition.status !== 'Unknown'
      ? { ...condition, ...SILENT, lastTransitionTime: now }
      : condition,
  )
  for (const type of KUBELET_CONDITIONS) {
    if (conditions.some((condition) => condition.type === type)) continue
    const lastHeartbeatTime = node.metadata.creationTimestamp ?? now
    conditions.push({ type, ...NEVER_HEARD, lastHeartbeatTime, lastTransitionTime: now })
  }
  return conditions
}

const SILENT = {
  status: 'Unknown',
  reason: 'NodeStatusUnknown',
  message: 'Kubelet stopped posting node status.',
}
const NEVER_HEARD = {
  status: 'Unknown',
  reason: 'NodeStatusNeverUpdated',
  message: 'Kubelet never posted node status.',
}

/** Pods that nobody hears of take no traffic, though they may run. */
async function markPodsNotReady(
  { metadata }: Node,
  { client, clock, recorder }: ReconcileContext,
): Promise<void> {
  const now = formatTime(clock.now())
  for (const pod of await client.lookup('Pod', 'assigned', metadata.name!)) {
    if (!isPodReady(pod)) continue
    try {
      await client.update('Pod', notReady(pod, now), { subresource: 'status' })
    } catch (error) {
      if (isNotFound(error)) continue
      throw error
    }
    await recorder.event(pod, 'Warning', 'NodeNotReady', 'Node is not ready')
  }
}

function notReady(pod: Pod, now: string): Pod {
  const conditions = pod.status?.conditions?.map((condition) =>
    condition.type === 'Ready' ? { ...condition, status: 'False', lastTransitionTime: now } : condition,
  )
  return { ...pod, status: { ...pod.status, ...(conditions && { conditions }) } }
}
