/** Which volume fits a claim, and where volumes can be reached or made. */

import { storageClassOf } from '../../api/kinds/core/access-modes.ts'
import { matchesNodeSelector } from '../../api/kinds/core/pod/node-selection.ts'
import { matchesLabels, selectorFromLabelSelector } from '../../apimachinery/label-selector.ts'
import { compareQuantities, parseQuantity } from '../../apimachinery/quantity.ts'
import type { Node, PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../generated/types.ts'

/** Whether the volume can be reached from the node. */
export function isReachable({ spec }: PersistentVolume, node: Node): boolean {
  const required = spec?.nodeAffinity?.required
  return required === undefined || matchesNodeSelector(required, node)
}

/** Whether the class can make volumes for the node. */
export function isProvisionable({ allowedTopologies = [] }: StorageClass, { metadata }: Node): boolean {
  if (allowedTopologies.length === 0) return true
  return allowedTopologies.some(({ matchLabelExpressions = [] }) =>
    matchLabelExpressions.every(({ key, values }) => values.includes(metadata.labels?.[key] ?? '')),
  )
}

/** The smallest free volume that fits the claim and can be reached from the node (volume.FindMatchingVolume). */
export function findVolume(
  claim: PersistentVolumeClaim,
  volumes: readonly PersistentVolume[],
  node: Node,
  taken: ReadonlySet<string>,
): PersistentVolume | undefined {
  let best: PersistentVolume | undefined
  for (const volume of volumes) {
    if (taken.has(volume.metadata.name ?? '') || !fits(claim, volume) || !isReachable(volume, node)) continue
    if (isFor(volume, claim)) return volume
    if (!volume.spec?.claimRef && (!best || compareQuantities(size(volume), size(best)) < 0)) best = volume
  }
  return best
}

function isFor({ spec }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  const reference = spec?.claimRef
  if (reference?.name !== metadata.name || reference?.namespace !== metadata.namespace) return false
  return reference?.uid === undefined || reference.uid === metadata.uid
}

function fits(claim: PersistentVolumeClaim, volume: PersistentVolume): boolean {
  const { spec } = claim
  const { metadata, spec: offered, status } = volume
  if (metadata.deletionTimestamp !== undefined || (status?.phase && status.phase !== 'Available'))
    return false
  if (storageClassOf(volume) !== storageClassOf(claim)) return false
  if ((offered?.volumeMode ?? 'Filesystem') !== (spec?.volumeMode ?? 'Filesystem')) return false
  if (!(spec?.accessModes ?? []).every((mode) => offered?.accessModes?.includes(mode))) return false
  if (spec?.selector && !matchesLabels(selectorFromLabelSelector(spec.selector), metadata.labels))
    return false
  return compareQuantities(wantedSize(claim), size(volume)) <= 0
}

/** Smaller claims first. */
export function bySize(a: PersistentVolumeClaim, b: PersistentVolumeClaim): number {
  return compareQuantities(wantedSize(a), wantedSize(b))
}

function wantedSize({ spec }: PersistentVolumeClaim) {
  return parseQuantity(spec?.resources?.requests?.storage ?? '0')
}

function size({ spec }: PersistentVolume) {
  return parseQuantity(spec?.capacity?.storage ?? '0')
}
