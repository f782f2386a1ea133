/** Copies of a pod in a copy of the cluster, with the claims that their controller makes for them. */
import { storageClassOf } from '../api/kinds/core/access-modes.ts'
import { isAlreadyExists } from '../apimachinery/status-error.ts'
import type { Client } from '../apiserver/client.ts'
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../generated/types.ts'
import { NO_PROVISIONER } from './plugins/volume-claims.ts'

/** A pod to be created, and what has to be there before it. */
export interface Copy {
  pod: Pod
  claims: readonly PersistentVolumeClaim[]
}

/** Creates the pod and its claims. A volume that would be provisioned at once for a claim is taken to be there. */
export async function createCopy({ pod, claims }: Copy, client: Client): Promise<Pod> {
  for (const claim of claims)
    try {
      await provideVolume(await client.create('PersistentVolumeClaim', claim), client)
    } catch (error) {
      // A replica that comes back finds its claim again.
      if (!isAlreadyExists(error)) throw error
    }
  return client.create('Pod', pod, { fieldValidation: 'Strict' })
}

/** Claims that wait for their pod's node are left to the scheduler. */
async function provideVolume(claim: PersistentVolumeClaim, client: Client): Promise<void> {
  const className = storageClassOf(claim)
  const storageClass = className && (await client.find('StorageClass', { namespace: '', name: className }))
  if (!storageClass || storageClass.volumeBindingMode === 'WaitForFirstConsumer') return
  if (storageClass.provisioner === NO_PROVISIONER) return
  const { namespace, name, uid } = claim.metadata
  const { accessModes = [], resources } = claim.spec ?? {}
  const volume = await client.create('PersistentVolume', {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `pvc-${uid}` },
    spec: {
      ...{ accessModes, storageClassName: className, capacity: { ...resources?.requests } },
      claimRef: {
        ...{ kind: 'PersistentVolumeClaim', name: name ?? '', namespace: namespace ?? '' },
        ...(uid && { uid }),
      },
      csi: { driver: storageClass.provisioner, volumeHandle: `pvc-${uid}` },
    },
  } as PersistentVolume)
  const spec = { ...claim.spec, volumeName: volume.metadata.name ?? '' }
  await client.update('PersistentVolumeClaim', { ...claim, spec } as PersistentVolumeClaim)
}
