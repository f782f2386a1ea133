/** Takes a pod up where it was left: by what is remembered of it, else by its status. */
import { behaviourOf } from '../api/behaviour/container.ts'
import { isSidecar } from '../api/kinds/core/pod/containers.ts'
import { parseTime } from '../apimachinery/time.ts'
import type { Random } from '../base/random.ts'
import type { Container, ContainerStatus, Pod } from '../generated/types.ts'
import type { Configuration } from './configuration.ts'
import { waitingStatus } from './create-container.ts'
import { memoryFromStatus, type PodMemory } from './memory.ts'
import type { ContainerRun, NodeImages, PodRun, Role } from './run.ts'

/** What a pod runs with. */
export interface RunOptions {
  now: number
  random: Random
  images: NodeImages
  configuration: Configuration
  podIP: string
}

/** The pod as it stands, ready to go on. */
export function loadRun(pod: Pod, memory: PodMemory | undefined, options: RunOptions): PodRun {
  const { spec, status = {} } = pod
  const { initContainers = [], containers = [], ephemeralContainers = [] } = spec ?? {}
  const reason = initContainers.length > 0 ? 'PodInitializing' : 'ContainerCreating'
  const load = (container: Container, role: Role, statuses: readonly ContainerStatus[] = []) =>
    loadContainer(pod, container, role, { statuses, memory, reason, now: options.now })
  return {
    ...options,
    pod,
    startTime: memory?.startTime ?? parseTime(status.startTime) ?? options.now,
    containers: [
      ...initContainers.map((each) =>
        load(each, isSidecar(each) ? 'sidecar' : 'init', status.initContainerStatuses),
      ),
      ...containers.map((each) => load(each, 'main', status.containerStatuses)),
      ...ephemeralContainers.map((each) => load(each, 'ephemeral', status.ephemeralContainerStatuses)),
    ],
    isForeseen: memory !== undefined,
    ...(memory?.end && { end: memory.end }),
    ...(memory?.mountTold !== undefined && { mountTold: memory.mountTold }),
    ...(memory?.restartsAll !== undefined && { restartsAll: memory.restartsAll }),
    events: [],
  }
}

interface Known {
  statuses: readonly ContainerStatus[]
  memory: PodMemory | undefined
  /** Why a container waits that was never seen. */
  reason: string
  now: number
}

function loadContainer(pod: Pod, spec: Container, role: Role, known: Known): ContainerRun {
  const seen = known.statuses.find(({ name }) => name === spec.name)
  const status = seen
    ? { ...seen }
    : waitingStatus(spec, role === 'ephemeral' ? 'ContainerCreating' : known.reason)
  const memory = known.memory?.containers[spec.name] ?? memoryFromStatus(status, known.now)
  return { ...memory, spec, role, behaviour: behaviourOf(pod, spec), status }
}
