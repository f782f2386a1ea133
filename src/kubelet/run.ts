/** A pod on its node as the kubelet has it in mind: what each container is doing, and since when. */
import type { ContainerBehaviour } from '../api/behaviour/container.ts'
import type { Random } from '../base/random.ts'
import type { EndedRun } from '../container/termination-message.ts'
import type { Container, ContainerStatus, Pod, PodCondition } from '../generated/types.ts'
import type { Configuration } from './configuration.ts'
import type { Life, ProbeAnswers, ProbeKind } from './life.ts'

/**
 * What a container is doing:
 * - waiting: it was not created yet, or is to be created anew
 * - pulling, pull-backoff: its image is being pulled, or will be tried again
 * - config-error: something that its environment is made of is missing
 * - post-start: it runs, its postStart hook does not end
 * - running; stopping: it was told to end; ended; crash-backoff: it will be started again
 */
export type Step =
  | 'waiting'
  | 'pulling'
  | 'pull-backoff'
  | 'config-error'
  | 'post-start'
  | 'running'
  | 'stopping'
  | 'ended'
  | 'crash-backoff'

/** Why a container is there. Sidecars are init containers that go on running. */
export type Role = 'init' | 'sidecar' | 'main' | 'ephemeral'

/** How long something that failed is not tried again, and when it was tried last. Times in ms. */
export interface Backoff {
  delay: number
  at: number
}

/** How a container ends. */
export interface Ending {
  at: number
  exitCode: number
  reason: string
}

/**
 * What is found out by running something in a container: what its command does, how its hooks end, what its probes find,
 * what it does about SIGTERM, and whether a change of the network makes a difference to it.
 */
export type Todo = 'start' | 'recheck' | 'post-start' | 'probes' | 'pre-stop' | 'signal'

/** What is known of a script that is a container's command. Ages in ms. */
export interface ScriptRun {
  end?: { age: number; exitCode: number }
  /** From this age on it handles SIGTERM. */
  trapsFrom?: number
}

/** What the kubelet remembers of a container beyond what its status says. */
export interface ContainerMemory {
  step: Step
  /** Since when, in ms. */
  since: number
  /** When a step that takes its time is over. */
  until?: number
  crash?: Backoff
  pull?: Backoff
  /** How it will end, once it was told to, the grace period (ms) that it was given, and when it gets SIGTERM. */
  stop?: Ending & { grace: number; signalled?: number }
  /** Up to which age it was told that probes fail. */
  told?: Partial<Record<ProbeKind, number>>
  /** How the script that is its command goes; missing where that cannot be simulated. */
  script?: ScriptRun
  /** What its probes find, as far as that is known of the script. */
  answers?: ProbeAnswers
  /** Its postStart hook has failed, or will have when it ends. */
  hookFails?: boolean
  /** It ran, and is to run as if it never had: all containers of its pod are started anew. */
  anew?: boolean
  /** It was stopped to get other resources, and starts again with them at once. */
  resized?: boolean
}

/** A container on its way; its status is a draft that stages change. */
export interface ContainerRun extends ContainerMemory {
  readonly spec: Container
  readonly role: Role
  readonly behaviour: ContainerBehaviour
  status: ContainerStatus
  /** What is to be found out by running something in the container before it goes on. */
  todo?: readonly Todo[]
  /** A run that ended before what was told of it, and when. */
  cut?: { by: string; at: number }
  /** Runs that have ended just now, which may have left a message. */
  ends?: readonly EndedRun[]
  /** How the present run goes, if it was asked for already. */
  life?: Life
}

/** Why a pod ends as a whole. */
export interface PodEnd {
  cause: 'deleted' | 'finished' | 'deadline' | 'evicted'
  since: number
  /** How long its containers have from then on, in ms. */
  grace: number
  /** What its status says in the end. */
  reason?: string
  message?: string
  condition?: Pick<PodCondition, 'type' | 'status' | 'reason' | 'message'>
}

/** What the kubelet tells about a pod. */
export interface PodEvent {
  type: 'Normal' | 'Warning'
  reason: string
  message: string
  /** The container that it is about. */
  container?: ContainerRun
}

/** The images that are on a node. */
export interface NodeImages {
  has(name: string): boolean
  add(name: string): void
}

/** A pod on its way. */
export interface PodRun {
  readonly pod: Pod
  readonly now: number
  readonly random: Random
  readonly images: NodeImages
  readonly configuration: Configuration
  /** '' for a pod whose volumes are not mounted, or that is deleted before it had one. */
  readonly podIP: string
  /** When the kubelet took the pod, in ms. */
  readonly startTime: number
  /** Init containers, containers, ephemeral containers, each in the order of the spec. */
  readonly containers: readonly ContainerRun[]
  end?: PodEnd
  /** What was to happen was known before: where nobody looked, it happened at its time, and not only now. */
  readonly isForeseen: boolean
  /** What was told of volumes that cannot be mounted. */
  mountTold?: string
  /** When (ms) a container ended in a way after which all are to run anew. */
  restartsAll?: number
  readonly events: PodEvent[]
}

/** Whether the container has a process. */
export function isUp({ step }: ContainerRun): boolean {
  return step === 'running' || step === 'post-start' || step === 'stopping'
}

/** Asks for something to be found out. */
export function askFor(container: ContainerRun, todo: Todo): void {
  container.todo = [...(container.todo ?? []), todo]
}

/** The containers of a role. */
export function ofRole({ containers }: PodRun, role: Role): ContainerRun[] {
  return containers.filter((each) => each.role === role)
}

/** Whether a regular container has been started before: from then on the order of the init containers is past. */
export function isInitialized(run: PodRun): boolean {
  return ofRole(run, 'main').some(({ status, anew }) => status.containerID !== undefined && !anew)
}

/** Notes an event about a container. */
export function tell(
  run: PodRun,
  container: ContainerRun,
  type: PodEvent['type'],
  reason: string,
  message: string,
): void {
  run.events.push({ type, reason, message, container })
}
