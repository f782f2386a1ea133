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

/** The status as it should be. Fields that are zero are left out where the API leaves them out. */
export function replicaStatus(
  owner: ReplicaOwner,
  observation: Observation,
  options: { countTerminating: boolean },
): ReplicaSetStatus {
  const { active, terminating, now } = observation
  const templateLabels = Object.entries(owner.spec?.template?.metadata?.labels ?? {})
  const minReadySeconds = owner.spec?.minReadySeconds ?? 0
  const count = (test: (pod: Pod) => boolean) => active.filter(test).length || undefined
  const conditions = withFailureCondition(owner, observation)
  return {
    replicas: active.length,
    fullyLabeledReplicas: count((pod) =>
      templateLabels.every(([key, value]) => pod.metadata.labels?.[key] === value),
    ),
    readyReplicas: count(isPodReady),
    availableReplicas: count((pod) => isPodAvailable(pod, minReadySeconds, now)),
    ...(options.countTerminating && { terminatingReplicas: terminating.length }),
    observedGeneration: owner.metadata.generation,
    ...(conditions.length > 0 && { conditions }),
  }
}

/** A failure sets the condition once and keeps its first message; a round without one removes it. */
function withFailureCondition(
  owner: ReplicaOwner,
  { active, failure, now }: Observation,
): ReplicaSetCondition[] {
  const conditions = owner.status?.conditions ?? []
  const others = conditions.filter(({ type }) => type !== 'ReplicaFailure')
  if (failure === undefined) return others
  if (others.length < conditions.length) return conditions
  const missing = active.length < (owner.spec?.replicas ?? 1)
  const condition: ReplicaSetCondition = {
    type: 'ReplicaFailure',
    status: 'True',
    lastTransitionTime: formatTime(now),
    reason: missing ? 'FailedCreate' : 'FailedDelete',
    message: failure.message,
  }
  return [...others, condition]
}
