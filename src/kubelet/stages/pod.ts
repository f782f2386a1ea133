/** What happens to a pod as a whole: its deadline passes, its work is done, all of its containers run anew. */
import { parseTime } from '../../apimachinery/time.ts'
import { waitingStatus } from '../create-container.ts'
import { afterEnd } from '../restart-policy.ts'
import { type ContainerRun, isUp, ofRole, type PodRun } from '../run.ts'
import type { PodStage } from './stage.ts'
import { podGrace } from './stop.ts'

const REMOVED = 'The container is removed because RestartAllContainers in place'

/** How the API writes a time that is not known. */
const NEVER = null as unknown as string

const DEADLINE = 'Pod was active on the node longer than the specified deadline'

/** What happens to pods. */
export const podStages: readonly PodStage[] = [
  {
    name: 'is deleted',
    due({ pod, end, now }) {
      const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = pod.metadata
      const isKnown = end?.cause === 'deleted' && end.grace === deletionGracePeriodSeconds * 1000
      return deletionTimestamp === undefined || isKnown ? undefined : now
    },
    effect(run) {
      const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = run.pod.metadata
      const grace = deletionGracePeriodSeconds * 1000
      const since = (parseTime(deletionTimestamp) ?? run.now) - grace
      run.end = { ...run.end, cause: 'deleted', since, grace }
    },
  },
  {
    name: 'is active longer than its deadline',
    due({ pod, end, startTime }) {
      const seconds = pod.spec?.activeDeadlineSeconds
      return seconds === undefined || end !== undefined ? undefined : startTime + seconds * 1000
    },
    why: () => 'the active deadline of the pod is over',
    effect(run) {
      run.end = {
        cause: 'deadline',
        since: run.now,
        grace: podGrace(run),
        reason: 'DeadlineExceeded',
        message: DEADLINE,
      }
      run.events.push({ type: 'Normal', reason: 'DeadlineExceeded', message: DEADLINE })
    },
  },
  {
    name: 'has volumes that cannot be mounted',
    due(run) {
      if (run.podIP !== '' || run.end !== undefined) return undefined
      const problem = run.configuration.mountProblem()
      return problem === undefined || problem === run.mountTold ? undefined : run.now
    },
    effect(run) {
      const message = run.configuration.mountProblem() ?? ''
      run.mountTold = message
      run.events.push({ type: 'Warning', reason: 'FailedMount', message })
    },
  },
  {
    name: 'has done its work, or cannot do it',
    due: (run) => (run.end === undefined && isFinished(run) ? run.now : undefined),
    effect(run) {
      run.end = { cause: 'finished', since: run.now, grace: podGrace(run) }
    },
  },
  {
    name: 'loses all of its containers',
    due: (run) => (isRestartingAll(run) && !run.containers.every(isCleared) ? run.now : undefined),
    effect(run) {
      for (const container of run.containers) if (!isCleared(container)) clear(container, run)
    },
  },
  {
    name: 'runs all of its containers anew',
    due: (run) => (isRestartingAll(run) ? (run.restartsAll ?? 0) + RESTART_ALL_MS : undefined),
    why: () => 'all containers of the pod start anew',
    effect(run) {
      delete run.restartsAll
    },
  },
]

/** How long a kubelet takes to clear all containers of a pod away before it starts them anew, as measured on 1.36. */
const RESTART_ALL_MS = 2000

function isRestartingAll(run: PodRun): boolean {
  return run.restartsAll !== undefined && run.end === undefined && !run.containers.some(isUp)
}

/** Containers for debugging stay out of it. */
function isCleared({ role, anew }: ContainerRun): boolean {
  return role === 'ephemeral' || anew === true
}

/** All containers have ended and stay so, or an init container failed for good. */
function isFinished(run: PodRun): boolean {
  if (run.restartsAll !== undefined) return false
  const stays = (container: ContainerRun) =>
    container.step === 'ended' &&
    container.status.state?.terminated !== undefined &&
    afterEnd(container, run) === 'stays'
  const failed = (container: ContainerRun) =>
    stays(container) && container.status.state?.terminated?.exitCode !== 0
  if (ofRole(run, 'init').some(failed)) return true
  return ofRole(run, 'main').every(stays)
}

/** The container is taken away; that counts as its restart (convertToAPIContainerStatuses, KEP-5532). */
function clear(container: ContainerRun, { now }: PodRun): void {
  const { spec, status } = container
  const why = { message: REMOVED, reason: 'RestartingAllContainers' }
  const hasRun = status.containerID !== undefined
  container.status = {
    ...waitingStatus(spec, why.reason),
    lastState: hasRun ? { terminated: { exitCode: 137, finishedAt: NEVER, startedAt: NEVER, ...why } } : {},
    restartCount: status.restartCount + (hasRun ? 1 : 0),
    state: { waiting: why },
  }
  container.step = 'waiting'
  container.since = now
  container.anew = true
  delete container.until
  delete container.crash
}
