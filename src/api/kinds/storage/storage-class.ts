/** StorageClass: how volumes are made. */
import {
  type FieldError,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
} from '../../../apimachinery/field-error.ts'
import { validateLabelKey } from '../../../apimachinery/labels.ts'
import { checkQualifiedName } from '../../../apimachinery/qualified-name.ts'
import { deepEqual } from '../../../base/json.ts'
import type { StorageClass } from '../../../generated/types.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'
import { isDefaultClass } from './default-class.ts'
import { validateParameters } from './parameters.ts'

const POLICIES = ['Delete', 'Retain']
const BINDING_MODES = ['Immediate', 'WaitForFirstConsumer']

/** StorageClass, `storage.k8s.io/v1`. */
export const storageClass = defineKind<StorageClass>({
  kind: 'StorageClass',
  group: 'storage.k8s.io',
  defaults(object) {
    object.reclaimPolicy ??= 'Delete'
    object.volumeBindingMode ??= 'Immediate'
  },
  validate,
  validateUpdate,
  columns: [
    {
      ...nameColumn,
      cell: (object) => `${object.metadata.name}${isDefaultClass(object) ? ' (default)' : ''}`,
    },
    column('Provisioner', ({ provisioner }) => provisioner ?? ''),
    column('ReclaimPolicy', ({ reclaimPolicy }) => reclaimPolicy ?? 'Delete'),
    column('VolumeBindingMode', ({ volumeBindingMode }) => volumeBindingMode ?? 'Immediate'),
    column('AllowVolumeExpansion', ({ allowVolumeExpansion }) => allowVolumeExpansion ?? false),
    ageColumn,
  ],
  describe: () => import('./storage-class.describe.ts'),
})

function validate({
  provisioner = '',
  parameters,
  reclaimPolicy,
  volumeBindingMode,
  allowedTopologies,
}: StorageClass): FieldError[] {
  const errors: FieldError[] = []
  if (provisioner === '') errors.push(required('provisioner'))
  else
    for (const message of checkQualifiedName(provisioner.toLowerCase()))
      errors.push(invalidValue('provisioner', provisioner, message))
  errors.push(...validateParameters(parameters))
  if (reclaimPolicy && !POLICIES.includes(reclaimPolicy))
    errors.push(notSupported('reclaimPolicy', reclaimPolicy, POLICIES))
  if (volumeBindingMode === undefined) errors.push(required('volumeBindingMode'))
  else if (!BINDING_MODES.includes(volumeBindingMode))
    errors.push(notSupported('volumeBindingMode', volumeBindingMode, BINDING_MODES))
  return [...errors, ...validateTopologies(allowedTopologies)]
}

function validateTopologies(terms: StorageClass['allowedTopologies'] = []): FieldError[] {
  return terms.flatMap(({ matchLabelExpressions = [] }, term) =>
    matchLabelExpressions.flatMap(({ key = '', values = [] }, index) => {
      const path = `allowedTopologies[${term}].matchLabelExpressions[${index}]`
      return [
        ...(values.length === 0 ? [required(`${path}.values`)] : []),
        ...validateLabelKey(key, `${path}.key`),
      ]
    }),
  )
}

function validateUpdate(object: StorageClass, old: StorageClass): FieldError[] {
  const errors = (['parameters', 'provisioner', 'reclaimPolicy'] as const)
    .filter((field) => !deepEqual(object[field], old[field]))
    .map((field) => forbiddenField(field, `updates to ${field} are forbidden.`))
  if (object.volumeBindingMode !== old.volumeBindingMode)
    errors.push(invalidValue('volumeBindingMode', object.volumeBindingMode, 'field is immutable'))
  return errors
}
