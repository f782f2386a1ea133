/** Lease: who leads, and that a node is alive. */
import { type FieldError, invalidValue } from '../../../apimachinery/field-error.ts'
import type { Lease } from '../../../generated/types.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'
import { leaseWithBeat } from '../core/node/heartbeat.ts'

/** Lease, `coordination.k8s.io/v1`. */
export const lease = defineKind<Lease>({
  kind: 'Lease',
  group: 'coordination.k8s.io',
  programs: { object: () => 'kubelet' },
  allowCreateOnUpdate: true,
  allowUnconditionalUpdate: false,
  asOf: leaseWithBeat,
  validate({ spec }) {
    const { leaseDurationSeconds, leaseTransitions } = spec ?? {}
    const errors: FieldError[] = []
    if (leaseDurationSeconds !== undefined && leaseDurationSeconds <= 0)
      errors.push(invalidValue('spec.leaseDurationSeconds', leaseDurationSeconds, 'must be greater than 0'))
    if (leaseTransitions !== undefined && leaseTransitions < 0)
      errors.push(
        invalidValue('spec.leaseTransitions', leaseTransitions, 'must be greater than or equal to 0'),
      )
    return errors
  },
  columns: [nameColumn, column('Holder', ({ spec }) => spec?.holderIdentity ?? ''), ageColumn],
  describe: () => import('../generic.describe.ts'),
})
