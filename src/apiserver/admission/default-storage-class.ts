/** DefaultStorageClass: a claim that names no class gets the default one, the newest if there are several. */
import type { PersistentVolumeClaim } from '../../generated/types.ts'
import { annotationDefault } from './default-class.ts'
import type { AdmissionPlugin } from './plugin.ts'

/** Source: plugin/pkg/admission/storage/storageclass/setdefault. */
export const defaultStorageClass: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  kinds: ['PersistentVolumeClaim'],
  operations: ['CREATE'],
  async mutate({ object, client }) {
    const { spec, metadata } = object as PersistentVolumeClaim
    const beta = metadata.annotations?.['volume.beta.kubernetes.io/storage-class']
    if (!spec || spec.storageClassName !== undefined || beta !== undefined) return
    const { items } = await client.list('StorageClass')
    const found = annotationDefault(items, 'storageclass.kubernetes.io/is-default-class')
    if (found) spec.storageClassName = found.metadata.name!
  },
}
