/** `kubectl describe pod`. */
import { humanAge } from '../../../../apimachinery/time.ts'
import type { Pod, PodSpec, PodStatus } from '../../../../generated/types.ts'
import { writeShortConditions } from '../../../describe/conditions.ts'
import { writeContainers, writeSeccompProfile } from '../../../describe/containers.ts'
import { writeEvents } from '../../../describe/events.ts'
import { formatController, formatLongTime } from '../../../describe/format.ts'
import { writeLabels, writeMetadata, writeNames } from '../../../describe/metadata.ts'
import { writeSpreadConstraints, writeTolerations } from '../../../describe/pod-template.ts'
import { writeResources } from '../../../describe/resources.ts'
import { writeVolumes } from '../../../describe/volumes.ts'
import { createDescribeWriter, type DescribeWriter } from '../../../describe/writer.ts'
import type { DescribeContext } from '../../../describe-context.ts'
import { isPodTerminal } from './conditions.ts'
import { computeQosClass } from './qos.ts'

/** The description of a pod with its events. */
export async function describe(pod: Pod, context: DescribeContext): Promise<string> {
  const writer = createDescribeWriter()
  const { spec = { containers: [] }, status = {} } = pod
  writeNames(writer, pod)
  writePlace(writer, spec, status)
  writeMetadata(writer, pod)
  writeState(writer, pod, context.now)
  writeAddresses(writer, pod)
  writeAllContainers(writer, pod, spec, status)
  writeAllConditions(writer, spec, status)
  writeVolumes(writer, spec.volumes)
  writer.line(0, `QoS Class:\t${status.qosClass || computeQosClass(spec)}`)
  writeLabels(writer, 'Node-Selectors', spec.nodeSelector)
  writeTolerations(writer, 'Tolerations', spec.tolerations)
  writeSpreadConstraints(writer, spec.topologySpreadConstraints)
  await writeEvents(writer, context, pod)
  return writer.toString()
}

function writePlace(writer: DescribeWriter, spec: PodSpec, status: PodStatus): void {
  if (spec.priority !== undefined) writer.line(0, `Priority:\t${spec.priority}`)
  if (spec.priorityClassName) writer.line(0, `Priority Class Name:\t${spec.priorityClassName}`)
  if (spec.runtimeClassName) writer.line(0, `Runtime Class Name:\t${spec.runtimeClassName}`)
  if (spec.serviceAccountName) writer.line(0, `Service Account:\t${spec.serviceAccountName}`)
  writer.line(0, `Node:\t${spec.nodeName ? `${spec.nodeName}/${status.hostIP ?? ''}` : '<none>'}`)
  if (status.startTime) writer.line(0, `Start Time:\t${formatLongTime(status.startTime)}`)
}

function writeState(writer: DescribeWriter, pod: Pod, now: number): void {
  const { metadata, spec, status } = pod
  if (metadata.deletionTimestamp && !isPodTerminal(pod)) {
    writer.line(0, `Status:\tTerminating (lasts ${humanAge(metadata.deletionTimestamp, now)})`)
    writer.line(0, `Termination Grace Period:\t${metadata.deletionGracePeriodSeconds ?? 0}s`)
  } else {
    writer.line(0, `Status:\t${status?.phase ?? ''}`)
  }
  if (status?.reason) writer.line(0, `Reason:\t${status.reason}`)
  if (status?.message) writer.line(0, `Message:\t${status.message}`)
  writeSeccompProfile(writer, 0, spec?.securityContext?.seccompProfile)
}

function writeAddresses(writer: DescribeWriter, pod: Pod): void {
  const { podIP = '', podIPs = [], nominatedNodeName } = pod.status ?? {}
  writer.line(0, `IP:\t${podIP}`)
  writer.line(0, podIPs.length === 0 ? 'IPs:\t<none>' : 'IPs:')
  for (const { ip } of podIPs) writer.line(1, `IP:\t${ip}`)
  const controller = formatController(pod)
  if (controller !== undefined) writer.line(0, `Controlled By:\t${controller}`)
  if (nominatedNodeName) writer.line(0, `NominatedNodeName:\t${nominatedNodeName}`)
}

function writeAllContainers(writer: DescribeWriter, pod: Pod, spec: PodSpec, status: PodStatus): void {
  if (spec.resources) {
    writer.line(0, 'Resources:')
    writeResources(writer, spec.resources, 1)
  }
  const place = (statuses: PodStatus['containerStatuses'] = []) => ({ statuses, pod })
  if (spec.initContainers?.length)
    writeContainers(writer, 'Init Containers', spec.initContainers, place(status.initContainerStatuses))
  writeContainers(writer, 'Containers', spec.containers, place(status.containerStatuses))
  if (spec.ephemeralContainers?.length)
    writeContainers(
      writer,
      'Ephemeral Containers',
      spec.ephemeralContainers,
      place(status.ephemeralContainerStatuses),
    )
}

function writeAllConditions(writer: DescribeWriter, spec: PodSpec, { conditions = [] }: PodStatus): void {
  const gates = (spec.readinessGates ?? []).map(({ conditionType }) => ({
    type: conditionType,
    status: conditions.find(({ type }) => type === conditionType)?.status ?? '<none>',
  }))
  writeShortConditions(writer, 'Readiness Gates', gates)
  writeShortConditions(writer, 'Conditions', conditions)
}
