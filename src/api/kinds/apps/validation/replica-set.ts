/** The rules of a ReplicaSet (pkg/apis/apps/validation), some of which a ReplicationController shares. */
import { type FieldError, invalidValue } from '../../../../apimachinery/field-error.ts'
import type {
  ReplicaSet,
  ReplicaSetStatus,
  ReplicationControllerStatus,
} from '../../../../generated/types.ts'
import { nonNegative } from '../../core/pod/validation/fields.ts'
import { nonNegativeCounts } from './numbers.ts'
import { validateReplicated } from './selector.ts'

const PARTS = ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'] as const

/** All errors of a replica set. */
export function validateReplicaSet({ spec }: ReplicaSet): FieldError[] {
  return [
    ...nonNegative(spec?.replicas, 'spec.replicas'),
    ...nonNegative(spec?.minReadySeconds, 'spec.minReadySeconds'),
    ...validateReplicated(spec?.selector, spec?.template),
  ]
}

/** The errors of the status of a replica set or replication controller. */
export function validateReplicaStatus({
  status = { replicas: 0 },
}: {
  status?: ReplicaSetStatus | ReplicationControllerStatus
}): FieldError[] {
  const { replicas, readyReplicas = 0, availableReplicas = 0 } = status
  const counts = ['replicas', ...PARTS, 'observedGeneration', 'terminatingReplicas']
  const errors = nonNegativeCounts({ ...status }, counts, 'status')
  for (const name of PARTS) {
    const count = status[name] ?? 0
    if (count > replicas)
      errors.push(invalidValue(`status.${name}`, count, 'cannot be greater than status.replicas'))
  }
  if (availableReplicas > readyReplicas)
    errors.push(
      invalidValue('status.availableReplicas', availableReplicas, 'cannot be greater than readyReplicas'),
    )
  return errors
}
