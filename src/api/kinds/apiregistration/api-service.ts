/** APIService: which server serves an API group. */
import { type FieldError, invalidValue, required } from '../../../apimachinery/field-error.ts'
import type { APIService } from '../../../generated/types.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'

/** APIService, `apiregistration.k8s.io/v1`. */
export const apiService = defineKind<APIService>({
  kind: 'APIService',
  group: 'apiregistration.k8s.io',
  defaults({ spec }) {
    if (spec?.service) spec.service.port ??= 443
  },
  validate,
  columns: [
    nameColumn,
    column('Service', ({ spec }) =>
      spec?.service ? `${spec.service.namespace ?? ''}/${spec.service.name ?? ''}` : 'Local',
    ),
    column('Available', formatAvailable),
    ageColumn,
  ],
  describe: () => import('../generic.describe.ts'),
})

function formatAvailable({ status }: APIService): string {
  const condition = status?.conditions?.find(({ type }) => type === 'Available')
  if (!condition) return 'Unknown'
  return condition.status === 'True' ? 'True' : `${condition.status} (${condition.reason ?? ''})`
}

function validate({ metadata, spec }: APIService): FieldError[] {
  const { group = '', version = '', groupPriorityMinimum = 0, versionPriority = 0 } = spec ?? {}
  const errors: FieldError[] = []
  const expected = `${version}.${group}`
  if (metadata.name !== expected) {
    const detail = `must be \`spec.version+"."+spec.group\`: "${expected}"`
    errors.push(invalidValue('metadata.name', metadata.name, detail))
  }
  if (version === '') errors.push(required('spec.version'))
  if (groupPriorityMinimum <= 0 || groupPriorityMinimum > 20000)
    errors.push(
      invalidValue('spec.groupPriorityMinimum', groupPriorityMinimum, 'must be positive and less than 20000'),
    )
  if (versionPriority <= 0 || versionPriority > 1000)
    errors.push(invalidValue('spec.versionPriority', versionPriority, 'must be positive and less than 1000'))
  return errors
}
