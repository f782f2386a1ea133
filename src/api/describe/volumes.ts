/** The volumes of a pod or of a pod template in a description. */
import type { ProjectedVolumeSource, Volume } from '../../generated/types.ts'
import { shortenAnnotation, writeAnnotations, writeLabels } from './metadata.ts'
import { volumeRows } from './volume-rows.ts'
import type { DescribeWriter } from './writer.ts'

/** Writes `Volumes:` and each volume with its type and source. */
export function writeVolumes(
  writer: DescribeWriter,
  volumes: readonly Volume[] | undefined,
  indent = '',
): void {
  if (volumes === undefined || volumes.length === 0) {
    writer.line(0, `${indent}Volumes:\t<none>`)
    return
  }
  writer.line(0, `${indent}Volumes:`)
  for (const volume of volumes) {
    writer.line(1, `${indent === '' ? '' : ' '}${volume.name}:`)
    writeVolume(writer, volume)
  }
}

function writeVolume(writer: DescribeWriter, volume: Volume): void {
  const rows = volumeRows(volume)
  for (const row of rows ?? []) writer.line(2, row)
  if (volume.ephemeral) writeEphemeral(writer, volume.ephemeral)
  else if (volume.downwardAPI) writeDownwardApi(writer, volume.downwardAPI)
  else if (volume.projected) for (const row of projectedRows(volume.projected)) writer.line(2, row)
  else if (rows === undefined) writer.line(1, '<unknown>')
  if (volume.csi) writeVolumeAttributes(writer, volume.csi.volumeAttributes)
}

function projectedRows({ sources = [] }: ProjectedVolumeSource): string[] {
  const rows = ['Type:\tProjected (a volume that contains injected data from multiple sources)']
  for (const { secret, downwardAPI, configMap, serviceAccountToken } of sources) {
    if (secret) rows.push(`SecretName:\t${secret.name ?? ''}`, `Optional:\t${secret.optional === true}`)
    else if (downwardAPI) rows.push('DownwardAPI:\ttrue')
    else if (configMap)
      rows.push(`ConfigMapName:\t${configMap.name ?? ''}`, `Optional:\t${configMap.optional === true}`)
    else if (serviceAccountToken)
      rows.push(`TokenExpirationSeconds:\t${serviceAccountToken.expirationSeconds ?? 0}`)
  }
  return rows
}

function writeDownwardApi(writer: DescribeWriter, { items = [] }: NonNullable<Volume['downwardAPI']>): void {
  writer.line(2, 'Type:\tDownwardAPI (a volume populated by information about the pod)')
  writer.line(2, 'Items:')
  for (const { fieldRef, resourceFieldRef, path } of items) {
    if (fieldRef) writer.line(3, `${fieldRef.fieldPath} -> ${path}`)
    if (resourceFieldRef) writer.line(3, `${resourceFieldRef.resource} -> ${path}`)
  }
}

function writeEphemeral(
  writer: DescribeWriter,
  { volumeClaimTemplate: template }: NonNullable<Volume['ephemeral']>,
): void {
  const type =
    'EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)'
  writer.line(2, `Type:\t${type}`)
  if (template === undefined) return
  const { storageClassName = '', volumeName = '', volumeMode } = template.spec ?? {}
  const claim = writer.nested(2)
  claim.line(0, `StorageClass:\t${storageClassName}`)
  claim.line(0, `Volume:\t${volumeName}`)
  writeLabels(claim, 'Labels', template.metadata?.labels)
  writeAnnotations(claim, 'Annotations', template.metadata?.annotations)
  claim.line(0, 'Capacity:\t')
  claim.line(0, 'Access Modes:\t')
  if (volumeMode !== undefined) claim.line(0, `VolumeMode:\t${volumeMode}`)
}

/** `VolumeAttributes:` of a CSI volume, sorted; `<none>` without any. */
function writeVolumeAttributes(
  writer: DescribeWriter,
  attributes: Readonly<Record<string, string>> | undefined,
): void {
  const keys = Object.keys(attributes ?? {}).sort()
  if (keys.length === 0) writer.line(2, 'VolumeAttributes:\t<none>')
  keys.forEach((key, index) => {
    const title = index === 0 ? 'VolumeAttributes:' : ''
    writer.line(
      2,
      `${title}\t${index === 0 ? '' : '    '}${shortenAnnotation(`${key}=${attributes?.[key]}`)}`,
    )
  })
}
