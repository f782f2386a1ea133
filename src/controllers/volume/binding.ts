/** Writing a volume and a claim to each other, and their phases. Source: pv_controller.go. */
import { formatTime } from '../../apimachinery/time.ts'
import { deepEqual } from '../../base/json.ts'
import type { ObjectReference, PersistentVolume, PersistentVolumeClaim } from '../../generated/types.ts'
import type { ReconcileContext } from '../../runtime/reconciler.ts'

/** Annotation: the controller, not the user, has paired claim and volume. */
export const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller'
/** Annotation of a claim: its binding was finished once. */
export const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed'
/** Annotation of a volume: the provisioner that made it. */
export const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by'

/** Whether the controller, not the user, chose the volume for its claim. */
export function isBoundByController({ metadata }: PersistentVolume): boolean {
  return metadata.annotations?.[BOUND_BY_CONTROLLER] !== undefined
}

/** The reference to a claim that a volume holds. */
export function claimReference({ metadata }: PersistentVolumeClaim): ObjectReference {
  const { name, namespace, uid, resourceVersion } = metadata
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace, uid, resourceVersion }
}

/** Binds the two, in the order that a crash between the writes heals: volume first, then claim. */
export async function bind(
  volume: PersistentVolume,
  claim: PersistentVolumeClaim,
  context: ReconcileContext,
): Promise<void> {
  const reserved = await reserveVolume(volume, claim, context)
  const bound = await setVolumePhase(reserved, 'Bound', context)
  await completeClaim(bound, claim, context)
}

async function reserveVolume(
  volume: PersistentVolume,
  claim: PersistentVolumeClaim,
  { client }: ReconcileContext,
): Promise<PersistentVolume> {
  const { claimRef } = volume.spec ?? {}
  if (claimRef?.uid === claim.metadata.uid) return volume
  const annotations = { ...volume.metadata.annotations }
  if (claimRef === undefined) annotations[BOUND_BY_CONTROLLER] = 'yes'
  return client.update('PersistentVolume', {
    ...volume,
    metadata: { ...volume.metadata, annotations },
    spec: { ...volume.spec, claimRef: claimReference(claim) },
  })
}

async function completeClaim(
  volume: PersistentVolume,
  claim: PersistentVolumeClaim,
  { client }: ReconcileContext,
): Promise<void> {
  const annotations: Record<string, string> = { ...claim.metadata.annotations, [BIND_COMPLETED]: 'yes' }
  if (claim.spec?.volumeName === undefined) annotations[BOUND_BY_CONTROLLER] = 'yes'
  const wanted = {
    ...claim,
    metadata: { ...claim.metadata, annotations },
    spec: { ...claim.spec, volumeName: volume.metadata.name },
  }
  const written = deepEqual(wanted, claim) ? claim : await client.update('PersistentVolumeClaim', wanted)
  const { accessModes, capacity, volumeAttributesClassName } = volume.spec ?? {}
  // What a bound claim has may be less than what its volume has: its file system grows later (pv_controller.go).
  const isNew = written.status?.phase !== 'Bound'
  const status = {
    ...written.status,
    phase: 'Bound',
    accessModes,
    ...(isNew && { capacity: capacity && { storage: capacity.storage! } }),
    ...(isNew &&
      volumeAttributesClassName && { currentVolumeAttributesClassName: volumeAttributesClassName }),
  }
  if (deepEqual(status, written.status)) return
  await client.update('PersistentVolumeClaim', { ...written, status }, { subresource: 'status' })
}

/** Sets a volume's phase, with a message where there is something to say. */
export async function setVolumePhase(
  volume: PersistentVolume,
  phase: 'Available' | 'Bound' | 'Released' | 'Failed',
  { client, clock }: ReconcileContext,
  message?: string,
): Promise<PersistentVolume> {
  if (volume.status?.phase === phase && volume.status.message === message) return volume
  const lastPhaseTransitionTime =
    volume.status?.phase === phase ? volume.status.lastPhaseTransitionTime : formatTime(clock.now())
  const status = { phase, message, lastPhaseTransitionTime }
  return client.update('PersistentVolume', { ...volume, status }, { subresource: 'status' })
}

/** Sets a claim's phase. What it had of a volume is gone with the volume. */
export async function setClaimPhase(
  claim: PersistentVolumeClaim,
  phase: 'Pending' | 'Lost',
  { client }: ReconcileContext,
): Promise<void> {
  if (claim.status?.phase === phase) return
  const status = { phase }
  await client.update('PersistentVolumeClaim', { ...claim, status }, { subresource: 'status' })
}
