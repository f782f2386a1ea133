/** VolumeAttachment: a volume is to be attached to a node. */
import { invalidValue, required } from '../../../apimachinery/field-error.ts'
import { deepEqual } from '../../../base/json.ts'
import type { VolumeAttachment } from '../../../generated/types.ts'
import type { IndexEntry } from '../../../store/store.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'

/** VolumeAttachment, `storage.k8s.io/v1`. Found by the indexes 'volume' and 'node' under the names of both. */
export const volumeAttachment = defineKind<VolumeAttachment>({
  kind: 'VolumeAttachment',
  group: 'storage.k8s.io',
  validate({ spec }) {
    const { attacher, nodeName, source } = spec ?? {}
    return [
      ...(attacher ? [] : [required('spec.attacher')]),
      ...(source?.persistentVolumeName || source?.inlineVolumeSpec
        ? []
        : [required('spec.source', 'must specify exactly one of inlineVolumeSpec and persistentVolumeName')]),
      ...(nodeName ? [] : [required('spec.nodeName')]),
    ]
  },
  validateUpdate: ({ spec }, { spec: old }) =>
    deepEqual(spec, old) ? [] : [invalidValue('spec', spec, 'field is immutable')],
  columns: [
    nameColumn,
    column('Attacher', ({ spec }) => spec?.attacher ?? '', { format: 'name' }),
    column('PV', ({ spec }) => spec?.source?.persistentVolumeName ?? ''),
    column('Node', ({ spec }) => spec?.nodeName ?? ''),
    column('Attached', ({ status }) => status?.attached ?? false, { type: 'boolean' }),
    ageColumn,
  ],
  describe: () => import('../generic.describe.ts'),
  indexes({ spec }) {
    const { nodeName, source } = spec ?? {}
    const entries: IndexEntry[] = []
    if (source?.persistentVolumeName) entries.push(['volume', source.persistentVolumeName])
    if (nodeName) entries.push(['node', nodeName])
    return entries
  },
})
