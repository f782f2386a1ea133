/** ServiceAccount: who a pod is to the API. */
import type { ServiceAccount } from '../../../generated/types.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'

/** ServiceAccount, `v1`. */
export const serviceAccount = defineKind<ServiceAccount>({
  kind: 'ServiceAccount',
  group: '',
  prepareCreate: keepNames,
  prepareUpdate: keepNames,
  columns: [nameColumn, column('Secrets', ({ secrets }) => secrets?.length ?? 0), ageColumn],
  describe: () => import('./service-account.describe.ts'),
})

/** Of a secret only the name counts (pkg/registry/core/serviceaccount/strategy.go, cleanSecretReferences). */
function keepNames(object: ServiceAccount): void {
  object.secrets &&= object.secrets.map(({ name }) => (name === undefined ? {} : { name }))
}
