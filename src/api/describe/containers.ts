/** Containers of a pod or of a pod template in a description. */
import { compareStrings } from '../../base/compare-strings.ts'
import type {
  Container,
  ContainerPort,
  ContainerState,
  ContainerStatus,
  Pod,
  SeccompProfile,
} from '../../generated/types.ts'
import { writeEnvironment } from './environment.ts'
import { formatBoolean, formatLongTime, textOrNone } from './format.ts'
import { formatProbe } from './probe.ts'
import { writeResources } from './resources.ts'
import type { DescribeWriter } from './writer.ts'

/** Where the containers stand: in a pod, whose statuses and fields are known, or in a template, indented. */
export interface ContainersPlace {
  statuses?: readonly ContainerStatus[]
  pod?: Pod
  /** The spaces before the title: '  ' in a template. */
  indent?: string
}

/** Writes `Containers:` (or another title) and each container below it. */
export function writeContainers(
  writer: DescribeWriter,
  title: string,
  containers: readonly Container[],
  place: ContainersPlace = {},
): void {
  const { statuses = [], pod, indent = '' } = place
  writer.line(0, `${indent}${title}:${containers.length === 0 ? ' <none>' : ''}`)
  for (const container of containers) {
    const status = statuses.findLast(({ name }) => name === container.name)
    writer.line(1, `${indent === '' ? '' : ' '}${container.name}:`)
    writeBasics(writer, container, status)
    writeLines(writer, 'Command', container.command)
    writeLines(writer, 'Args', container.args)
    if (status !== undefined) writeStatus(writer, status)
    writeResources(writer, container.resources, 2)
    writeProbes(writer, container)
    writeEnvironment(writer, container, pod)
    writeMounts(writer, container)
  }
}

function writeBasics(
  writer: DescribeWriter,
  container: Container,
  status: ContainerStatus | undefined,
): void {
  if (status !== undefined) writer.line(2, `Container ID:\t${status.containerID ?? ''}`)
  writer.line(2, `Image:\t${container.image ?? ''}`)
  if (status !== undefined) writer.line(2, `Image ID:\t${status.imageID}`)
  writePorts(writer, 'Port', container.ports, (port) => port.containerPort)
  writePorts(writer, 'Host Port', container.ports, (port) => port.hostPort ?? 0)
  writeSeccompProfile(writer, 2, container.securityContext?.seccompProfile)
}

/** `SeccompProfile:` of a pod or a container, if it has one. */
export function writeSeccompProfile(
  writer: DescribeWriter,
  level: number,
  profile: SeccompProfile | undefined,
): void {
  if (profile === undefined) return
  writer.line(level, `SeccompProfile:\t${profile.type}`)
  if (profile.type === 'Localhost')
    writer.line(level === 0 ? 0 : level + 1, `LocalhostProfile:\t${profile.localhostProfile ?? ''}`)
}

function writePorts(
  writer: DescribeWriter,
  title: string,
  ports: readonly ContainerPort[] = [],
  number: (port: ContainerPort) => number,
): void {
  const text = ports
    .map((port) => `${number(port)}/${port.protocol ?? ''}${port.name ? ` (${port.name})` : ''}`)
    .join(', ')
  writer.line(2, text.includes(',') ? `${title}s:\t${text}` : `${title}:\t${textOrNone(text)}`)
}

function writeLines(writer: DescribeWriter, title: string, words: readonly string[] = []): void {
  if (words.length > 0) writer.line(2, `${title}:`)
  for (const word of words) for (const line of word.split('\n')) writer.line(3, line)
}

function writeStatus(writer: DescribeWriter, status: ContainerStatus): void {
  writeState(writer, 'State', status.state)
  if (status.lastState?.terminated) writeState(writer, 'Last State', status.lastState)
  writer.line(2, `Ready:\t${formatBoolean(status.ready)}`)
  writer.line(2, `Restart Count:\t${status.restartCount}`)
}

function writeState(writer: DescribeWriter, title: string, state: ContainerState = {}): void {
  const { running, terminated, waiting } = state
  if (running) {
    writer.line(2, `${title}:\tRunning`)
    writer.line(3, `Started:\t${formatLongTime(running.startedAt)}`)
  } else if (waiting || !terminated) {
    writer.line(2, `${title}:\tWaiting`)
    if (waiting?.reason) writer.line(3, `Reason:\t${waiting.reason}`)
  } else {
    writeTerminated(writer, title, terminated)
  }
}

function writeTerminated(
  writer: DescribeWriter,
  title: string,
  { reason, message, exitCode, signal = 0, startedAt, finishedAt }: NonNullable<ContainerState['terminated']>,
): void {
  writer.line(2, `${title}:\tTerminated`)
  if (reason) writer.line(3, `Reason:\t${reason}`)
  if (message) writer.line(3, `Message:\t${message}`)
  writer.line(3, `Exit Code:\t${exitCode}`)
  if (signal > 0) writer.line(3, `Signal:\t${signal}`)
  writer.line(3, `Started:\t${formatLongTime(startedAt)}`)
  writer.line(3, `Finished:\t${formatLongTime(finishedAt)}`)
}

function writeProbes(
  writer: DescribeWriter,
  { livenessProbe, readinessProbe, startupProbe }: Container,
): void {
  if (livenessProbe) writer.line(2, `Liveness:\t${formatProbe(livenessProbe)}`)
  if (readinessProbe) writer.line(2, `Readiness:\t${formatProbe(readinessProbe)}`)
  if (startupProbe) writer.line(2, `Startup:\t${formatProbe(startupProbe)}`)
}

function writeMounts(writer: DescribeWriter, { volumeMounts = [], volumeDevices = [] }: Container): void {
  const none = volumeMounts.length === 0 ? '\t<none>' : ''
  writer.line(2, `Mounts:${none}`)
  for (const mount of sortedBy(volumeMounts, (each) => each.mountPath)) {
    const path = mount.subPath ? `,path=${JSON.stringify(mount.subPath)}` : ''
    writer.line(3, `${mount.mountPath} from ${mount.name} (${mount.readOnly ? 'ro' : 'rw'}${path})`)
  }
  if (volumeDevices.length === 0) return
  writer.line(2, `Devices:${none}`)
  for (const { devicePath, name } of sortedBy(volumeDevices, (each) => each.devicePath))
    writer.line(3, `${devicePath} from ${name}`)
}

function sortedBy<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...items].sort((a, b) => compareStrings(key(a), key(b)))
}
