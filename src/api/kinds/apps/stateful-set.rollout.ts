/** `kubectl rollout` of stateful sets. Source: kubectl, polymorphichelpers. */
import type { StatefulSet } from '../../../generated/types.ts'
import type { RolloutCapability, RolloutStatus } from '../../rollout.ts'
import { controllerRevisions, controllerRollback } from './controller-revision-history.ts'

/** How stateful sets roll out. */
export const rollout: RolloutCapability<StatefulSet> = {
  status,
  longestPause: ({ spec }) => spec?.minReadySeconds ?? 0,
  revisions: controllerRevisions,
  rollback: controllerRollback,
  noPrevious: () => 'no last revision to roll back to',
}

function status({ metadata, spec, status: state }: StatefulSet): RolloutStatus {
  if (spec?.updateStrategy?.type !== 'RollingUpdate') {
    const failure = 'rollout status is only available for RollingUpdate strategy type'
    return { text: '', done: false, failure }
  }
  const observed = state?.observedGeneration ?? 0
  if (observed === 0 || (metadata.generation ?? 0) > observed)
    return waiting('Waiting for statefulset spec update to be observed...')
  const { readyReplicas: ready = 0, updatedReplicas: updated = 0 } = state ?? {}
  const wanted = spec.replicas ?? 1
  if (ready < wanted) return waiting(`Waiting for ${wanted - ready} pods to be ready...`)
  const { rollingUpdate } = spec.updateStrategy
  if (rollingUpdate === undefined) return withoutPartition(state)
  const toUpdate = wanted - (rollingUpdate.partition ?? wanted)
  if (updated < toUpdate)
    return waiting(
      `Waiting for partitioned roll out to finish: ${updated} out of ${toUpdate} new pods have been updated...`,
    )
  return { text: `partitioned roll out complete: ${updated} new pods have been updated...`, done: true }
}

function withoutPartition(state: StatefulSet['status']): RolloutStatus {
  const { updateRevision = '', currentRevision = '', updatedReplicas = 0, currentReplicas = 0 } = state ?? {}
  if (updateRevision !== currentRevision)
    return waiting(
      `waiting for statefulset rolling update to complete ${updatedReplicas} pods at revision ${updateRevision}...`,
    )
  const text = `statefulset rolling update complete ${currentReplicas} pods at revision ${currentRevision}...`
  return { text, done: true }
}

function waiting(text: string): RolloutStatus {
  return { text, done: false }
}
