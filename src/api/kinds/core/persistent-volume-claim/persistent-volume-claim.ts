/** PersistentVolumeClaim: a request for storage. */
import type { PersistentVolumeClaim } from '../../../../generated/types.ts'
import type { IndexEntry } from '../../../../store/store.ts'
import { ageColumn, column, nameColumn, wideColumn } from '../../../columns.ts'
import { defineKind } from '../../../define-kind.ts'
import { classAnnotationWarnings, shortAccessModes, storageClassOf } from '../access-modes.ts'
import { validate, validateUpdate } from './validation.ts'
import { claimSpecWarnings } from './warnings.ts'

/**
 * PersistentVolumeClaim, `v1`. Found by the index 'volume' under its volume's name and by 'class' under its storage
 * class' name; by 'waiting' under the same ('' without one) as long as it is not bound; by 'attributes' under its class of
 * attributes.
 */
export const persistentVolumeClaim = defineKind<PersistentVolumeClaim>({
  kind: 'PersistentVolumeClaim',
  group: '',
  defaults({ spec }) {
    if (spec) spec.volumeMode ??= 'Filesystem'
  },
  prepareCreate(object) {
    object.status = { phase: 'Pending' }
    alignDataSources(object)
  },
  validate,
  validateUpdate,
  warnings: ({ metadata, spec }) => [
    ...claimSpecWarnings(spec, 'spec'),
    ...classAnnotationWarnings(metadata),
  ],
  columns: [
    nameColumn,
    column('Status', ({ metadata, status }) =>
      metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? ''),
    ),
    column('Volume', ({ spec }) => spec?.volumeName ?? ''),
    column('Capacity', ({ spec, status }) => (spec?.volumeName ? (status?.capacity?.storage ?? '0') : '')),
    column('Access Modes', ({ spec, status }) =>
      spec?.volumeName ? shortAccessModes(status?.accessModes) : '',
    ),
    column('StorageClass', storageClassOf, { description: 'StorageClass of the pvc' }),
    column('VolumeAttributesClass', ({ spec }) => spec?.volumeAttributesClassName ?? '<unset>'),
    ageColumn,
    wideColumn('VolumeMode', ({ spec }) => spec?.volumeMode ?? '<unset>'),
  ],
  describe: () => import('./persistent-volume-claim.describe.ts'),
  indexes,
  selectableFields: { name: ({ metadata }) => metadata.name ?? '' },
})

/** `dataSource` and its successor `dataSourceRef` mean the same (NormalizeDataSources). */
function alignDataSources({ spec }: PersistentVolumeClaim): void {
  if (!spec) return
  if (spec.dataSource && !spec.dataSourceRef) spec.dataSourceRef = { ...spec.dataSource }
  else if (spec.dataSourceRef && !spec.dataSource && !spec.dataSourceRef.namespace) {
    const { apiGroup, kind, name } = spec.dataSourceRef
    const isLocal = kind === 'PersistentVolumeClaim' || apiGroup === 'snapshot.storage.k8s.io'
    if (isLocal) spec.dataSource = { ...(apiGroup !== undefined && { apiGroup }), kind, name }
  }
}

function indexes(object: PersistentVolumeClaim): IndexEntry[] {
  const entries: IndexEntry[] = []
  const className = storageClassOf(object)
  if (object.spec?.volumeName) entries.push(['volume', object.spec.volumeName])
  if (className) entries.push(['class', className])
  const attributes = object.spec?.volumeAttributesClassName
  if (attributes) entries.push(['attributes', attributes])
  if (object.status?.phase !== 'Bound') entries.push(['waiting', className])
  return entries
}
