/** Container statuses as a kubelet with containerd reports them. */
import { createHash } from 'node:crypto'
import { isSidecar } from '../api/kinds/core/pod/containers.ts'
import { formatTime } from '../apimachinery/time.ts'
import { deepCopy } from '../base/json.ts'
import type { Random } from '../base/random.ts'
import type { Container, ContainerState, ContainerStatus, Pod } from '../generated/types.ts'
import { behaviourOf } from './container-behaviour.ts'

/** The statuses of containers that start now, by their behaviour. */
export function startContainers(
  pod: Pod,
  containers: readonly Container[],
  now: number,
  random: Random,
): ContainerStatus[] {
  return containers.map((container) => startContainer(pod, container, now, random))
}

function startContainer(pod: Pod, container: Container, now: number, random: Random): ContainerStatus {
  const { exitAfter, exitCode } = behaviourOf(pod, container)
  const containerID = `containerd://${randomHex(random)}`
  const state =
    exitAfter === 0 ? finished(now, containerID, exitCode) : { running: { startedAt: formatTime(now) } }
  const isInit = pod.spec?.initContainers?.includes(container) ?? false
  const running = state.running !== undefined
  return {
    ...(container.resources?.requests &&
      running && { allocatedResources: deepCopy(container.resources.requests) }),
    containerID,
    image: imageName(container.image ?? ''),
    imageID: imageId(container.image ?? ''),
    lastState: {},
    name: container.name,
    ready: running || (isInit && exitCode === 0),
    resources: deepCopy(container.resources ?? {}),
    restartCount: 0,
    started: running && (!isInit || isSidecar(container)),
    state,
    ...mounts(container),
  }
}

/** The state of a container that ended by itself. */
function finished(now: number, containerID: string, exitCode: number): ContainerState {
  const time = formatTime(now)
  const reason = exitCode === 0 ? 'Completed' : 'Error'
  return { terminated: { containerID, exitCode, finishedAt: time, reason, startedAt: time } }
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

/** The full name of an image: 'nginx' is 'docker.io/library/nginx:latest'. */
export function imageName(image: string): string {
  const [first = '', ...rest] = image.split('/')
  const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost')
  const path = hasRegistry ? image : `docker.io/${rest.length > 0 ? '' : 'library/'}${image}`
  const last = path.slice(path.lastIndexOf('/'))
  return /[:@]/.test(last) ? path : `${path}:latest`
}

/** The same image has the same digest everywhere, as if all nodes had pulled it from one place. */
function imageId(image: string): string {
  const name = imageName(image)
  const digest = createHash('sha256').update(name).digest('hex')
  const repository = name.replace(/@.*$/, '').replace(/:[^/:]*$/, '')
  return `${repository}@sha256:${digest}`
}

function randomHex(random: Random): string {
  let hex = ''
  while (hex.length < 64) hex += random.int(0x1_0000_0000).toString(16).padStart(8, '0')
  return hex
}
