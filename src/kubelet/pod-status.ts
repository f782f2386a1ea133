/** The status of a pod as its kubelet reports it (kubelet_pods.go, status/status_manager.go). */
import { formatTime } from '../apimachinery/time.ts'
import { compareStrings } from '../base/compare-strings.ts'
import { deepCopy } from '../base/json.ts'
import type { ContainerStatus, Pod, PodStatus } from '../generated/types.ts'
import { podConditions, restartingAll, type Verdict } from './pod-conditions.ts'
import { couldRestartAll } from './restart-policy.ts'
import { type ContainerRun, isInitialized, isUp, ofRole, type PodRun } from './run.ts'

/** The whole status. A pod counts as ended only when all of its containers are down. */
export function podStatus(
  run: PodRun,
  hostIP: string | undefined,
  resize: readonly Verdict[] = [],
): PodStatus {
  const { pod, podIP, startTime, end } = run
  const isEnded = end !== undefined && !run.containers.some(isUp)
  if (isEnded) for (const container of run.containers) settleLost(container, run)
  const init = run.containers.filter(({ role }) => role === 'init' || role === 'sidecar').map(statusOf)
  const main = ofRole(run, 'main').map(statusOf).sort(byName)
  const ephemeral = ofRole(run, 'ephemeral').map(statusOf)
  const status: PodStatus = {
    ...pod.status,
    containerStatuses: main,
    ...(hostIP && { hostIP, hostIPs: [{ ip: hostIP }] }),
    ...(init.length > 0 && { initContainerStatuses: init }),
    ...(ephemeral.length > 0 && { ephemeralContainerStatuses: ephemeral }),
    ...(isEnded && end.reason !== undefined && { reason: end.reason }),
    ...(isEnded && end.message !== undefined && { message: end.message }),
    phase: isEnded ? finalPhase(run) : livePhase(run),
    ...(podIP !== '' && { podIP, podIPs: [{ ip: podIP }] }),
    startTime: pod.status?.startTime ?? formatTime(startTime),
  }
  setPodResources(status, pod)
  const behind = isEnded && end.condition ? [end.condition] : []
  if (couldRestartAll(pod.spec ?? {})) behind.unshift(restartingAll(status, isClearing(run)))
  status.conditions = podConditions(pod, status, run.now, { before: isEnded ? [] : resize, behind })
  if (pod.metadata.generation !== undefined) status.observedGeneration = pod.metadata.generation
  return status
}

/** Pods that ask for resources as a whole are told what they got (KEP-5419). */
function setPodResources(status: PodStatus, { spec }: Pod): void {
  if (spec?.resources === undefined) return
  status.resources = deepCopy(spec.resources)
  if (spec.resources.requests) status.allocatedResources = deepCopy(spec.resources.requests)
}

/** All containers are to start anew, and some of them are still to be cleared away. */
function isClearing({ restartsAll, containers }: PodRun): boolean {
  return restartsAll !== undefined && containers.some(({ role, anew }) => role !== 'ephemeral' && !anew)
}

function statusOf({ status }: ContainerRun): ContainerStatus {
  return status
}

function byName(a: ContainerStatus, b: ContainerStatus): number {
  return compareStrings(a.name, b.name)
}

/** A container of an ended pod that did not come up counts as failed, once its turn had come (TerminatePod). */
function settleLost(container: ContainerRun, run: PodRun): void {
  const { role, status } = container
  if (role === 'ephemeral' || status.state?.terminated) return
  const hadItsTurn = role === 'main' ? isInitDone(run) : status.containerID !== undefined
  if (!hadItsTurn) return
  container.step = 'ended'
  const message = 'The container could not be located when the pod was terminated'
  const none = null as unknown as string
  status.state = {
    terminated: {
      exitCode: 137,
      finishedAt: none,
      message,
      reason: 'ContainerStatusUnknown',
      startedAt: none,
    },
  }
}

function isInitDone(run: PodRun): boolean {
  if (isInitialized(run)) return true
  return ofRole(run, 'init').every(({ status }) => status.state?.terminated?.exitCode === 0)
}

/** How the pod stands while it is not over (getPhase). */
function livePhase(run: PodRun): string {
  const { end, pod } = run
  if (end !== undefined) return pod.status?.phase ?? 'Pending'
  if (!isInitialized(run)) return 'Pending'
  const isNew = ({ status: { state, lastState } }: ContainerRun) =>
    state?.waiting !== undefined && lastState?.terminated === undefined
  return ofRole(run, 'main').some(isNew) ? 'Pending' : 'Running'
}

function finalPhase(run: PodRun): string {
  const { cause } = run.end!
  if (cause !== 'finished' && cause !== 'deleted') return 'Failed'
  if (cause === 'deleted' && run.end?.reason !== undefined) return 'Failed'
  const succeeded = ({ status }: ContainerRun) => status.state?.terminated?.exitCode === 0
  return ofRole(run, 'main').every(succeeded) ? 'Succeeded' : 'Failed'
}
