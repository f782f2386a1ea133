/** The rules of a ReplicaSet (pkg/apis/apps/validation). */

import type { FieldError } from '../../../../apimachinery/field-error.ts'
import type { ReplicaSet } from '../../../../generated/types.ts'
import { nonNegative } from '../../core/pod/validation/fields.ts'
import { validateReplicated } from './selector.ts'

/** All errors of a replica set. */
export function validateReplicaSet({ spec }: ReplicaSet): FieldError[] {
  return [
    ...nonNegative(spec?.replicas, 'spec.replicas'),
    ...nonNegative(spec?.minReadySeconds, 'spec.minReadySeconds'),
    ...validateReplicated(spec?.selector, spec?.template),
  ]
}
