/** Finalizers: what holds an object that is deleted. */
import type { KubeObject } from '../apimachinery/object.ts'

/** Whether the object is on its way out, and held by the finalizer. */
export function isDeletedWith({ metadata }: KubeObject, finalizer: string): boolean {
  return metadata.deletionTimestamp !== undefined && metadata.finalizers?.includes(finalizer) === true
}
