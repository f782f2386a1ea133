/** Which resources are not Kubernetes' own (apis/core/v1/helper, IsExtendedResourceName). */
import { checkQualifiedName } from '../../../apimachinery/qualified-name.ts'

/** Whether the resource is Kubernetes' own. */
export function isNative(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/')
}

/** Whether the resource is one that a device plugin or an administrator adds to nodes. */
export function isExtendedResource(name: string): boolean {
  if (isNative(name) || name.startsWith('requests.')) return false
  return checkQualifiedName(`requests.${name}`).length === 0
}
