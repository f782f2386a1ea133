/** The status of a stateful set: counts of its pods by readiness and revision. Source: stateful_set_control.go. */
import { countPods } from '../../api/kinds/apps/stateful-set.pod.ts'
import { availableAt } from '../../api/kinds/core/pod/conditions.ts'
import { deepEqual } from '../../base/json.ts'
import type { StatefulSet, StatefulSetStatus } from '../../generated/types.ts'
import type { Result } from '../../runtime/reconciler.ts'
import { revisionOf } from './identity.ts'
import { isAvailable, isLeaving, isRunningAndReady, podsOf, type Round } from './round.ts'

/** Writes the status down where it has changed. */
export async function writeStatus(round: Round, collisionCount: number): Promise<void> {
  const { set, context } = round
  const status = completed(set, observed(round, collisionCount))
  if (deepEqual(status, set.status)) return
  await context.client.update('StatefulSet', { ...set, status }, { subresource: 'status' })
}

function observed(round: Round, collisionCount: number): StatefulSetStatus {
  const pods = podsOf(round)
  const staying = pods.filter((pod) => !isLeaving(pod))
  const ready = pods.filter(isRunningAndReady)
  const ofRevision = (name = '') => staying.filter((pod) => revisionOf(pod) === name).length || undefined
  return {
    observedGeneration: round.set.metadata.generation,
    replicas: pods.length,
    readyReplicas: ready.length || undefined,
    currentReplicas: ofRevision(round.current.metadata.name),
    updatedReplicas: ofRevision(round.update.metadata.name),
    currentRevision: round.current.metadata.name,
    updateRevision: round.update.metadata.name,
    collisionCount,
    availableReplicas: ready.filter((pod) => isAvailable(round, pod)).length,
  }
}

/** A rolling update is over when all replicas are updated and ready: then its revision is the current one. */
function completed(set: StatefulSet, status: StatefulSetStatus): StatefulSetStatus {
  const { replicas, readyReplicas = 0, updatedReplicas = 0 } = status
  const isRolling = set.spec?.updateStrategy?.type === 'RollingUpdate'
  const counts = [replicas, readyReplicas, updatedReplicas]
  if (!isRolling || counts.some((count) => count !== countPods(set))) return status
  return { ...status, currentReplicas: status.updatedReplicas, currentRevision: status.updateRevision }
}

/** When the next of the pods that are ready will have been ready for long enough. */
export function nextAvailability(round: Round): Result | undefined {
  const { set, context } = round
  const minReadySeconds = set.spec?.minReadySeconds ?? 0
  const waiting = podsOf(round)
    .filter((pod) => !isLeaving(pod))
    .map((pod) => ({ pod, at: availableAt(pod, minReadySeconds) ?? 0 }))
    .filter(({ at }) => at > context.clock.now())
    .sort((a, b) => a.at - b.at)
  const [next] = waiting
  return next && { requeueAt: next.at, why: `minReadySeconds of pod ${next.pod.metadata.name} are over` }
}
