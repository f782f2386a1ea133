/** PriorityLevelConfiguration: how much of the API server a priority level may use. */
import { type FieldError, forbiddenField, notSupported, required } from '../../../apimachinery/field-error.ts'
import type { PriorityLevelConfiguration } from '../../../generated/types.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'

/** PriorityLevelConfiguration, `flowcontrol.apiserver.k8s.io/v1`. */
export const priorityLevelConfiguration = defineKind<PriorityLevelConfiguration>({
  kind: 'PriorityLevelConfiguration',
  group: 'flowcontrol.apiserver.k8s.io',
  generation: true,
  initial: async () => (await import('./bootstrap.ts')).priorityLevels(),
  defaults,
  validate,
  columns: [
    nameColumn,
    column('Type', ({ spec }) => spec?.type ?? ''),
    column('NominalConcurrencyShares', ({ spec }) => spec?.limited?.nominalConcurrencyShares ?? '<none>'),
    column('Queues', ({ spec }) => spec?.limited?.limitResponse?.queuing?.queues ?? '<none>'),
    column('HandSize', ({ spec }) => spec?.limited?.limitResponse?.queuing?.handSize ?? '<none>'),
    column('QueueLengthLimit', ({ spec }) => {
      return spec?.limited?.limitResponse?.queuing?.queueLengthLimit ?? '<none>'
    }),
    ageColumn,
  ],
  describe: () => import('../generic.describe.ts'),
})

function defaults({ spec }: PriorityLevelConfiguration): void {
  if (spec?.exempt) {
    spec.exempt.nominalConcurrencyShares ??= 0
    spec.exempt.lendablePercent ??= 0
  }
  if (!spec?.limited) return
  spec.limited.nominalConcurrencyShares ??= 30
  spec.limited.lendablePercent ??= 0
  const queuing = spec.limited.limitResponse?.queuing
  if (!queuing) return
  queuing.queues ??= 64
  queuing.handSize ??= 8
  queuing.queueLengthLimit ??= 50
}

function validate({ spec }: PriorityLevelConfiguration): FieldError[] {
  const { type = '', limited, exempt } = spec ?? {}
  switch (type) {
    case 'Exempt':
      return limited ? [forbiddenField('spec.limited', 'must be nil if the type is not Limited')] : []
    case 'Limited':
      return [
        ...(exempt ? [forbiddenField('spec.exempt', 'must be nil if the type is Limited')] : []),
        ...(limited ? [] : [required('spec.limited', 'must not be empty when type is Limited')]),
      ]
    default:
      return [notSupported('spec.type', type, ['Exempt', 'Limited'])]
  }
}
