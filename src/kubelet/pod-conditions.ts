/** The conditions of a pod that its kubelet reports, from the state of its containers. */
import { isPodTerminal } from '../api/kinds/core/pod/conditions.ts'
import { isSidecar } from '../api/kinds/core/pod/containers.ts'
import { formatTime } from '../apimachinery/time.ts'
import type { Pod, PodCondition, PodStatus } from '../generated/types.ts'

/** What stands before and behind the usual conditions, such as PodResizePending and DisruptionTarget. */
export interface MoreConditions {
  before: readonly Verdict[]
  behind: readonly Verdict[]
}

/** All conditions of a pod with these container statuses, in the kubelet's order; old ones keep their times. */
export function podConditions(
  pod: Pod,
  status: PodStatus,
  now: number,
  { before, behind }: MoreConditions,
): PodCondition[] {
  const old = new Map((pod.status?.conditions ?? []).map((condition) => [condition.type, condition]))
  const reported = [...before, ...wanted(pod, status), ...behind].map((condition) =>
    withTimes(condition, old.get(condition.type), pod, now),
  )
  const types = new Set([...PASSING, ...reported.map(({ type }) => type)])
  return [...reported, ...[...old.values()].filter(({ type }) => !types.has(type))]
}

/** They are there only as long as they hold. */
const PASSING = ['PodResizePending', 'PodResizeInProgress']

/** Says of no generation that it was seen (status/generate.go). */
const RESTARTING_ALL = 'AllContainersRestarting'

/** Whether all containers are being started anew, of pods to which that can happen (KEP-5532). */
export function restartingAll({ phase }: PodStatus, isRestarting: boolean): Verdict {
  const type = RESTARTING_ALL
  if (phase === 'Succeeded') return { type, status: 'False', reason: 'PodCompleted' }
  if (phase === 'Failed') return { type, status: 'False', reason: 'PodFailed' }
  if (!isRestarting) return { type, status: 'False' }
  const message = 'container exited with restart policy rule'
  return { type, status: 'True', reason: 'RestartAllContainersStarted', message }
}

/** A condition without its times. */
export type Verdict = Pick<PodCondition, 'type' | 'status' | 'reason' | 'message'>

function wanted(pod: Pod, status: PodStatus): Verdict[] {
  const hasSandbox = !isPodTerminal({ status }) && (status.phase !== 'Pending' || status.podIP)
  const containers = containersReady(pod, status)
  return [
    { type: 'PodReadyToStartContainers', status: hasSandbox ? 'True' : 'False' },
    initialized(pod, status),
    podReady(pod, containers),
    containers,
    { type: 'PodScheduled', status: 'True' },
  ]
}

function initialized(pod: Pod, status: PodStatus): Verdict {
  const type = 'Initialized'
  if (status.phase === 'Succeeded') return { type, status: 'True', reason: 'PodCompleted' }
  const { containerStatuses = [], initContainerStatuses = [] } = status
  const hasRun = containerStatuses.some(
    ({ state, lastState }) => state?.waiting === undefined || lastState?.terminated,
  )
  const waiting = (pod.spec?.initContainers ?? []).filter((container) => {
    const { started, ready } = initContainerStatuses.find(({ name }) => name === container.name) ?? {}
    return isSidecar(container) ? !started : !ready
  })
  if (hasRun || waiting.length === 0) return { type, status: 'True' }
  const message = `containers with incomplete status: [${waiting.map(({ name }) => name).join(' ')}]`
  return { type, status: 'False', reason: 'ContainersNotInitialized', message }
}

function containersReady(pod: Pod, status: PodStatus): Verdict {
  const type = 'ContainersReady'
  if (status.phase === 'Succeeded') return { type, status: 'False', reason: 'PodCompleted' }
  if (status.phase === 'Failed') return { type, status: 'False', reason: 'PodFailed' }
  const unready = unreadyContainers(pod, status)
  if (unready.length === 0) return { type, status: 'True' }
  const message = `containers with unready status: [${unready.join(' ')}]`
  return { type, status: 'False', reason: 'ContainersNotReady', message }
}

/** Sidecars and regular containers that are not ready, in the order of the spec. */
function unreadyContainers(
  pod: Pod,
  { containerStatuses = [], initContainerStatuses = [] }: PodStatus,
): string[] {
  const statuses = [...initContainerStatuses, ...containerStatuses]
  const { initContainers = [], containers = [] } = pod.spec ?? {}
  return [...initContainers.filter(isSidecar), ...containers]
    .filter(({ name }) => !statuses.find((status) => status.name === name)?.ready)
    .map(({ name }) => name)
}

/** Ready is what the containers are, if all readiness gates are open too. */
function podReady(pod: Pod, containers: Verdict): Verdict {
  if (containers.status !== 'True') return { ...containers, type: 'Ready' }
  const conditions = pod.status?.conditions ?? []
  const messages = (pod.spec?.readinessGates ?? []).flatMap(({ conditionType }) => {
    const gate = conditions.find(({ type }) => type === conditionType)
    if (gate?.status === 'True') return []
    return gate
      ? [`the status of pod readiness gate "${conditionType}" is not "True", but ${gate.status}`]
      : [`corresponding condition of pod readiness gate "${conditionType}" does not exist.`]
  })
  if (messages.length === 0) return { type: 'Ready', status: 'True' }
  return { type: 'Ready', status: 'False', reason: 'ReadinessGatesNotReady', message: messages.join(', ') }
}

function withTimes(verdict: Verdict, old: PodCondition | undefined, pod: Pod, now: number): PodCondition {
  const same = old?.status === verdict.status
  const { generation } = pod.metadata
  return {
    lastProbeTime: null as unknown as string,
    lastTransitionTime: same && old?.lastTransitionTime ? old.lastTransitionTime : formatTime(now),
    ...(verdict.message !== undefined && { message: verdict.message }),
    ...(generation !== undefined && verdict.type !== RESTARTING_ALL && { observedGeneration: generation }),
    ...(verdict.reason !== undefined && { reason: verdict.reason }),
    status: verdict.status,
    type: verdict.type,
  }
}
