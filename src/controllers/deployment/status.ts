/** A deployment's status: counts over its sets, availability, progress, failures. Source: progress.go, sync.go. */
import { parseTime } from '../../apimachinery/time.ts'
import type { DeploymentCondition, DeploymentStatus, ReplicaSet } from '../../generated/types.ts'
import { sum } from './arithmetic.ts'
import { findCondition, newCondition, removeCondition, setCondition } from './conditions.ts'
import { hasDeadline } from './new-set.ts'
import { desiredTotal } from './replica-sets.ts'
import { allSets, type Round } from './round.ts'

/** Numbers that the API leaves out where they are zero. */
function nonZero(number: number): number | undefined {
  return number === 0 ? undefined : number
}

/** The counts and the condition Available; progress is left as it stands. */
export function countedStatus(round: Round): DeploymentStatus {
  const { deployment, newSet, bounds, context } = round
  const sets = allSets(round)
  const total = (count: (status: NonNullable<ReplicaSet['status']>) => number | undefined) =>
    sum(sets.map(({ status }) => (status && count(status)) ?? 0))
  const available = total(({ availableReplicas }) => availableReplicas)
  const isEnough = available >= bounds.replicas - bounds.maxUnavailable
  const availability = isEnough
    ? newCondition(
        'Available',
        'True',
        'MinimumReplicasAvailable',
        'Deployment has minimum availability.',
        context.clock.now(),
      )
    : newCondition(
        'Available',
        'False',
        'MinimumReplicasUnavailable',
        'Deployment does not have minimum availability.',
        context.clock.now(),
      )
  return {
    observedGeneration: deployment.metadata.generation,
    replicas: nonZero(total(({ replicas }) => replicas)),
    updatedReplicas: nonZero(newSet?.status?.replicas ?? 0),
    readyReplicas: nonZero(total(({ readyReplicas }) => readyReplicas)),
    availableReplicas: nonZero(available),
    unavailableReplicas: nonZero(Math.max(desiredTotal(sets) - available, 0)),
    terminatingReplicas: terminatingTotal(sets),
    collisionCount: round.collisionCount,
    conditions: setCondition(round.conditions, availability),
  }
}

/** Unknown as long as one set does not tell. */
function terminatingTotal(sets: readonly ReplicaSet[]): number | undefined {
  const counts = sets.map(({ status }) => status?.terminatingReplicas)
  return counts.every((count) => count !== undefined) ? sum(counts) : undefined
}

/** The status with progress estimated: during a rollout. */
export function rolloutStatus(round: Round): DeploymentStatus {
  const status = countedStatus(round)
  const conditions = withProgress(round, status)
  const failure = replicaFailure(round)
  return {
    ...status,
    conditions: failure ? setCondition(conditions, failure) : removeCondition(conditions, 'ReplicaFailure'),
  }
}

function withProgress(round: Round, status: DeploymentStatus): DeploymentCondition[] {
  const { deployment } = round
  const conditions = status.conditions ?? []
  if (!hasDeadline(deployment)) return removeCondition(conditions, 'Progressing')
  const current = findCondition(round.conditions, 'Progressing')
  const hasArrived = current?.reason === 'NewReplicaSetAvailable'
  if (hasArrived && status.replicas === status.updatedReplicas) return conditions
  if (isComplete(round, status)) {
    return setCondition(
      conditions,
      progress(round, 'True', 'NewReplicaSetAvailable', 'has successfully progressed.'),
    )
  }
  if (hasProgressed(deployment.status, status)) {
    const condition = progress(round, 'True', 'ReplicaSetUpdated', 'is progressing.')
    const transition = current?.status === 'True' ? { lastTransitionTime: current.lastTransitionTime } : {}
    // The time of the last update is the last sign of progress, so here it moves even where the reason stays.
    return setCondition(removeCondition(conditions, 'Progressing'), { ...condition, ...transition })
  }
  if (!hasTimedOut(round)) return conditions
  return setCondition(
    conditions,
    progress(round, 'False', 'ProgressDeadlineExceeded', 'has timed out progressing.'),
  )
}

function progress(round: Round, status: 'True' | 'False', reason: string, text: string): DeploymentCondition {
  const { newSet, deployment, context } = round
  const subject = newSet ? `ReplicaSet "${newSet.metadata.name}"` : `Deployment "${deployment.metadata.name}"`
  return newCondition('Progressing', status, reason, `${subject} ${text}`, context.clock.now())
}

/** All pods are of the new template and available, and no others are left. */
export function isComplete({ deployment, bounds }: Round, status: DeploymentStatus | undefined): boolean {
  const counts = [status?.updatedReplicas, status?.replicas, status?.availableReplicas]
  const isObserved = (status?.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  return isObserved && counts.every((count) => (count ?? 0) === bounds.replicas)
}

/** More pods are updated, ready or available than before, or fewer old ones are left. */
function hasProgressed(before: DeploymentStatus = {}, after: DeploymentStatus): boolean {
  const old = ({ replicas = 0, updatedReplicas = 0 }: DeploymentStatus) => replicas - updatedReplicas
  return (
    (after.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(after) < old(before) ||
    (after.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (after.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  )
}

function hasTimedOut(round: Round): boolean {
  const condition = findCondition(round.conditions, 'Progressing')
  if (condition === undefined || condition.reason === 'NewReplicaSetAvailable') return false
  if (condition.reason === 'ProgressDeadlineExceeded') return true
  const deadline = deadlineOf(round, condition)
  return deadline !== undefined && deadline < round.context.clock.now()
}

function deadlineOf({ deployment }: Round, condition: DeploymentCondition): number | undefined {
  const updated = parseTime(condition.lastUpdateTime)
  return updated === undefined ? undefined : updated + (deployment.spec?.progressDeadlineSeconds ?? 0) * 1000
}

/** When a rollout that is under way should be looked at for its deadline, in ms: a second after it. */
export function progressCheckAt(round: Round, status: DeploymentStatus): number | undefined {
  const condition = findCondition(status.conditions, 'Progressing')
  if (!hasDeadline(round.deployment) || condition === undefined) return undefined
  const isOver =
    condition.reason === 'ProgressDeadlineExceeded' || condition.reason === 'NewReplicaSetAvailable'
  if (isOver || round.deployment.spec?.paused || isComplete(round, status)) return undefined
  const deadline = deadlineOf(round, condition)
  return deadline === undefined ? undefined : deadline + 1000
}

/** The failure of one of the sets, the new one's before the others'. */
function replicaFailure(round: Round): DeploymentCondition | undefined {
  const sets = [...(round.newSet ? [round.newSet] : []), ...round.oldSets]
  for (const { status } of sets) {
    const failure = status?.conditions?.find(({ type }) => type === 'ReplicaFailure')
    if (failure) return { ...failure, lastUpdateTime: failure.lastTransitionTime }
  }
  return undefined
}
