/** A container comes up and goes down: what its status says then. */
import { formatTime } from '../apimachinery/time.ts'
import { deepCopy } from '../base/json.ts'
import type { Random } from '../base/random.ts'
import { followsScript } from '../container/listening.ts'
import type { Container, ContainerStatus } from '../generated/types.ts'
import { imageOf } from './images.ts'
import { type ContainerRun, type Ending, type PodRun, tell } from './run.ts'

/** The status of a container that was not created yet. */
export function waitingStatus(spec: Container, reason: string): ContainerStatus {
  return {
    image: spec.image ?? '',
    imageID: '',
    lastState: {},
    name: spec.name,
    ready: false,
    restartCount: 0,
    started: false,
    state: { waiting: { reason } },
    ...mounts(spec),
  }
}

/** The container runs from now on: after its first run that is a restart. */
export function createContainer(container: ContainerRun, run: PodRun): void {
  const { spec, status } = container
  const image = imageOf(spec.image ?? '')
  const isRestart = status.containerID !== undefined
  if (status.state?.terminated) status.lastState = { terminated: status.state.terminated }
  status.containerID = `containerd://${randomHex(run.random)}`
  status.image = image.name
  status.imageID = image.id
  status.ready = false
  status.started = false
  if (isRestart) status.restartCount += 1
  setResources(status, spec)
  container.since = run.now
  delete container.life
  delete container.told
  delete container.script
  delete container.answers
  delete container.hookFails
  container.todo = followsScript(container.spec, container.behaviour) ? ['start'] : []
  delete container.pull
  delete container.anew
  delete container.resized
  tell(run, container, 'Normal', 'Created', 'Container created')
  tell(run, container, 'Normal', 'Started', 'Container started')
}

/** What the container got of what it asks for, as long as it runs. */
export function setResources(status: ContainerStatus, { resources }: Container): void {
  status.resources = deepCopy(resources ?? {})
  if (resources?.requests) status.allocatedResources = deepCopy(resources.requests)
}

/** Its status says that it runs. */
export function showRunning(container: ContainerRun): void {
  container.step = 'running'
  container.status.state = { running: { startedAt: formatTime(container.since) } }
}

/** The container is down. */
export function endContainer(container: ContainerRun, { at, exitCode, reason }: Ending): void {
  const { status, role } = container
  const startedAt = formatTime(container.since)
  const containerID = status.containerID ?? ''
  if (cutsShort(container, at)) container.cut = { by: containerID, at }
  container.ends = [...(container.ends ?? []), { containerID, at, exitCode }]
  container.step = 'ended'
  container.since = at
  container.todo = []
  delete container.until
  delete container.stop
  delete container.script
  delete container.answers
  delete container.life
  delete status.allocatedResources
  status.started = false
  status.ready = role === 'init' && exitCode === 0
  status.state = { terminated: { containerID, exitCode, finishedAt: formatTime(at), reason, startedAt } }
}

/** Whether its script was told beyond this end. */
function cutsShort({ script, since }: ContainerRun, at: number): boolean {
  return script !== undefined && (script.end === undefined || since + script.end.age > at)
}

/** The container waits to be started again, or for its image. */
export function showWaiting({ status }: ContainerRun, reason: string, message?: string): void {
  if (status.state?.terminated) status.lastState = { terminated: status.state.terminated }
  status.state = { waiting: { ...(message !== undefined && { message }), reason } }
  status.ready = false
  status.started = false
}

function mounts({ volumeMounts }: Container): Pick<ContainerStatus, 'volumeMounts'> {
  if (!volumeMounts?.length) return {}
  return {
    volumeMounts: volumeMounts.map(({ name, mountPath, readOnly }) => ({
      mountPath,
      name,
      ...(readOnly && { readOnly, recursiveReadOnly: 'Disabled' }),
    })),
  }
}

function randomHex(random: Random): string {
  let hex = ''
  while (hex.length < 64) hex += random.int(0x1_0000_0000).toString(16).padStart(8, '0')
  return hex
}
