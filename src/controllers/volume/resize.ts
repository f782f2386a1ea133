/** The external resizer: lets volumes grow with their claims, and changes their attributes. Source: external-resizer. */
import {
  FILE_SYSTEM_PENDING,
  isFileSystemPending,
} from '../../api/kinds/core/persistent-volume-claim/resizing.ts'
import { compareQuantities, tryParseQuantity, ZERO } from '../../apimachinery/quantity.ts'
import { formatTime } from '../../apimachinery/time.ts'
import type { PersistentVolume, PersistentVolumeClaim } from '../../generated/types.ts'
import { defineController, keyOf, type ReconcileContext } from '../../runtime/reconciler.ts'

const WAITING = 'Waiting for user to (re-)start a pod to finish file system resize of volume on node.'

/** It stands in for the resizers of all drivers. A file system grows on the node: that is left to the kubelet. */
export const volumeResizer = defineController({
  name: 'external-resizer',
  for: 'PersistentVolumeClaim',
  watches: [
    {
      kind: 'VolumeAttributesClass',
      async keys({ object, type }, { client }) {
        const claims =
          type === 'added'
            ? await client.lookup('PersistentVolumeClaim', 'attributes', object.metadata.name ?? '')
            : []
        return claims.map(keyOf)
      },
    },
  ],
  async reconcile(claim, _name, context) {
    if (claim?.status?.phase !== 'Bound' || claim.metadata.deletionTimestamp !== undefined) return undefined
    const name = claim.spec?.volumeName ?? ''
    const volume = await context.client.find('PersistentVolume', { namespace: '', name })
    if (volume === undefined || volume.spec?.claimRef?.uid !== claim.metadata.uid) return undefined
    if (isToGrow(claim, volume)) await expand(claim, volume, context)
    else await modify(claim, volume, context)
    return undefined
  },
})

function isToGrow(claim: PersistentVolumeClaim, volume: PersistentVolume): boolean {
  const wanted = claim.spec?.resources?.requests?.storage
  const isGiven = !isLarger(wanted, volume.spec?.capacity?.storage)
  return isLarger(wanted, claim.status?.capacity?.storage) && !(isGiven && isFileSystemPending(claim))
}

function isLarger(size: string | undefined, than: string | undefined): boolean {
  const [one, other] = [size, than].map((text) => tryParseQuantity(text ?? '') ?? ZERO)
  return compareQuantities(one!, other!) > 0
}

/** The volume first, then the claim: after a kill between the two the claim is still looked at. */
async function expand(
  claim: PersistentVolumeClaim,
  volume: PersistentVolume,
  context: ReconcileContext,
): Promise<void> {
  const { client, clock, recorder } = context
  const storage = claim.spec?.resources?.requests?.storage ?? ''
  await recorder.event(
    claim,
    'Normal',
    'Resizing',
    `External resizer is resizing volume ${volume.metadata.name}`,
  )
  const hasFileSystem = volume.spec?.volumeMode !== 'Block'
  const { conditions: before = [], ...status } = claim.status ?? {}
  const others = before.filter(({ type }) => type !== FILE_SYSTEM_PENDING)
  const pending = {
    lastProbeTime: null as unknown as string,
    lastTransitionTime: formatTime(clock.now()),
    message: WAITING,
    status: 'True',
    type: FILE_SYSTEM_PENDING,
  }
  const conditions = hasFileSystem ? [...others, pending] : others
  const next = {
    ...status,
    allocatedResources: { storage },
    ...(hasFileSystem
      ? { allocatedResourceStatuses: { storage: 'NodeResizePending' } }
      : { capacity: { ...status.capacity, storage } }),
    ...(conditions.length > 0 && { conditions }),
  }
  const grown = { ...volume.spec, capacity: { ...volume.spec?.capacity, storage } }
  if (isLarger(storage, volume.spec?.capacity?.storage))
    await client.update('PersistentVolume', { ...volume, spec: grown })
  await client.update('PersistentVolumeClaim', { ...claim, status: next }, { subresource: 'status' })
  if (hasFileSystem)
    await recorder.event(
      claim,
      'Normal',
      'FileSystemResizeRequired',
      'Require file system resize of volume on node',
    )
  else await recorder.event(claim, 'Normal', 'VolumeResizeSuccessful', 'Resize volume succeeded')
}

/** Brings the volume to the class of attributes that the claim names. */
async function modify(
  claim: PersistentVolumeClaim,
  volume: PersistentVolume,
  { client, recorder }: ReconcileContext,
): Promise<void> {
  const wanted = claim.spec?.volumeAttributesClassName
  if (!wanted || isFileSystemPending(claim) || claim.status?.currentVolumeAttributesClassName === wanted)
    return
  const found = await client.find('VolumeAttributesClass', { namespace: '', name: wanted })
  const { modifyVolumeStatus, ...status } = claim.status ?? {}
  if (found === undefined) {
    if (modifyVolumeStatus?.targetVolumeAttributesClassName === wanted) return
    const waiting = { targetVolumeAttributesClassName: wanted, status: 'Pending' }
    await client.update(
      'PersistentVolumeClaim',
      { ...claim, status: { ...status, modifyVolumeStatus: waiting } },
      { subresource: 'status' },
    )
    const message = `VAC ${wanted} does not exist.`
    return recorder.event(claim, 'Warning', 'VolumeModifyFailed', message)
  }
  await recorder.event(
    claim,
    'Normal',
    'VolumeModify',
    `external resizer is modifying volume ${claim.metadata.name} with vac ${wanted}`,
  )
  if (volume.spec?.volumeAttributesClassName !== wanted)
    await client.update('PersistentVolume', {
      ...volume,
      spec: { ...volume.spec, volumeAttributesClassName: wanted },
    })
  await client.update(
    'PersistentVolumeClaim',
    { ...claim, status: { ...status, currentVolumeAttributesClassName: wanted } },
    { subresource: 'status' },
  )
  const message = `external resizer modified volume ${claim.metadata.name} with vac ${wanted} successfully`
  await recorder.event(claim, 'Normal', 'VolumeModifySuccessful', message)
}
