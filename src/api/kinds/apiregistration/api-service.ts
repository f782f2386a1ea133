/** APIService: which server serves an API group. */
import { type FieldError, invalidValue, required } from '../../../apimachinery/field-error.ts'
import { formatTime } from '../../../apimachinery/time.ts'
import type { APIService, APIServiceCondition } from '../../../generated/types.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'
import { LOCAL, localApiServices } from './local-api-services.ts'

const METRICS = 'metrics.k8s.io'

/** APIService, `apiregistration.k8s.io/v1`. */
export const apiService = defineKind<APIService>({
  kind: 'APIService',
  group: 'apiregistration.k8s.io',
  defaults({ spec }) {
    if (spec?.service) spec.service.port ??= 443
  },
  prepareCreate: (object, { now }) => tellAvailability(object, now),
  prepareUpdate: (object, _old, { now }) => tellAvailability(object, now),
  initial: async () => localApiServices(),
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

/**
 * What its controller finds out: groups that are served by this server are there. Servers of other groups are not
 * simulated, save for the one that measures.
 */
function tellAvailability(object: APIService, now: number): void {
  const before = object.status?.conditions?.find(({ type }) => type === 'Available')
  const found = availabilityOf(object)
  const lastTransitionTime = before?.status === found.status ? before.lastTransitionTime : formatTime(now)
  object.status = { conditions: [{ ...(lastTransitionTime && { lastTransitionTime }), ...found }] }
}

function availabilityOf({ spec }: APIService): APIServiceCondition {
  if (!spec?.service) return LOCAL
  if (spec.group === METRICS)
    return { type: 'Available', status: 'True', reason: 'Passed', message: 'all checks passed' }
  const { namespace = '', name = '', port = 443 } = spec.service
  const message = `failing or missing response from ${namespace}/${name}:${port}: servers of other APIs are not simulated`
  return { type: 'Available', status: 'False', reason: 'FailedDiscoveryCheck', message }
}

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
