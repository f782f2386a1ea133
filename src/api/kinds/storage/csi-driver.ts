/** CSIDriver: what a storage driver can do. */
import { type FieldError, invalidValue, notSupported, required } from '../../../apimachinery/field-error.ts'
import { checkDns1123Subdomain } from '../../../apimachinery/names.ts'
import { deepEqual } from '../../../base/json.ts'
import type { CSIDriver } from '../../../generated/types.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'

const MODES = ['Ephemeral', 'Persistent']
const GROUP_POLICIES = ['File', 'None', 'ReadWriteOnceWithFSType']

/** CSIDriver, `storage.k8s.io/v1`. */
export const csiDriver = defineKind<CSIDriver>({
  kind: 'CSIDriver',
  group: 'storage.k8s.io',
  generation: true,
  defaults({ spec }) {
    if (!spec) return
    spec.attachRequired ??= true
    spec.podInfoOnMount ??= false
    spec.storageCapacity ??= false
    spec.fsGroupPolicy ??= 'ReadWriteOnceWithFSType'
    spec.requiresRepublish ??= false
    spec.seLinuxMount ??= false
    if (!spec.volumeLifecycleModes?.length) spec.volumeLifecycleModes = ['Persistent']
  },
  validate,
  validateUpdate({ spec }, { spec: old }) {
    return (['attachRequired', 'volumeLifecycleModes'] as const)
      .filter((field) => !deepEqual(spec?.[field], old?.[field]))
      .map((field) => invalidValue(`spec.${field}`, spec?.[field], 'field is immutable'))
  },
  columns: [
    nameColumn,
    column('AttachRequired', ({ spec }) => spec?.attachRequired ?? true, { type: 'boolean' }),
    column('PodInfoOnMount', ({ spec }) => spec?.podInfoOnMount ?? false, { type: 'boolean' }),
    column('StorageCapacity', ({ spec }) => spec?.storageCapacity ?? false, { type: 'boolean' }),
    column('TokenRequests', formatTokenRequests),
    column('RequiresRepublish', ({ spec }) => spec?.requiresRepublish ?? false, { type: 'boolean' }),
    column('Modes', ({ spec }) => (spec?.volumeLifecycleModes ?? []).join(',') || '<none>'),
    ageColumn,
  ],
  describe: () => import('../generic.describe.ts'),
})

function formatTokenRequests({ spec }: CSIDriver): string {
  const requests = spec?.tokenRequests
  return requests ? requests.map(({ audience }) => audience).join(',') : '<unset>'
}

function validate({ metadata, spec = {} }: CSIDriver): FieldError[] {
  const { attachRequired, podInfoOnMount, storageCapacity, fsGroupPolicy, volumeLifecycleModes = [] } = spec
  const name = metadata.name ?? ''
  const errors: FieldError[] = checkDns1123Subdomain(name.toLowerCase()).map((message) =>
    invalidValue('metadata.name', name, message),
  )
  for (const [field, value] of Object.entries({ attachRequired, podInfoOnMount, storageCapacity }))
    if (value === undefined) errors.push(required(`spec.${field}`))
  if (fsGroupPolicy !== undefined && !GROUP_POLICIES.includes(fsGroupPolicy))
    errors.push(notSupported('spec.fsGroupPolicy', fsGroupPolicy, GROUP_POLICIES))
  for (const mode of volumeLifecycleModes)
    if (!MODES.includes(mode)) errors.push(notSupported('spec.volumeLifecycleModes', mode, MODES))
  return errors
}
