/** A container comes up: it is created, its postStart hook runs, and it has started. */
import type { LifecycleHandler } from '../../generated/types.ts'
import { createContainer, showRunning, showWaiting } from '../create-container.ts'
import { imageName } from '../images.ts'
import { type Life, lifeOf } from '../life.ts'
import { askFor, type ContainerRun, type PodRun, tell } from '../run.ts'
import { isTask } from '../task.ts'
import type { Stage } from './stage.ts'
import { killContainer } from './stop.ts'

/** From being created to running. */
export const startStages: readonly Stage[] = [
  {
    name: 'is tried again with what has changed of its configuration',
    from: 'config-error',
    due({ spec, status }, { now, end, restartsAll, configuration }) {
      if (end !== undefined || restartsAll !== undefined) return undefined
      const isSame = configuration.problem(spec) === status.state?.waiting?.message
      return isSame && imageName(spec.image ?? '') === imageName(status.image) ? undefined : now
    },
    effect(container, { now }) {
      container.step = 'waiting'
      container.since = now
    },
  },
  {
    name: 'has run its postStart hook',
    from: 'post-start',
    due: ({ until }) => until,
    why: ({ spec }) => `the postStart hook of container ${spec.name} is done`,
    effect(container, run) {
      delete container.until
      if (container.hookFails) failHook(container, run)
      else showRunning(container)
    },
  },
  {
    name: 'has started',
    from: 'running',
    due(container, run) {
      if (container.status.started || run.end !== undefined) return undefined
      const { started } = lifeIn(container, run)
      return started === Infinity ? undefined : container.since + started
    },
    why: ({ spec }) => `container ${spec.name} has started`,
    effect(container) {
      container.status.started = true
    },
  },
]

/** How the present run of the container goes. */
export function lifeIn(container: ContainerRun, run: PodRun): Life {
  container.life ??= lifeOf(container, isTask(container, run.pod))
  return container.life
}

/** Creates the container, if what it is configured with is there, and runs its postStart hook, if it has one. */
export function startContainer(container: ContainerRun, run: PodRun): void {
  const problem = run.configuration.problem(container.spec)
  if (problem === undefined) bringUp(container, run)
  else refuse(container, run, problem)
}

/** As generateContainerOptions fails (kuberuntime_container.go). */
function refuse(container: ContainerRun, run: PodRun, problem: string): void {
  container.step = 'config-error'
  container.since = run.now
  delete container.until
  container.status.image = container.spec.image ?? ''
  showWaiting(container, 'CreateContainerConfigError', problem)
  tell(run, container, 'Warning', 'Failed', `Error: ${problem}`)
}

function bringUp(container: ContainerRun, run: PodRun): void {
  createContainer(container, run)
  delete container.until
  const { postStart } = container.spec.lifecycle ?? {}
  const said = container.behaviour['post-start']
  if (said === 'fails' && postStart) failHook(container, run)
  else if (postStart?.exec && said === undefined) {
    container.step = 'post-start'
    askFor(container, 'post-start')
  } else {
    const takes = postStart === undefined || said === 'fails' ? 0 : (said ?? hookTime(postStart))
    finishHook(container, run, { age: takes, exitCode: 0 })
  }
}

/** The postStart hook ends so long after now; undefined: never. */
export function finishHook(
  container: ContainerRun,
  { now }: PodRun,
  end: { age: number; exitCode: number } | undefined,
): void {
  if (end?.age === 0 && end.exitCode === 0) {
    showRunning(container)
    return
  }
  container.step = 'post-start'
  if (end === undefined) return
  container.until = now + end.age
  if (end.exitCode !== 0) container.hookFails = true
}

function failHook(container: ContainerRun, run: PodRun): void {
  delete container.hookFails
  tell(run, container, 'Warning', 'FailedPostStartHook', 'PostStartHook failed')
  killContainer(container, run, 'FailedPostStartHook')
}

/** How long a hook of the manifest runs of itself, in ms: only sleep says so. */
export function hookTime({ sleep }: LifecycleHandler): number {
  return (sleep?.seconds ?? 0) * 1000
}
