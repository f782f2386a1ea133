/** CSIStorageCapacity: how much room a driver has left. */
import { required } from '../../../apimachinery/field-error.ts'
import type { CSIStorageCapacity } from '../../../generated/types.ts'
import { column, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'

/** CSIStorageCapacity, `storage.k8s.io/v1`. Found by the index 'class' under the storage class that it is for. */
export const csiStorageCapacity = defineKind<CSIStorageCapacity>({
  kind: 'CSIStorageCapacity',
  group: 'storage.k8s.io',
  validate: ({ storageClassName }) => (storageClassName ? [] : [required('storageClassName')]),
  indexes: ({ storageClassName }) => [['class', storageClassName ?? '']],
  columns: [
    nameColumn,
    column('StorageClassName', ({ storageClassName }) => storageClassName ?? ''),
    column('Capacity', ({ capacity }) => capacity ?? '<unset>'),
  ],
  describe: () => import('../generic.describe.ts'),
})
