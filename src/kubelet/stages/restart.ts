/** What follows when a container has ended: it stays so, is started again, or waits for that (CrashLoopBackOff). */
import { formatDuration } from '../../apimachinery/duration.ts'
import { isForgotten, nextBackoff } from '../backoff.ts'
import { showWaiting } from '../create-container.ts'
import { imageName } from '../images.ts'
import { afterEnd } from '../restart-policy.ts'
import { type ContainerRun, isInitialized, type PodRun, tell } from '../run.ts'
import type { Stage } from './stage.ts'

/** From having ended to another run. */
export const restartStages: readonly Stage[] = [
  {
    name: 'is started again, or waits for that',
    from: 'ended',
    due: (container, run) => (restarts(container, run) ? container.since : undefined),
    effect: restartOrWait,
  },
  {
    name: 'has waited long enough to be started again',
    from: 'crash-backoff',
    due({ until, spec, status }, { end, now, restartsAll }) {
      if (end !== undefined || restartsAll !== undefined) return undefined
      return imageName(spec.image ?? '') === status.image ? until : now
    },
    why: ({ spec }) => `the back-off of container ${spec.name} is over`,
    effect: restart,
  },
]

/** Init containers do not run again once the containers after them did. */
function restarts(container: ContainerRun, run: PodRun): boolean {
  if (run.end !== undefined || run.restartsAll !== undefined) return false
  if (container.status.state?.terminated === undefined) return false
  if (container.resized) return true
  if (container.role === 'init' && isInitialized(run)) return false
  return afterEnd(container, run) !== 'stays'
}

/**
 * As the kubelet's doBackOff: the first restart comes at once, each later one only when the pause since the end is over,
 * and that pause doubles with each restart. A restart of all containers knows no pause: it leaves none that has failed.
 */
function restartOrWait(container: ContainerRun, run: PodRun): void {
  const { crash, since: endedAt, resized } = container
  if (resized) {
    container.step = 'waiting'
    container.since = run.now
    return
  }
  if (afterEnd(container, run) === 'restarts all') {
    run.restartsAll = run.now
    return
  }
  if (crash !== undefined && isForgotten(crash, endedAt)) delete container.crash
  const until = container.crash === undefined ? run.now : endedAt + container.crash.delay
  if (until > run.now) backOff(container, run, until)
  else restart(container, run)
}

function backOff(container: ContainerRun, run: PodRun, until: number): void {
  const { spec, crash } = container
  const { name, namespace, uid } = run.pod.metadata
  const pod = `${name}_${namespace}(${uid})`
  const delay = formatDuration(crash?.delay ?? 0)
  container.step = 'crash-backoff'
  container.until = until
  showWaiting(
    container,
    'CrashLoopBackOff',
    `back-off ${delay} restarting failed container=${spec.name} pod=${pod}`,
  )
  tell(
    run,
    container,
    'Warning',
    'BackOff',
    `Back-off restarting failed container ${spec.name} in pod ${pod}`,
  )
}

function restart(container: ContainerRun, run: PodRun): void {
  container.crash = nextBackoff(container.crash, run.now)
  container.step = 'waiting'
  container.since = run.now
  delete container.until
}
