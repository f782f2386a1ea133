/** StorageObjectInUseProtection: volumes and claims stay while somebody uses them. */
import type { AdmissionPlugin } from './plugin.ts'

const finalizers: Readonly<Record<string, string>> = {
  PersistentVolume: 'kubernetes.io/pv-protection',
  PersistentVolumeClaim: 'kubernetes.io/pvc-protection',
}

/** Source: plugin/pkg/admission/storage/storageobjectinuseprotection. */
export const storageObjectInUseProtection: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  kinds: ['PersistentVolume', 'PersistentVolumeClaim'],
  operations: ['CREATE'],
  async mutate({ object, kind }) {
    const finalizer = finalizers[kind.name]!
    const present = object.metadata.finalizers ?? []
    if (!present.includes(finalizer)) object.metadata.finalizers = [...present, finalizer]
  },
}
