/** Server-side apply of one object as `kubectl apply --server-side` does it: with what client-side apply left behind. */

import type { KindName } from '../api/describe-context.ts'
import type { Registry } from '../api/registry.ts'
import { LAST_APPLIED } from '../apimachinery/last-applied.ts'
import type { Unstructured } from '../apimachinery/object.ts'
import type { ApplyOptions, Client } from '../apiserver/client.ts'

/** Applies the manifest; gives the object as it is then. Throws Conflict where others own what would change. */
export async function applyServerSide(
  client: Client,
  registry: Registry,
  kind: KindName,
  manifest: Unstructured,
  options: ApplyOptions,
): Promise<Unstructured> {
  const send = async () => (await client.apply(kind, manifest, options)) as Unstructured
  const applied = await send()
  // Only the object itself carries what client-side apply left behind.
  if (options.subresource !== undefined) return applied
  if (applied.metadata.annotations?.[LAST_APPLIED] === undefined) return applied
  const { takeOverFromClientSide, tryToKeepAnnotation } = await import('./take-over.ts')
  if (options.dryRun) {
    await tryToKeepAnnotation(client, registry, kind, manifest, options)
    return applied
  }
  const migrated = await takeOverFromClientSide(client, registry, kind, applied, options)
  // What was owned by client-side apply, and is no longer in the manifest, can only go now.
  return migrated ? send() : applied
}
