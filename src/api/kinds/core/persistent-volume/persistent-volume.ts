/** PersistentVolume: a piece of storage in the cluster. */
import { formatTime } from '../../../../apimachinery/time.ts'
import type { PersistentVolume } from '../../../../generated/types.ts'
import type { IndexEntry } from '../../../../store/store.ts'
import { ageColumn, column, nameColumn, wideColumn } from '../../../columns.ts'
import { defineKind } from '../../../define-kind.ts'
import { classAnnotationWarnings, shortAccessModes, storageClassOf } from '../access-modes.ts'
import { validate, validateUpdate } from './validation.ts'

/**
 * PersistentVolume, `v1`. Found by the index 'claim' under the 'namespace/name' that it is bound to, and by 'free' under
 * its class where it is not.
 */
export const persistentVolume = defineKind<PersistentVolume>({
  kind: 'PersistentVolume',
  group: '',
  defaults,
  prepareCreate(object, { now }) {
    object.status = { phase: 'Pending', lastPhaseTransitionTime: formatTime(now) }
  },
  validate,
  validateUpdate,
  warnings: ({ metadata, spec }) => [
    ...classAnnotationWarnings(metadata),
    ...(spec?.persistentVolumeReclaimPolicy === 'Recycle'
      ? [
          'spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.',
        ]
      : []),
  ],
  columns: [
    nameColumn,
    column('Capacity', ({ spec }) => spec?.capacity?.storage ?? '0'),
    column('Access Modes', ({ spec }) => shortAccessModes(spec?.accessModes)),
    column('Reclaim Policy', ({ spec }) => spec?.persistentVolumeReclaimPolicy ?? ''),
    column('Status', ({ metadata, status }) =>
      metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? ''),
    ),
    column('Claim', boundClaim),
    column('StorageClass', storageClassOf, { description: 'StorageClass of the pv' }),
    column('VolumeAttributesClass', ({ spec }) => spec?.volumeAttributesClassName ?? '<unset>'),
    column('Reason', ({ status }) => status?.reason ?? ''),
    ageColumn,
    wideColumn('VolumeMode', ({ spec }) => spec?.volumeMode ?? '<unset>'),
  ],
  describe: () => import('./persistent-volume.describe.ts'),
  indexes(object): IndexEntry[] {
    return object.spec?.claimRef?.name ? [['claim', boundClaim(object)]] : [['free', storageClassOf(object)]]
  },
  selectableFields: { name: ({ metadata }) => metadata.name ?? '' },
})

/** pkg/apis/core/v1/defaults.go. */
function defaults({ spec }: PersistentVolume): void {
  if (!spec) return
  spec.persistentVolumeReclaimPolicy ||= 'Retain'
  spec.volumeMode ??= 'Filesystem'
  if (spec.hostPath) spec.hostPath.type ??= ''
  if (spec.iscsi) spec.iscsi.iscsiInterface ||= 'default'
  if (spec.rbd) {
    spec.rbd.pool ||= 'rbd'
    spec.rbd.user ||= 'admin'
    spec.rbd.keyring ||= '/etc/ceph/keyring'
  }
}

function boundClaim({ spec }: PersistentVolume): string {
  const claim = spec?.claimRef
  return claim ? `${claim.namespace ?? ''}/${claim.name ?? ''}` : ''
}
