/** The conditions of a pod that its kubelet reports, from the state of its containers. */
import { isPodTerminal } from '../api/kinds/core/pod/conditions.ts'
import { formatTime } from '../apimachinery/time.ts'
import type { ContainerStatus, Pod, PodCondition, PodStatus } from '../generated/types.ts'

/** All conditions of a pod with these container statuses, in the kubelet's order; old ones keep their times. */
export function podConditions(pod: Pod, status: PodStatus, now: number): PodCondition[] {
  const old = new Map((pod.status?.conditions ?? []).map((condition) => [condition.type, condition]))
  const reported = wanted(pod, status).map((condition) =>
    withTimes(condition, old.get(condition.type), pod, now),
  )
  const types = new Set(reported.map(({ type }) => type))
  return [...reported, ...[...old.values()].filter(({ type }) => !types.has(type))]
}

type Verdict = Pick<PodCondition, 'type' | 'status' | 'reason' | 'message'>

function wanted(pod: Pod, status: PodStatus): Verdict[] {
  const hasSandbox = !isPodTerminal({ status }) && (status.phase !== 'Pending' || status.podIP)
  const containers = containersReady(status)
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
  const waiting = (status.initContainerStatuses ?? []).filter(({ ready }) => !ready).map(({ name }) => name)
  if (waiting.length === 0 || (pod.spec?.initContainers ?? []).length === 0) return { type, status: 'True' }
  const message = `containers with incomplete status: [${waiting.join(' ')}]`
  return { type, status: 'False', reason: 'ContainersNotInitialized', message }
}

function containersReady(status: PodStatus): Verdict {
  const type = 'ContainersReady'
  if (status.phase === 'Succeeded') return { type, status: 'False', reason: 'PodCompleted' }
  if (status.phase === 'Failed') return { type, status: 'False', reason: 'PodFailed' }
  const unready = unreadyContainers(status)
  if (unready.length === 0) return { type, status: 'True' }
  const message = `containers with unready status: [${unready.map(({ name }) => name).join(' ')}]`
  return { type, status: 'False', reason: 'ContainersNotReady', message }
}

function unreadyContainers({
  containerStatuses = [],
  initContainerStatuses = [],
}: PodStatus): ContainerStatus[] {
  const sidecars = initContainerStatuses.filter(({ state }) => state?.running !== undefined)
  return [...sidecars, ...containerStatuses].filter(({ ready }) => !ready)
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
    ...(generation !== undefined && { observedGeneration: generation }),
    ...(verdict.reason !== undefined && { reason: verdict.reason }),
    status: verdict.status,
    type: verdict.type,
  }
}
