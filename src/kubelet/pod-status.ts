/** The status of a pod as its kubelet reports it (kubelet_pods.go, status/status_manager.go). */
import { formatTime } from '../apimachinery/time.ts'
import { compareStrings } from '../base/compare-strings.ts'
import type { ContainerStatus, PodStatus } from '../generated/types.ts'
import { podConditions } from './pod-conditions.ts'
import { type ContainerRun, isInitialized, isUp, ofRole, type PodRun } from './run.ts'

/** The whole status. A pod counts as ended only when all of its containers are down. */
export function podStatus(run: PodRun, hostIP: string | undefined): PodStatus {
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
  status.conditions = podConditions(pod, status, run.now, isEnded ? end.condition : undefined)
  if (pod.metadata.generation !== undefined) status.observedGeneration = pod.metadata.generation
  return status
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
