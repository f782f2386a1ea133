/** The status of a replica set: counts of its pods and the condition ReplicaFailure. */
import { isPodAvailable, isPodReady } from '../../api/kinds/core/pod/conditions.ts'
import { formatTime } from '../../apimachinery/time.ts'
import type {
  Pod,
  ReplicaSet,
  ReplicaSetCondition,
  ReplicaSetStatus,
  ReplicationController,
} from '../../generated/types.ts'

/** Both kinds that keep a number of equal pods. */
export type ReplicaOwner = ReplicaSet | ReplicationController

/** What the status is computed from. */
export interface Observation {
  /** The owner's active pods as they were before this round's creations and deletions. */
  active: readonly Pod[]
  terminating: readonly Pod[]
  /** Why pods could not be created or deleted in this round. */
  failure: Error | undefined
  /** Cluster time, ms. */
  now: number
}

/** How many pods there are of each sort; active ones but for those that terminate. */
export interface ReplicaCounts {
  active: number
  labelled: number
  ready: number
  available: number
  terminating: number
}

/** Counts the pods. */
export function countReplicas(owner: ReplicaOwner, { active, terminating, now }: Observation): ReplicaCounts {
  const templateLabels = Object.entries(owner.spec?.template?.metadata?.labels ?? {})
  const minReadySeconds = owner.spec?.minReadySeconds ?? 0
  const count = (test: (pod: Pod) => boolean) => active.filter(test).length
  return {
    active: active.length,
    labelled: count((pod) => templateLabels.every(([key, value]) => pod.metadata.labels?.[key] === value)),
    ready: count(isPodReady),
    available: count((pod) => isPodAvailable(pod, minReadySeconds, now)),
    terminating: terminating.length,
  }
}

/** The status as it should be. */
export function replicaStatus(
  owner: ReplicaOwner,
  observation: Observation,
  options: { countTerminating: boolean },
): ReplicaSetStatus {
  return countedStatus(owner, countReplicas(owner, observation), { ...options, ...observation })
}

/** The same from counts. Fields that are zero are left out where the API leaves them out. */
export function countedStatus(
  owner: ReplicaOwner,
  counts: ReplicaCounts,
  { countTerminating, failure, now }: Pick<Observation, 'failure' | 'now'> & { countTerminating: boolean },
): ReplicaSetStatus {
  const conditions = withFailureCondition(owner, { active: counts.active, failure, now })
  return {
    replicas: counts.active,
    fullyLabeledReplicas: counts.labelled || undefined,
    readyReplicas: counts.ready || undefined,
    availableReplicas: counts.available || undefined,
    ...(countTerminating && { terminatingReplicas: counts.terminating }),
    observedGeneration: owner.metadata.generation,
    ...(conditions.length > 0 && { conditions }),
  }
}

/** A failure sets the condition once and keeps its first message; a round without one removes it. */
function withFailureCondition(
  owner: ReplicaOwner,
  { active, failure, now }: Pick<Observation, 'failure' | 'now'> & { active: number },
): ReplicaSetCondition[] {
  const conditions = owner.status?.conditions ?? []
  const others = conditions.filter(({ type }) => type !== 'ReplicaFailure')
  if (failure === undefined) return others
  if (others.length < conditions.length) return conditions
  const missing = active < (owner.spec?.replicas ?? 1)
  const condition: ReplicaSetCondition = {
    type: 'ReplicaFailure',
    status: 'True',
    lastTransitionTime: formatTime(now),
    reason: missing ? 'FailedCreate' : 'FailedDelete',
    message: failure.message,
  }
  return [...others, condition]
}
