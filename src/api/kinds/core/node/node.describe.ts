/** `kubectl describe node`. */
import { isNotFound } from '../../../../apimachinery/status-error.ts'
import { parseTime } from '../../../../apimachinery/time.ts'
import { compareStrings } from '../../../../base/compare-strings.ts'
import type { Lease, Node, NodeSystemInfo, Taint } from '../../../../generated/types.ts'
import { findEvents, writeEventTable } from '../../../describe/events.ts'
import { formatLongTime } from '../../../describe/format.ts'
import { writeMetadata } from '../../../describe/metadata.ts'
import { createDescribeWriter, type DescribeWriter } from '../../../describe/writer.ts'
import type { DescribeContext } from '../../../describe-context.ts'
import { NODE_LEASE_NAMESPACE } from './heartbeat.ts'
import { writeNodePods } from './node-pods.describe.ts'
import { nodeRoles } from './roles.ts'

const SYSTEM_INFO: readonly (readonly [title: string, field: keyof NodeSystemInfo])[] = [
  ['Machine ID', 'machineID'],
  ['System UUID', 'systemUUID'],
  ['Boot ID', 'bootID'],
  ['Kernel Version', 'kernelVersion'],
  ['OS Image', 'osImage'],
  ['Operating System', 'operatingSystem'],
  ['Architecture', 'architecture'],
  ['Container Runtime Version', 'containerRuntimeVersion'],
  ['Kubelet Version', 'kubeletVersion'],
  ['Kube-Proxy Version', 'kubeProxyVersion'],
]

/** The node's state, its resources, and which pods take how much of them. */
export async function describe(object: Node, context: DescribeContext): Promise<string> {
  const { metadata, spec, status } = object
  const writer = createDescribeWriter()
  writer.line(0, `Name:\t${metadata.name ?? ''}`)
  writer.line(0, `Roles:\t${nodeRoles(object).join(',') || '<none>'}`)
  writeMetadata(writer, object)
  writer.line(0, `CreationTimestamp:\t${formatLongTime(metadata.creationTimestamp)}`)
  writeTaints(writer, spec?.taints ?? [])
  writer.line(0, `Unschedulable:\t${spec?.unschedulable ?? false}`)
  await writeLease(writer, context, metadata.name ?? '')
  writeConditions(writer, object)
  writer.line(0, 'Addresses:')
  for (const { type = '', address = '' } of status?.addresses ?? []) writer.line(1, `${type}:\t${address}`)
  writeResources(writer, 'Capacity', status?.capacity)
  writeResources(writer, 'Allocatable', status?.allocatable)
  writeSystemInfo(writer, object)
  writeNodePods(writer, object, await context.client.lookup('Pod', 'node', metadata.name ?? ''), context.now)
  if (context.showEvents) writeEventTable(writer, await nodeEvents(context, object), context.now)
  return writer.toString()
}

function writeTaints(writer: DescribeWriter, taints: readonly Taint[]): void {
  const byEffect = [...taints].sort(
    (a, b) => compareStrings(a.effect, b.effect) || compareStrings(a.key, b.key),
  )
  writer.write(0, 'Taints:\t')
  if (byEffect.length === 0) writer.line(0, '<none>')
  byEffect.forEach(({ key, value, effect }, index) => {
    writer.line(0, `${index === 0 ? '' : '\t'}${key}${value ? `=${value}` : ''}:${effect}`)
  })
}

async function writeLease(writer: DescribeWriter, { client }: DescribeContext, name: string): Promise<void> {
  let lease: Lease
  try {
    lease = await client.get('Lease', { namespace: NODE_LEASE_NAMESPACE, name })
  } catch (error) {
    if (!isNotFound(error)) throw error
    writer.line(0, `Lease:\tFailed to get lease: ${(error as Error).message}`)
    return
  }
  const { holderIdentity, acquireTime, renewTime } = lease.spec ?? {}
  const time = (text: string | undefined) =>
    parseTime(text) === undefined ? '<unset>' : formatLongTime(text)
  writer.line(0, 'Lease:')
  writer.line(1, `HolderIdentity:\t${holderIdentity ?? '<unset>'}`)
  writer.line(1, `AcquireTime:\t${time(acquireTime)}`)
  writer.line(1, `RenewTime:\t${time(renewTime)}`)
}

function writeConditions(writer: DescribeWriter, { status }: Node): void {
  if (!status?.conditions?.length) return
  writer.line(0, 'Conditions:')
  writer.line(1, 'Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage')
  writer.line(1, '----\t------\t-----------------\t------------------\t------\t-------')
  for (const condition of status.conditions) {
    const {
      type = '',
      status: state = '',
      lastHeartbeatTime,
      lastTransitionTime,
      reason = '',
      message = '',
    } = condition
    const times = `${formatLongTime(lastHeartbeatTime)} \t${formatLongTime(lastTransitionTime)}`
    writer.line(1, `${type} \t${state} \t${times} \t${reason} \t${message}`)
  }
}

function writeResources(
  writer: DescribeWriter,
  title: string,
  resources: Readonly<Record<string, string>> = {},
): void {
  const names = Object.keys(resources).sort()
  if (names.length === 0) return
  writer.line(0, `${title}:`)
  for (const name of names) writer.line(1, `${name}:\t${resources[name]}`)
}

function writeSystemInfo(writer: DescribeWriter, { spec, status }: Node): void {
  writer.line(0, 'System Info:')
  for (const [title, field] of SYSTEM_INFO) writer.line(1, `${title}:\t${status?.nodeInfo?.[field] ?? ''}`)
  if (spec?.podCIDR) writer.line(0, `PodCIDR:\t${spec.podCIDR}`)
  if (spec?.podCIDRs?.length) writer.line(0, `PodCIDRs:\t${spec.podCIDRs.join(',')}`)
  if (spec?.providerID) writer.line(0, `ProviderID:\t${spec.providerID}`)
}

/** Kubelets record events under the node's name as uid, controllers under its uid. */
async function nodeEvents(context: DescribeContext, node: Node) {
  const named = { ...node, metadata: { ...node.metadata, uid: node.metadata.name ?? '' } }
  const events = [...(await findEvents(context, node)), ...(await findEvents(context, named))]
  const seen = (time: string | undefined) => parseTime(time) ?? 0
  return events.sort((a, b) => seen(a.lastTimestamp) - seen(b.lastTimestamp))
}
