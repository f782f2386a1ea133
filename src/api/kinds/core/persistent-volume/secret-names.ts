/** The secrets by which kubelets reach the storage of volumes (VisitPVSecretNames of pkg/api/v1/persistentvolume). */
import type { NamespacedName } from '../../../../apimachinery/object.ts'
import type { PersistentVolume, SecretReference } from '../../../../generated/types.ts'

/** Those of a volume. One that names no namespace is in that of the claim. */
export function kubeletSecrets({ spec }: PersistentVolume): NamespacedName[] {
  if (!spec) return []
  const { azureFile, csi, cephfs, cinder, flexVolume, iscsi, rbd, scaleIO, storageos } = spec
  const references: (SecretReference | undefined)[] = [
    azureFile && { name: azureFile.secretName, namespace: azureFile.secretNamespace ?? '' },
    csi?.nodePublishSecretRef,
    csi?.nodeStageSecretRef,
    csi?.nodeExpandSecretRef,
    ...[cephfs, cinder, flexVolume, iscsi, rbd, scaleIO, storageos].map((source) => source?.secretRef),
  ]
  return references.flatMap((reference) =>
    reference?.name
      ? [{ name: reference.name, namespace: reference.namespace || (spec.claimRef?.namespace ?? '') }]
      : [],
  )
}
