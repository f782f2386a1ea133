/** Patches an object without a server. Source: kubectl, cmd/patch/patch.go. */
import { kindName, type Registry } from '../../api/registry.ts'
import { patchSchemaOf } from '../../api/schema/patch-schema.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import { applyJsonMergePatch } from '../../apimachinery/patch/json-merge-patch.ts'
import { applyJsonPatch, parseJsonPatch } from '../../apimachinery/patch/json-patch.ts'
import { PatchError } from '../../apimachinery/patch/patch-error.ts'
import { applyStrategicMergePatch } from '../../apimachinery/patch/strategic-merge-patch.ts'
import type { PatchType } from '../../apiserver/client.ts'
import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts'
import { toCompactJson } from '../../printers/json.ts'
import { CliError } from '../errors.ts'
import { isBuiltIn } from '../resources/access.ts'
import type { FoundObject } from '../resources/read.ts'

/** The object as it would be. Throws CliError. */
export async function patchLocally(
  { resource, object }: FoundObject,
  type: PatchType,
  patch: Json,
  registry: Registry,
): Promise<Unstructured> {
  try {
    const document = object as unknown as JsonObject
    const patched = await applyPatch(document, type, patch, () => schemaOf(resource, registry))
    if (!patched.kind) throw new CliError(`Object 'Kind' is missing in '${toCompactJson(patched)}'`)
    return patched as unknown as Unstructured
  } catch (error) {
    if (error instanceof PatchError) throw new CliError(error.message, { cause: error })
    throw error
  }
}

/** Gives the schema that strategic merge patches need. */
type SchemaSource = () => ReturnType<typeof patchSchemaOf>

/** The document with a patch of the type applied. Throws PatchError and CliError. */
export async function applyPatch(
  document: JsonObject,
  type: PatchType,
  patch: Json,
  schema: SchemaSource,
): Promise<JsonObject> {
  if (type === 'json') return applyJsonPatch(document, parseJsonPatch(patch))
  if (!isJsonObject(patch)) throw new CliError('invalid JSON document')
  if (type === 'merge') return applyJsonMergePatch(document, patch)
  return applyStrategicMergePatch(document, patch, await schema())
}

async function schemaOf(resource: FoundObject['resource'], registry: Registry) {
  const { group, version, kind } = resource
  if (await isBuiltIn(resource)) return patchSchemaOf((await registry.load(kindName(resource))).resource)
  throw new CliError(
    `strategic merge patch is not supported for ${group}/${version}, Kind=${kind} locally, try --type merge`,
  )
}
