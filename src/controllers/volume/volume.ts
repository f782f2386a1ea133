/** What becomes of one volume: available, bound, released, reclaimed. Source: pv_controller.go, syncVolume. */
import { nameOf } from '../../apiserver/client.ts'
import { unlessGone } from '../../apiserver/unless-gone.ts'
import type { ObjectReference, PersistentVolume, PersistentVolumeClaim } from '../../generated/types.ts'
import type { ReconcileContext } from '../../runtime/reconciler.ts'
import { BOUND_BY_CONTROLLER, isBoundByController, PROVISIONED_BY, setVolumePhase } from './binding.ts'

/** Brings the volume's phase into line with its claim, and reclaims it when the claim is gone. */
export async function syncVolume(volume: PersistentVolume, context: ReconcileContext): Promise<void> {
  const reference = volume.spec?.claimRef
  if (!reference?.uid) {
    await setVolumePhase(volume, 'Available', context)
    return
  }
  const claim = await findClaim(reference, context)
  if (claim === undefined) await reclaim(volume, context)
  else if (claim.spec?.volumeName === volume.metadata.name) await setVolumePhase(volume, 'Bound', context)
  else if (claim.spec?.volumeName) await leaveToOther(volume, context)
}

async function findClaim(
  { namespace = '', name = '', uid }: ObjectReference,
  { client }: ReconcileContext,
): Promise<PersistentVolumeClaim | undefined> {
  const claim = await client.find('PersistentVolumeClaim', { namespace, name })
  return claim?.metadata.uid === uid ? claim : undefined
}

/** The claim has another volume: one made for it is not needed, any other is free again. */
async function leaveToOther(volume: PersistentVolume, context: ReconcileContext): Promise<void> {
  const isMadeForIt = volume.metadata.annotations?.[PROVISIONED_BY] !== undefined
  if (isMadeForIt && volume.spec?.persistentVolumeReclaimPolicy === 'Delete') await reclaim(volume, context)
  else await release(volume, context)
}

async function reclaim(volume: PersistentVolume, context: ReconcileContext): Promise<void> {
  const policy = volume.spec?.persistentVolumeReclaimPolicy ?? 'Retain'
  if (volume.status?.phase === 'Failed' || volume.metadata.deletionTimestamp !== undefined) {
    if (volume.status?.phase === 'Bound') await setVolumePhase(volume, 'Released', context)
    return
  }
  const released = await setVolumePhase(volume, 'Released', context)
  if (policy === 'Delete') await deleteVolume(released, context)
  if (policy === 'Recycle') await recycle(released, context)
}

/** Only what a provisioner made can be deleted by it. */
async function deleteVolume(volume: PersistentVolume, context: ReconcileContext): Promise<void> {
  if (volume.metadata.annotations?.[PROVISIONED_BY] === undefined) {
    const message = `error getting deleter volume plugin for volume "${volume.metadata.name}": no deletable volume plugin matched`
    await setVolumePhase(volume, 'Failed', context, message)
    await context.recorder.event(volume, 'Warning', 'VolumeFailedDelete', message)
    return
  }
  await unlessGone(() => context.client.delete('PersistentVolume', nameOf(volume)))
}

async function recycle(volume: PersistentVolume, context: ReconcileContext): Promise<void> {
  await context.recorder.event(volume, 'Normal', 'VolumeRecycled', 'Volume recycled')
  await release(volume, context)
}

/** Frees the volume. A reservation that a user made for a claim stays, without the claim's uid. */
async function release(volume: PersistentVolume, context: ReconcileContext): Promise<void> {
  const { claimRef, ...spec } = volume.spec ?? {}
  const { [BOUND_BY_CONTROLLER]: _mark, ...annotations } = volume.metadata.annotations ?? {}
  const { uid: _uid, resourceVersion: _version, ...reservation } = claimRef ?? {}
  const written = await context.client.update('PersistentVolume', {
    ...volume,
    metadata: { ...volume.metadata, annotations },
    spec: isBoundByController(volume) ? spec : { ...spec, claimRef: reservation },
  })
  await setVolumePhase(written, 'Available', context)
}
