/** The secrets of volumes by which storage systems are reached (VisitPodSecretNames of pkg/api/v1/pod). */
import type { Volume } from '../../../../generated/types.ts'

/** The name of the secret, in the namespace of the pod; undefined where the volume needs none. */
export function storageSecret(volume: Volume): string | undefined {
  const { azureFile, csi, cephfs, cinder, flexVolume, iscsi, rbd, scaleIO, storageos } = volume
  const sources = [cephfs, cinder, flexVolume, iscsi, rbd, scaleIO, storageos]
  const named = sources.map((source) => source?.secretRef?.name).find((name) => name)
  return azureFile?.secretName ?? csi?.nodePublishSecretRef?.name ?? named
}
