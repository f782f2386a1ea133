/** A pod's state in a few words, as the table of pods shows it (printers.go, printPod). */
import { parseTime } from '../../../../apimachinery/time.ts'
import type { ContainerStatus, Pod } from '../../../../generated/types.ts'
import { getCondition, isConditionTrue, isPodReady, isPodTerminal } from './conditions.ts'
import { isSidecar } from './containers.ts'

/** What the columns READY, STATUS and RESTARTS are made of. */
export interface PodSummary {
  ready: number
  total: number
  /** STATUS: the phase, or what keeps the pod from running: `Init:0/1`, `CrashLoopBackOff`, `Terminating`, … */
  reason: string
  restarts: number
  /** When the container that restarted last had ended. */
  lastRestart: string | undefined
}

/** Restarts counted over some containers. */
interface Restarts {
  count: number
  last: string | undefined
}

/** How far the init containers are. */
interface Initialization {
  /** What holds the pod up; undefined when all are done. */
  reason: string | undefined
  readySidecars: number
  all: Restarts
  sidecars: Restarts
}

/** Reads the pod's status. */
export function summarizePod(pod: Pod): PodSummary {
  const { spec, status } = pod
  const init = summarizeInit(pod)
  const initializing = init.reason !== undefined
  const summary: PodSummary = {
    ready: init.readySidecars,
    total: (spec?.containers ?? []).length + (spec?.initContainers ?? []).filter(isSidecar).length,
    reason: init.reason ?? initialReason(pod),
    restarts: init.all.count,
    lastRestart: init.all.last,
  }
  if (!initializing || isConditionTrue(pod, 'Initialized')) summarizeContainers(pod, init, summary)
  if (pod.metadata.deletionTimestamp && status?.reason === 'NodeLost') summary.reason = 'Unknown'
  else if (pod.metadata.deletionTimestamp && !isPodTerminal(pod)) summary.reason = 'Terminating'
  return summary
}

function initialReason(pod: Pod): string {
  if (getCondition(pod, 'PodScheduled')?.reason === 'SchedulingGated') return 'SchedulingGated'
  return pod.status?.reason || (pod.status?.phase ?? '')
}

function summarizeInit({ spec, status }: Pod): Initialization {
  const containers = spec?.initContainers ?? []
  const sidecars = new Set(containers.filter(isSidecar).map(({ name }) => name))
  const result: Initialization = {
    reason: undefined,
    readySidecars: 0,
    all: { count: 0, last: undefined },
    sidecars: { count: 0, last: undefined },
  }
  for (const [index, container] of (status?.initContainerStatuses ?? []).entries()) {
    const sidecar = sidecars.has(container.name)
    countRestarts(result.all, container)
    if (sidecar) countRestarts(result.sidecars, container)
    if (container.state?.terminated?.exitCode === 0) continue
    if (sidecar && container.started) {
      if (container.ready) result.readySidecars++
      continue
    }
    result.reason = initReason(container, index, containers.length)
    break
  }
  return result
}

function initReason({ state }: ContainerStatus, index: number, total: number): string {
  if (state?.terminated) return `Init:${terminatedReason(state.terminated)}`
  const waiting = state?.waiting?.reason
  return waiting && waiting !== 'PodInitializing' ? `Init:${waiting}` : `Init:${index}/${total}`
}

function terminatedReason({
  reason,
  signal = 0,
  exitCode,
}: {
  reason?: string
  signal?: number
  exitCode: number
}): string {
  if (reason) return reason
  return signal === 0 ? `ExitCode:${exitCode}` : `Signal:${signal}`
}

/** The first container in the list that waits or has ended gives the reason. */
function summarizeContainers(pod: Pod, { sidecars }: Initialization, summary: PodSummary): void {
  const restarts: Restarts = { ...sidecars }
  let running = false
  for (const container of [...(pod.status?.containerStatuses ?? [])].reverse()) {
    countRestarts(restarts, container)
    const { waiting, terminated } = container.state ?? {}
    if (waiting?.reason) summary.reason = waiting.reason
    else if (terminated) summary.reason = terminatedReason(terminated)
    else if (container.ready && container.state?.running) {
      running = true
      summary.ready++
    }
  }
  if (summary.reason === 'Completed' && running) summary.reason = isPodReady(pod) ? 'Running' : 'NotReady'
  summary.restarts = restarts.count
  summary.lastRestart = restarts.last
}

function countRestarts(restarts: Restarts, { restartCount, lastState }: ContainerStatus): void {
  restarts.count += restartCount
  const ended = lastState?.terminated?.finishedAt
  if (ended !== undefined && (parseTime(ended) ?? 0) > (parseTime(restarts.last) ?? 0)) restarts.last = ended
}
