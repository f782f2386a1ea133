/**
 * The heartbeats of nodes. A kubelet renews its Lease every 10 s and its conditions every 5 min. Here a beat that says
 * nothing new is not written: readers are told the last one before the moment at which they ask, and only when a
 * kubelet stops is its last beat written down. So a healthy cluster costs nothing, however long it lives.
 */
import { formatMicroTime, formatTime, parseTime } from '../../../../apimachinery/time.ts'
import type { Lease, Node, NodeCondition } from '../../../../generated/types.ts'
import { isKubeletStopped, KUBELET_ANNOTATION } from '../../../behaviour/node.ts'
import { getNodeCondition } from './conditions.ts'

/** Where the Leases of nodes are. */
export const NODE_LEASE_NAMESPACE = 'kube-node-lease'
/** How long a kubelet that says nothing counts as alive by its Lease (nodeLeaseDurationSeconds). */
export const LEASE_DURATION_SECONDS = 40
/** The conditions that the kubelet reports; others belong to the network plugin. */
export const KUBELET_CONDITIONS: readonly string[] = [
  'MemoryPressure',
  'DiskPressure',
  'PIDPressure',
  'Ready',
]

/** How long a node may be silent before it is unknown (--node-monitor-grace-period), ms. */
const NODE_MONITOR_GRACE_PERIOD = 50_000
/** The same for a node that has never said anything (--node-startup-grace-period), ms. */
const NODE_STARTUP_GRACE_PERIOD = 60_000

/** A quarter of the Lease's duration (kubelet's nodeLeaseRenewIntervalFraction). */
const RENEW_INTERVAL = LEASE_DURATION_SECONDS * 250
/** nodeStatusReportFrequency: how often conditions are sent though nothing has changed. */
const REPORT_INTERVAL = 300_000

/** The last of the beats that began at `since`, as of now. */
function lastBeat(since: number, interval: number, now: number): number {
  return since + Math.max(0, Math.floor((now - since) / interval)) * interval
}

/** Whether the Lease says that its kubelet has stopped: the annotation of the node, as the kubelet left it there. */
export function hasLeaseEnded({ metadata }: Lease): boolean {
  return metadata.annotations?.[KUBELET_ANNOTATION] === 'stopped'
}

/**
 * When a node counts as unknown (ms), of which nobody has heard since its kubelet stopped. Undefined while the kubelet
 * lives, or has not yet left its last beat in the Lease.
 */
export function unknownAt(node: Node, lease: Lease | undefined): number | undefined {
  if (!isKubeletStopped(node) || (lease !== undefined && !hasLeaseEnded(lease))) return undefined
  const ready = getNodeCondition(node, 'Ready')
  const signs = [node.metadata.creationTimestamp, ready?.lastHeartbeatTime, lease?.spec?.renewTime]
  const last = Math.max(...signs.map((time) => parseTime(time) ?? 0))
  return last + (ready === undefined ? NODE_STARTUP_GRACE_PERIOD : NODE_MONITOR_GRACE_PERIOD)
}

/** The node with its kubelet's last report before now; the node itself if that is the one that it shows. */
export function nodeWithBeat(node: Node, now: number): Node {
  const conditions = node.status?.conditions
  if (conditions === undefined || isKubeletStopped(node)) return node
  const told = conditionsWithBeat(conditions, now)
  return told === conditions ? node : { ...node, status: { ...node.status, conditions: told } }
}

/** Conditions with the last report before now; the same list if they show it. What nobody has reported stays. */
export function conditionsWithBeat(conditions: NodeCondition[], now: number): NodeCondition[] {
  let isLater = false
  const told = conditions.map((condition) => {
    const since = isReported(condition) ? parseTime(condition.lastHeartbeatTime) : undefined
    if (since === undefined || now - since < REPORT_INTERVAL) return condition
    isLater = true
    return { ...condition, lastHeartbeatTime: formatTime(lastBeat(since, REPORT_INTERVAL, now)) }
  })
  return isLater ? told : conditions
}

/** The kubelet's own condition, and not what the control plane made of its silence. */
function isReported({ type, status }: NodeCondition): boolean {
  return KUBELET_CONDITIONS.includes(type) && status !== 'Unknown'
}

/** The Lease with the last beat before now; the Lease itself if it shows it, or belongs to no living kubelet. */
export function leaseWithBeat(lease: Lease, now: number): Lease {
  const since = parseTime(lease.spec?.renewTime)
  if (since === undefined || !isNodeLease(lease) || hasLeaseEnded(lease)) return lease
  const renewed = lastBeat(since, RENEW_INTERVAL, now)
  return renewed === since
    ? lease
    : { ...lease, spec: { ...lease.spec, renewTime: formatMicroTime(renewed) } }
}

function isNodeLease({ metadata, spec }: Lease): boolean {
  return metadata.namespace === NODE_LEASE_NAMESPACE && spec?.holderIdentity === metadata.name
}
