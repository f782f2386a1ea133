/** Defaults of volumes (pkg/apis/core/v1/defaults.go). */
import type { DownwardAPIVolumeFile, PersistentVolumeClaimSpec, Volume } from '../../../../generated/types.ts'
import { defaultPullPolicy } from './image.ts'

/** The mode of files that name none: 0644. */
const FILE_MODE = 0o644

/** Fills in a volume; one without a source is an empty directory. */
export function defaultVolume(volume: Volume): void {
  const { secret, configMap, downwardAPI, projected, hostPath, image, ephemeral } = volume
  if (Object.keys(volume).every((key) => key === 'name' || volume[key as keyof Volume] === undefined))
    volume.emptyDir = {}
  if (secret) secret.defaultMode ??= FILE_MODE
  if (configMap) configMap.defaultMode ??= FILE_MODE
  if (downwardAPI) {
    downwardAPI.defaultMode ??= FILE_MODE
    for (const file of downwardAPI.items ?? []) defaultFile(file)
  }
  if (projected) defaultProjected(projected)
  if (hostPath) hostPath.type ??= ''
  if (image) image.pullPolicy ||= defaultPullPolicy(image.reference ?? '')
  if (ephemeral?.volumeClaimTemplate) {
    ephemeral.volumeClaimTemplate.metadata ??= {}
    ephemeral.volumeClaimTemplate.spec ??= {}
    defaultClaimSpec(ephemeral.volumeClaimTemplate.spec)
  }
  defaultNetworkVolume(volume)
}

/** Fills in the spec of a claim that is part of another object. */
export function defaultClaimSpec(spec: PersistentVolumeClaimSpec): void {
  spec.resources ??= {}
  spec.volumeMode ??= 'Filesystem'
  if (spec.dataSource && !spec.dataSourceRef) spec.dataSourceRef = { ...spec.dataSource }
  else if (spec.dataSourceRef && !spec.dataSource && spec.dataSourceRef.namespace === undefined)
    spec.dataSource = { ...spec.dataSourceRef }
}

function defaultProjected(projected: NonNullable<Volume['projected']>): void {
  projected.defaultMode ??= FILE_MODE
  for (const { serviceAccountToken, downwardAPI } of projected.sources ?? []) {
    if (serviceAccountToken) serviceAccountToken.expirationSeconds ??= 3600
    for (const file of downwardAPI?.items ?? []) defaultFile(file)
  }
}

function defaultFile({ fieldRef, resourceFieldRef }: DownwardAPIVolumeFile): void {
  if (fieldRef) fieldRef.apiVersion ||= 'v1'
  if (resourceFieldRef) resourceFieldRef.divisor ??= '0'
}

function defaultNetworkVolume({ iscsi, rbd, azureDisk, scaleIO }: Volume): void {
  if (iscsi) iscsi.iscsiInterface ||= 'default'
  if (rbd) {
    rbd.pool ||= 'rbd'
    rbd.user ||= 'admin'
    rbd.keyring ||= '/etc/ceph/keyring'
  }
  if (azureDisk) {
    azureDisk.cachingMode ??= 'ReadWrite'
    azureDisk.kind ??= 'Shared'
    azureDisk.fsType ??= 'ext4'
    azureDisk.readOnly ??= false
  }
  if (scaleIO) {
    scaleIO.storageMode ||= 'ThinProvisioned'
    scaleIO.fsType ||= 'xfs'
  }
}
