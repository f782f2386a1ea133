/** A container is told to stop: preStop hook, SIGTERM, and SIGKILL when its time is over (kuberuntime_container.go). */
import { endContainer } from '../create-container.ts'
import { askFor, type ContainerRun, type Ending, type PodRun, tell } from '../run.ts'
import { mayStop } from './order.ts'
import type { Stage } from './stage.ts'

/** A container has at least so long between SIGTERM and SIGKILL. */
const MIN_GRACE_MS = 2000

/** From being told to stop to being down. */
export const stopStages: readonly Stage[] = [
  {
    name: 'is stopped with its pod while it starts',
    from: 'post-start',
    due: dueWithPod,
    effect: stopWithPod,
  },
  { name: 'is stopped with its pod', from: 'running', due: dueWithPod, effect: stopWithPod },
  {
    name: 'gets less time than it had',
    from: 'stopping',
    due: ({ stop }, { end, now }) =>
      stop && end && end.grace < stop.grace && stop.at > now ? now : undefined,
    effect(container, { now, end }) {
      const { stop } = container
      const grace = end?.grace ?? 0
      const at = now + (grace === 0 ? 0 : Math.max(grace, MIN_GRACE_MS))
      container.stop = stop && stop.at <= at ? { ...stop, grace } : { ...killedAt(at), grace }
    },
  },
  {
    name: 'is down',
    from: 'stopping',
    due: ({ stop }) => stop?.at,
    why: ({ spec }) => `container ${spec.name} has stopped`,
    byItself: true,
    effect: (container, _run, at) => endContainer(container, { ...container.stop!, at }),
  },
]

function dueWithPod(container: ContainerRun, run: PodRun): number | undefined {
  if (run.restartsAll !== undefined && run.end === undefined) return run.now
  return run.end !== undefined && mayStop(container, run) ? run.now : undefined
}

/** What is left of the pod's time is what a sidecar has, which has to wait for the others. */
function stopWithPod(container: ContainerRun, run: PodRun): void {
  const { end, now } = run
  const message = `Stopping container ${container.spec.name}`
  if (end === undefined) stopFast(container, run, message)
  else {
    const grace = Math.max(end.grace - (now - end.since), 0)
    stopContainer(container, run, message, end.grace === 0 ? 0 : Math.max(grace, 1))
  }
}

/** Where all containers are to start anew, nothing waits for their hooks or their time (KEP-5532). */
function stopFast(container: ContainerRun, run: PodRun, message: string): void {
  tell(run, container, 'Normal', 'Killing', message)
  container.step = 'stopping'
  delete container.until
  stopSignalled(container, run, 0, 0)
}

/** The pod's own grace period, in ms. */
export function podGrace({ pod }: PodRun): number {
  return (pod.spec?.terminationGracePeriodSeconds ?? 30) * 1000
}

/** Tells a container to stop within so many ms; 0 kills it. */
export function stopContainer(container: ContainerRun, run: PodRun, message: string, grace: number): void {
  tell(run, container, 'Normal', 'Killing', message)
  container.step = 'stopping'
  delete container.until
  if (grace === 0) container.stop = { ...killedAt(run.now), grace }
  else if (asksItsHook(container)) {
    // Until it is known what the hook does, it takes all of the time.
    container.stop = { ...killedAt(run.now + grace + MIN_GRACE_MS), grace }
    askFor(container, 'pre-stop')
  } else stopSignalled(container, run, grace, preStopTime(container, run))
}

function asksItsHook({ spec, behaviour }: ContainerRun): boolean {
  return spec.lifecycle?.preStop?.exec !== undefined && behaviour['pre-stop'] === undefined
}

/** Goes on with a stop when it is known how long (ms) the preStop hook takes. */
export function stopAfterHook(container: ContainerRun, run: PodRun, takes: number): void {
  if (container.stop) stopSignalled(container, run, container.stop.grace, takes)
}

function stopSignalled(container: ContainerRun, run: PodRun, grace: number, hookTakes: number): void {
  const signalled = run.now + Math.min(hookTakes, grace)
  container.stop = { ...endingOf(container, run, grace, signalled), grace, signalled }
  const { script, since } = container
  if (followsSignal(container) && since + (script?.trapsFrom ?? Infinity) <= signalled)
    askFor(container, 'signal')
}

/** Whether it is the script that decides what comes of SIGTERM. */
function followsSignal({ script, behaviour }: ContainerRun): boolean {
  return script !== undefined && behaviour.termination === undefined
}

/** Ends a container at once. */
export function killContainer(container: ContainerRun, run: PodRun, message: string): void {
  tell(run, container, 'Normal', 'Killing', message)
  endContainer(container, killedAt(run.now))
}

function endingOf(container: ContainerRun, run: PodRun, grace: number, signalled: number): Ending {
  const killed = signalled + Math.max(grace - (signalled - run.now), MIN_GRACE_MS)
  const own = ownEnding(container)
  const stops = stopsAt(container, run, signalled)
  if (own !== undefined && own.at <= Math.min(stops, killed)) return own
  return stops <= killed ? signalledAt(stops, container, run) : killedAt(killed)
}

/** The first process of a container gets no signal that it has no handler for (pid_namespaces(7)): shells have none. */
function stopsAt(container: ContainerRun, { pod }: PodRun, signalled: number): number {
  const { termination = 0 } = container.behaviour
  const isDeaf = followsSignal(container) && pod.spec?.shareProcessNamespace !== true
  return termination === 'never' || isDeaf ? Infinity : signalled + termination
}

function preStopTime(container: ContainerRun, run: PodRun): number {
  const { preStop } = container.spec.lifecycle ?? {}
  const hook = container.behaviour['pre-stop']
  if (preStop === undefined) return 0
  if (hook === 'fails') {
    tell(run, container, 'Warning', 'FailedPreStopHook', 'PreStopHook failed')
    return 0
  }
  return hook ?? (preStop.sleep?.seconds ?? 0) * 1000
}

/** A container that was about to end by itself does. */
function ownEnding({ life, since }: ContainerRun): Ending | undefined {
  if (life?.end === undefined) return undefined
  return { at: since + life.end.age, exitCode: life.end.exitCode, reason: life.end.reason }
}

/** Servers end well when they are asked to; what was to come to an end by itself was cut short by the signal. */
function signalledAt(at: number, container: ContainerRun, { pod }: PodRun): Ending {
  const { role } = container
  if (followsSignal(container)) return { at, exitCode: 143, reason: 'Error' }
  const isServer =
    role === 'sidecar' || role === 'ephemeral' || (role === 'main' && pod.spec?.restartPolicy === 'Always')
  return isServer ? { at, exitCode: 0, reason: 'Completed' } : { at, exitCode: 143, reason: 'Error' }
}

function killedAt(at: number): Ending {
  return { at, exitCode: 137, reason: 'Error' }
}
