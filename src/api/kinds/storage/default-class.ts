/** Which StorageClass is the default. */
import type { StorageClass } from '../../../generated/types.ts'

const DEFAULT_ANNOTATIONS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
]

/** Whether claims that name no class get this one. */
export function isDefaultClass({ metadata }: Pick<StorageClass, 'metadata'>): boolean {
  return DEFAULT_ANNOTATIONS.some((name) => metadata.annotations?.[name] === 'true')
}
