/** Finalizers: what holds an object that is deleted. */
import type { KubeObject } from '../apimachinery/object.ts'
import { type Client, type KindName, nameOf } from '../apiserver/client.ts'
import { unlessGone } from '../apiserver/unless-gone.ts'

/** Whether the object is on its way out, and held by the finalizer. */
export function isDeletedWith({ metadata }: KubeObject, finalizer: string): boolean {
  return metadata.deletionTimestamp !== undefined && metadata.finalizers?.includes(finalizer) === true
}

/**
 * Takes a finalizer off an object, which lets it go if it is deleted and nothing else holds it. An object that is gone
 * needs nothing. With `asRead`, throws Conflict if the object has changed since it was read.
 */
export async function removeFinalizer(
  client: Client,
  kind: KindName,
  object: KubeObject,
  finalizer: string,
  options: { asRead?: boolean } = {},
): Promise<void> {
  const { uid, resourceVersion, finalizers = [] } = object.metadata
  const left = finalizers.filter((name) => name !== finalizer)
  const metadata = {
    uid,
    ...(options.asRead && { resourceVersion }),
    finalizers: left.length > 0 ? left : null,
  }
  await unlessGone(() => client.patch(kind, nameOf(object), 'merge', { metadata }))
}
