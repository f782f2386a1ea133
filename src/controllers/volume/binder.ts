/** The persistent volume controller: brings claims and volumes together. Source: persistentvolume/pv_controller.go. */
import { isDefaultClass } from '../../api/kinds/storage/default-class.ts'
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../../generated/types.ts'
import {
  type Change,
  keyOf,
  parseKey,
  type ReconcileContext,
  type Reconciler,
} from '../../runtime/reconciler.ts'
import { syncClaim } from './claim.ts'
import { claimKeysOf } from './claims-of-pod.ts'
import { classOf } from './match.ts'
import { syncVolume } from './volume.ts'

/**
 * Binds, provisions and reclaims. Keys are 'claim/namespace/name' and 'volume/name'. Provisioning is part of it: no
 * provisioner runs here, so each class's one answers at once.
 */
export const persistentVolumeBinder: Reconciler = {
  name: 'persistentvolume-controller',
  watches: [
    { kind: 'PersistentVolumeClaim', keys: claimKeys },
    { kind: 'PersistentVolume', keys: volumeKeys },
    { kind: 'StorageClass', keys: claimsOfClass },
    {
      kind: 'Pod',
      keys: ({ object, type }) => (type === 'added' ? claimKeysOf(object as Pod).map(claimKey) : []),
    },
  ],
  async reconcile(key, context) {
    const { namespace: topic, name } = parseKey(key)
    if (topic === 'claim') {
      const claim = await context.client.find('PersistentVolumeClaim', parseKey(name))
      if (claim !== undefined) await syncClaim(claim, context)
      return undefined
    }
    const volume = await context.client.find('PersistentVolume', { namespace: '', name })
    if (volume !== undefined) await syncVolume(volume, context)
    return undefined
  },
}

function claimKeys({ object }: Change): string[] {
  const { volumeName } = (object as PersistentVolumeClaim).spec ?? {}
  return [claimKey(keyOf(object)), ...(volumeName ? [`volume/${volumeName}`] : [])]
}

/** A volume concerns itself and its claim; one without a claim, all claims that wait for one of its class. */
async function volumeKeys({ object, type }: Change, context: ReconcileContext): Promise<string[]> {
  const volume = object as PersistentVolume
  const { claimRef } = volume.spec ?? {}
  const own = `volume/${volume.metadata.name}`
  if (claimRef !== undefined) return [own, claimKey(`${claimRef.namespace}/${claimRef.name}`)]
  if (type === 'deleted') return [own]
  return [own, ...(await pendingClaims(classOf(volume), context))]
}

/** A class concerns the claims that wait for it; one that is the default, also those that name none. */
async function claimsOfClass({ object, type }: Change, context: ReconcileContext): Promise<string[]> {
  const own = await pendingClaims(object.metadata.name ?? '', context)
  const isDefault = type !== 'deleted' && isDefaultClass(object)
  return isDefault ? [...own, ...(await pendingClaims('', context))] : own
}

async function pendingClaims(className: string, { client }: ReconcileContext): Promise<string[]> {
  const waiting = await client.lookup('PersistentVolumeClaim', 'waiting', className)
  return waiting.map((claim) => claimKey(keyOf(claim)))
}

function claimKey(key: string): string {
  return `claim/${key}`
}
