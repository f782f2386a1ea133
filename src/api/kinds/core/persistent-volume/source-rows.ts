/** The source of a PersistentVolume as `kubectl describe` shows it. */
import type { PersistentVolumeSpec, Volume } from '../../../../generated/types.ts'
import { shortenAnnotation } from '../../../describe/metadata.ts'
import { volumeRows } from '../../../describe/volume-rows.ts'

/** The rows below `Source:`; those of most sources are the same as for pods' volumes. */
export function persistentVolumeRows(spec: PersistentVolumeSpec): string[] {
  const { local, csi } = spec
  if (local)
    return [
      'Type:\tLocalVolume (a persistent volume backed by local storage on a node)',
      `Path:\t${local.path}`,
    ]
  if (csi)
    return [
      'Type:\tCSI (a Container Storage Interface (CSI) volume source)',
      `Driver:\t${csi.driver}`,
      `FSType:\t${csi.fsType ?? ''}`,
      `VolumeHandle:\t${csi.volumeHandle}`,
      `ReadOnly:\t${csi.readOnly ?? false}`,
      ...attributeRows(csi.volumeAttributes ?? {}),
    ]
  return volumeRows(spec as Partial<Volume>) ?? ['<unknown>']
}

function attributeRows(attributes: Readonly<Record<string, string>>): string[] {
  const keys = Object.keys(attributes).sort()
  if (keys.length === 0) return ['VolumeAttributes:\t<none>']
  return keys.map(
    (key, index) =>
      `${index === 0 ? 'VolumeAttributes:\t' : '\t    '}${shortenAnnotation(`${key}=${attributes[key]}`)}`,
  )
}
