/** What workloads ask for and have not got, and whether anything in the cluster says why. */
import { getCondition, isPodReady } from '../../src/api/kinds/core/pod/conditions.ts'
import { controllerOf, type KubeObject } from '../../src/apimachinery/object.ts'
import { isActive } from '../../src/controllers/pod-state.ts'
import type {
  DaemonSet,
  Deployment,
  Job,
  Pod,
  ResourceQuota,
  StatefulSet,
} from '../../src/generated/types.ts'
import type { Laws } from './laws.ts'

/** One line for each workload that lacks something for which no condition gives a reason. */
export function unexplained(laws: Laws): string[] {
  return [
    ...laws.all<Deployment>('Deployment').flatMap((each) => ofDeployment(each, laws)),
    ...laws.all<StatefulSet>('StatefulSet').flatMap((each) => ofStatefulSet(each, laws)),
    ...laws.all<DaemonSet>('DaemonSet').flatMap((each) => ofDaemonSet(each, laws)),
    ...laws.all<Job>('Job').flatMap((each) => ofJob(each, laws)),
    ...laws.all<Pod>('Pod').flatMap(ofPod),
  ]
}

/** One line for each workload that has not all that it asks for. */
export function unmet(laws: Laws): string[] {
  const lacks = [
    ...laws.all<Deployment>('Deployment').filter(({ metadata, spec, status = {} }) => {
      const wanted = spec?.replicas ?? 1
      const counts = [status.replicas, status.updatedReplicas, status.readyReplicas, status.availableReplicas]
      return status.observedGeneration !== metadata.generation || counts.some((count = 0) => count !== wanted)
    }),
    ...laws.all<StatefulSet>('StatefulSet').filter(({ spec, status }) => {
      const wanted = spec?.replicas ?? 1
      return status?.replicas !== wanted || (status.availableReplicas ?? 0) !== wanted
    }),
    ...laws.all<DaemonSet>('DaemonSet').filter(({ status }) => {
      const wanted = status?.desiredNumberScheduled
      return (
        wanted !== 3 ||
        [status?.numberAvailable, status?.updatedNumberScheduled].some((count) => count !== wanted)
      )
    }),
    ...laws
      .all<Pod>('Pod')
      .filter(
        ({ metadata, spec }) => metadata.deletionTimestamp !== undefined || spec?.nodeName === undefined,
      ),
  ]
  return lacks.map(({ kind, metadata, status }) => `${kind} ${metadata.name}: ${JSON.stringify(status)}`)
}

function ofDeployment(deployment: Deployment, laws: Laws): string[] {
  const { metadata, spec, status } = deployment
  const wanted = spec?.replicas ?? 1
  const name = `deployment ${metadata.name}`
  const condition = (type: string) => status?.conditions?.find((each) => each.type === type)
  if (status?.observedGeneration !== metadata.generation) return [`${name} was not observed`]
  const serves = (status?.availableReplicas ?? 0) === wanted && (status?.replicas ?? 0) === wanted
  const isNew = (status?.updatedReplicas ?? 0) === wanted
  if (serves && isNew) {
    const isDone = spec?.paused || condition('Progressing')?.reason === 'NewReplicaSetAvailable'
    return isDone ? [] : [`${name} is done and does not say so: ${condition('Progressing')?.reason}`]
  }
  if (spec?.paused)
    return condition('Progressing')?.reason === 'DeploymentPaused'
      ? []
      : [`${name} is paused and does not say so: ${condition('Progressing')?.reason}`]
  if (condition('ReplicaFailure')?.status === 'True') return []
  // An hour has passed: what has not come by then has missed the deadline, unless pods come and go.
  const reason = condition('Progressing')?.reason ?? ''
  const isSaid =
    ['ProgressDeadlineExceeded', 'ReplicaSetUpdated', 'NewReplicaSetAvailable'].includes(reason) &&
    podsBelow(deployment, laws).some((pod) => !isPodReady(pod))
  return isSaid ? [] : [`${name} has ${JSON.stringify(status)} of ${wanted}`]
}

/** Quotas tell of refusals in events only, where the kind has no condition for them. */
function isRefused(laws: Laws): boolean {
  return laws
    .all<ResourceQuota>('ResourceQuota')
    .some(({ status }) => Number(status?.used?.pods) >= Number(status?.hard?.pods))
}

function podsBelow(owner: KubeObject, laws: Laws): Pod[] {
  const uids = new Set([owner.metadata.uid])
  for (const set of laws.all<KubeObject>('ReplicaSet'))
    if (controllerOf(set)?.uid === owner.metadata.uid) uids.add(set.metadata.uid)
  return laws.all<Pod>('Pod').filter((pod) => uids.has(controllerOf(pod)?.uid))
}

function ofStatefulSet(set: StatefulSet, laws: Laws): string[] {
  const { metadata, spec, status } = set
  const wanted = spec?.replicas ?? 1
  const isPartitioned = (spec?.updateStrategy?.rollingUpdate?.partition ?? 0) > 0
  const isMet =
    status?.replicas === wanted &&
    (status?.availableReplicas ?? 0) === wanted &&
    (status?.updateRevision === status?.currentRevision || wanted === 0 || isPartitioned)
  const isHeldUp = isRefused(laws) || podsBelow(set, laws).some((pod) => !isPodReady(pod))
  return isMet || isHeldUp ? [] : [`statefulset ${metadata.name} has ${JSON.stringify(status)} of ${wanted}`]
}

function ofDaemonSet(set: DaemonSet, laws: Laws): string[] {
  const { metadata, status } = set
  const wanted = status?.desiredNumberScheduled ?? 0
  const isMet = (status?.numberAvailable ?? 0) === wanted && (status?.updatedNumberScheduled ?? 0) === wanted
  const isHeldUp = isRefused(laws) || podsBelow(set, laws).some((pod) => !isPodReady(pod))
  return isMet || isHeldUp ? [] : [`daemonset ${metadata.name} has ${JSON.stringify(status)}`]
}

function ofJob(job: Job, laws: Laws): string[] {
  const { metadata, status } = job
  const isOver = status?.conditions?.some(
    (each) => ['Complete', 'Failed'].includes(each.type) && each.status === 'True',
  )
  const isAtWork = podsBelow(job, laws).some(isActive)
  const isLeaving = podsBelow(job, laws).some((pod) => pod.metadata.deletionTimestamp !== undefined)
  return isOver || isAtWork || isLeaving || isRefused(laws)
    ? []
    : [`job ${metadata.name} has ${JSON.stringify(status)}`]
}

/** A pod that does not run says why: nobody places it, its node is lost, or a container waits. */
function ofPod(pod: Pod): string[] {
  const { metadata, spec, status } = pod
  if (isPodReady(pod) || status?.phase === 'Succeeded' || status?.phase === 'Failed') return []
  if (spec?.nodeName === undefined)
    return getCondition(pod, 'PodScheduled')?.reason === 'Unschedulable'
      ? []
      : [`pod ${metadata.name} waits for nothing`]
  if (getCondition(pod, 'Ready') === undefined && status?.phase !== 'Pending')
    return [`pod ${metadata.name} says nothing of being ready`]
  return []
}
