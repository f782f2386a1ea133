/** Which volume suits a claim: pure. Source: component-helpers/storage/volume/pv_helpers.go, FindMatchingVolume. */
import { matchesLabels, selectorFromLabelSelector } from '../../apimachinery/label-selector.ts'
import { compareQuantities, tryParseQuantity } from '../../apimachinery/quantity.ts'
import type { PersistentVolume, PersistentVolumeClaim } from '../../generated/types.ts'

/** The class of a claim or volume; '' for none. The annotation is the older form. */
export function classOf({ metadata, spec }: PersistentVolume | PersistentVolumeClaim): string {
  return metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? spec?.storageClassName ?? ''
}

/**
 * The volume to bind a claim to: one that was reserved for it, else the smallest that suits.
 * @param reservedOnly a claim that waits for its first pod takes only what is reserved for it
 */
export function findMatch(
  claim: PersistentVolumeClaim,
  volumes: readonly PersistentVolume[],
  reservedOnly: boolean,
): PersistentVolume | undefined {
  const usable = volumes.filter((volume) => isLargeEnough(volume, claim) && isAlike(volume, claim))
  const reserved = usable.find((volume) => isReservedFor(volume, claim))
  if (reserved !== undefined || reservedOnly) return reserved
  return usable
    .filter(
      (volume) =>
        volume.spec?.claimRef === undefined && volume.status?.phase === 'Available' && suits(volume, claim),
    )
    .reduce<PersistentVolume | undefined>(
      (best, volume) => (best && !isSmaller(volume, best) ? best : volume),
      undefined,
    )
}

/** Whether the volume's reference names the claim; a uid, if it is there, must be the claim's. */
export function isReservedFor({ spec }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  const reference = spec?.claimRef
  if (reference === undefined) return false
  const isNamed = reference.name === metadata.name && reference.namespace === metadata.namespace
  return isNamed && (reference.uid === undefined || reference.uid === '' || reference.uid === metadata.uid)
}

/** Why a volume that the claim names does not suit it; undefined if it does. */
export function mismatch(volume: PersistentVolume, claim: PersistentVolumeClaim): string | undefined {
  if (!isLargeEnough(volume, claim)) return 'requested PV is too small'
  if (classOf(volume) !== classOf(claim)) return 'storageClassName does not match'
  if (!hasSameMode(volume, claim)) return 'incompatible volumeMode'
  return hasAccessModes(volume, claim) ? undefined : 'incompatible accessMode'
}

function suits(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const { selector } = claim.spec ?? {}
  const isSelected =
    selector === undefined || matchesLabels(selectorFromLabelSelector(selector), volume.metadata.labels)
  return isSelected && classOf(volume) === classOf(claim) && hasAccessModes(volume, claim)
}

function isAlike(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  return volume.metadata.deletionTimestamp === undefined && hasSameMode(volume, claim)
}

function hasSameMode(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  return (volume.spec?.volumeMode ?? 'Filesystem') === (claim.spec?.volumeMode ?? 'Filesystem')
}

function hasAccessModes(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  return (claim.spec?.accessModes ?? []).every((mode) => volume.spec?.accessModes?.includes(mode))
}

function isLargeEnough(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  return compareSizes(volume.spec?.capacity?.storage, claim.spec?.resources?.requests?.storage) >= 0
}

function isSmaller(a: PersistentVolume, b: PersistentVolume): boolean {
  return compareSizes(a.spec?.capacity?.storage, b.spec?.capacity?.storage) < 0
}

function compareSizes(a: string | undefined, b: string | undefined): number {
  const [left, right] = [a, b].map((text) => tryParseQuantity(text ?? '0') ?? tryParseQuantity('0')!)
  return compareQuantities(left!, right!)
}
