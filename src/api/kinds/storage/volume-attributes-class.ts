/** VolumeAttributesClass: qualities of a volume that may change while it is in use. */
import { type FieldError, forbiddenField, required } from '../../../apimachinery/field-error.ts'
import { deepEqual } from '../../../base/json.ts'
import type { VolumeAttributesClass } from '../../../generated/types.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'
import { isDefaultClass } from './default-class.ts'
import { validateParameters } from './parameters.ts'

/** VolumeAttributesClass, `storage.k8s.io/v1`. */
export const volumeAttributesClass = defineKind<VolumeAttributesClass>({
  kind: 'VolumeAttributesClass',
  group: 'storage.k8s.io',
  validate: ({ driverName, parameters }) => [
    ...(driverName ? [] : [required('driverName')]),
    ...validateParameters(parameters),
  ],
  validateUpdate: (object, old): FieldError[] =>
    (['driverName', 'parameters'] as const)
      .filter((field) => !deepEqual(object[field], old[field]))
      .map((field) => forbiddenField(field, `updates to ${field} are forbidden.`)),
  columns: [
    {
      ...nameColumn,
      cell: (object) => `${object.metadata.name}${isDefaultClass(object) ? ' (default)' : ''}`,
    },
    column('DriverName', ({ driverName }) => driverName ?? ''),
    ageColumn,
  ],
  describe: () => import('./volume-attributes-class.describe.ts'),
})
