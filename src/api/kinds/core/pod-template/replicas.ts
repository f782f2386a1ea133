/** What all kinds share that keep so many replicas of a pod template. */
import { formatSelector, type Selector } from '../../../../apimachinery/label-selector.ts'
import { column } from '../../../columns.ts'
import type { Column, ScaleCapability } from '../../../define-kind.ts'

interface Replicated {
  spec?: { replicas?: number }
  status?: { replicas?: number; readyReplicas?: number }
}

/** The scale subresource over `spec.replicas` and `status.replicas`. */
export function replicaScale<T>(selector: (object: T) => Selector): ScaleCapability<T> {
  return {
    specReplicasPath: ['spec', 'replicas'],
    statusReplicasPath: ['status', 'replicas'],
    selector: (object) => formatSelector(selector(object)),
  }
}

/** DESIRED, CURRENT and READY. */
export function replicaColumns<T extends Replicated>(): Column<T>[] {
  return [
    column('Desired', ({ spec }) => spec?.replicas ?? 0, { type: 'integer' }),
    column('Current', ({ status }) => status?.replicas ?? 0, { type: 'integer' }),
    column('Ready', ({ status }) => status?.readyReplicas ?? 0, { type: 'integer' }),
  ]
}
