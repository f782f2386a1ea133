/** Client-side apply of one object: creates it, or sends the three-way patch. */
import type { Kind } from '../api/registry.ts'
import type { Unstructured } from '../apimachinery/object.ts'
import type { Client, WriteOptions } from '../apiserver/client.ts'
import { makeApplyPatch, statesOf } from './apply-patch.ts'
import { withLastApplied } from './last-applied.ts'

/** Makes the object be as the manifest says; gives it as it is then. Throws as create and patch do. */
export async function applyManifest(
  client: Client,
  kind: Kind,
  manifest: Unstructured,
  options: WriteOptions,
): Promise<Unstructured> {
  const { namespace = '', name = '' } = manifest.metadata
  const modified = withLastApplied(manifest)
  const current = (await client.find(kind.name, { namespace, name })) as Unstructured | undefined
  if (!current) return (await client.create(kind.name, modified, options)) as Unstructured
  const { type, patch } = await makeApplyPatch(kind, statesOf(kind, modified, current))
  if (Object.keys(patch).length === 0) return current
  return (await client.patch(kind.name, { namespace, name }, type, patch, options)) as Unstructured
}
