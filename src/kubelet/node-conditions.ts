/** The conditions that a kubelet reports of its node, and the events that tell of their change (nodestatus/setters.go). */
import { getNodeCondition } from '../api/kinds/core/node/conditions.ts'
import { formatTime } from '../apimachinery/time.ts'
import type { Node, NodeCondition } from '../generated/types.ts'
import type { ReconcileContext } from '../runtime/reconciler.ts'

interface Report {
  type: string
  status: string
  reason: string
  message: string
  /** The reason of the event when it becomes so. */
  event: string
}

/** What a kubelet says of a healthy machine. */
const HEALTHY: readonly Report[] = [
  {
    type: 'MemoryPressure',
    status: 'False',
    reason: 'KubeletHasSufficientMemory',
    message: 'kubelet has sufficient memory available',
    event: 'NodeHasSufficientMemory',
  },
  {
    type: 'DiskPressure',
    status: 'False',
    reason: 'KubeletHasNoDiskPressure',
    message: 'kubelet has no disk pressure',
    event: 'NodeHasNoDiskPressure',
  },
  {
    type: 'PIDPressure',
    status: 'False',
    reason: 'KubeletHasSufficientPID',
    message: 'kubelet has sufficient PID available',
    event: 'NodeHasSufficientPID',
  },
  {
    type: 'Ready',
    status: 'True',
    reason: 'KubeletReady',
    message: 'kubelet is posting ready status',
    event: 'NodeReady',
  },
]

/** Why the control plane, not the kubelet, has set a condition. */
const BY_CONTROL_PLANE: readonly (string | undefined)[] = ['NodeStatusUnknown', 'NodeStatusNeverUpdated']

/** Whether the kubelet has still (or again) to say how its node is. */
export function isUnreported(node: Node): boolean {
  return needsReport(getNodeCondition(node, 'Ready'))
}

function needsReport(condition: NodeCondition | undefined): boolean {
  return condition === undefined || BY_CONTROL_PLANE.includes(condition.reason)
}

/** The node's conditions after a report. What a manifest says of a node stays as it says. */
export function reportedConditions(node: Node, now: number): NodeCondition[] {
  const conditions = [...(node.status?.conditions ?? [])]
  for (const report of HEALTHY) {
    const index = conditions.findIndex(({ type }) => type === report.type)
    const next = reported(report, conditions[index], formatTime(now))
    if (index < 0) conditions.push(next)
    else conditions[index] = next
  }
  return conditions
}

function reported(
  { type, status, reason, message }: Report,
  old: NodeCondition | undefined,
  now: string,
): NodeCondition {
  if (old !== undefined && !needsReport(old)) return { ...old, lastHeartbeatTime: now }
  return { type, status, lastHeartbeatTime: now, lastTransitionTime: now, reason, message }
}

/** Tells of the conditions that the kubelet found unknown, as it does when it is back. */
export async function recordReturn(node: Node, { recorder }: ReconcileContext): Promise<void> {
  const { name = '' } = node.metadata
  // A kubelet knows its node by name only, which it takes for the uid.
  const named = { ...node, metadata: { ...node.metadata, uid: name } }
  for (const { type, event } of HEALTHY) {
    const old = getNodeCondition(node, type)
    if (old === undefined || !needsReport(old)) continue
    await recorder.event(named, 'Normal', event, `Node ${name} status is now: ${event}`, { host: name })
  }
}
