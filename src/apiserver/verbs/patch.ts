/** Patch: changes an object by a JSON patch, a merge patch or a strategic merge patch. */
import type { Kind } from '../../api/registry.ts'
import type { Patched } from '../../api/schema/decode.ts'
import { patchSchemaOf } from '../../api/schema/patch-schema.ts'
import { invalidValue } from '../../apimachinery/field-error.ts'
import { goMapJson, goValue, jsonType } from '../../apimachinery/go-format.ts'
import type { KubeObject, NamespacedName } from '../../apimachinery/object.ts'
import { applyJsonMergePatch } from '../../apimachinery/patch/json-merge-patch.ts'
import { applyJsonPatch, parseJsonPatch } from '../../apimachinery/patch/json-patch.ts'
import { PatchError } from '../../apimachinery/patch/patch-error.ts'
import { applyStrategicMergePatch } from '../../apimachinery/patch/strategic-merge-patch.ts'
import {
  badRequest,
  conflict,
  internalError,
  invalid,
  type StatusError,
  tooLarge,
  unprocessable,
  unsupportedMediaType,
} from '../../apimachinery/status-error.ts'
import { isJsonObject, type JsonObject } from '../../base/json.ts'
import type { PatchType, WriteOptions } from '../client.ts'
import type { Request } from '../context.ts'
import { completeDecoded, decodeObject } from '../decode-object.ts'
import { checkFieldManager } from '../managers/writer.ts'
import { presented } from '../presented.ts'
import { scaleOf } from './subresource.ts'
import { transformObject } from './update.ts'

/** Patches an object. Throws NotFound, BadRequest, Invalid, Conflict. */
export async function patchObject(
  request: Request,
  name: NamespacedName,
  type: PatchType,
  patch: unknown,
  options: WriteOptions,
): Promise<KubeObject> {
  const { kind } = request
  checkFieldManager(options.fieldManager, 'PatchOptions')
  const apply = await patcher(kind, type, patch)
  const transform = async (old: KubeObject) => {
    const base = await baseOf(request, old, isAboutManagers(patch), options)
    const patched = applied(kind, name.name, base as unknown as JsonObject, apply)
    checkUid(kind, patched, old)
    if (options.subresource === 'scale') return patched
    // What a patch gives is a copy already.
    if (!options.fieldValidation) return completeDecoded(kind, patched)
    return decodeObject(request, patched, options, patchedBy(type, patch, patched))
  }
  return transformObject(request, name, transform, options)
}

/** What a patch is applied to. */
async function baseOf(
  { kind, server }: Request,
  old: KubeObject,
  aboutManagers: boolean,
  { subresource }: WriteOptions,
): Promise<KubeObject> {
  if (subresource === 'scale') return scaleOf(kind, old)
  if (!aboutManagers) return presented(kind, old)
  const { withManagedFields } = await import('../managers/show.ts')
  return presented(kind, await withManagedFields(server.registry, kind, old))
}

/** A JSON patch may go into managedFields, which are worked out only then. */
function isAboutManagers(patch: unknown): boolean {
  return (
    Array.isArray(patch) &&
    patch.some(
      (operation: unknown) =>
        isJsonObject(operation) && String(operation.path).startsWith('/metadata/managedFields'),
    )
  )
}

/** A strategic merge patch is shown itself, of the others what has come of them (endpoints/handlers/patch.go). */
function patchedBy(type: PatchType, patch: unknown, patched: KubeObject): Patched {
  return type === 'strategic'
    ? { how: 'convert', shown: () => goValue(patch) }
    : { how: 'decode', shown: () => goMapJson(patched) }
}

/** Of a whole object, a uid is a precondition; of a patch, it is a change. */
function checkUid({ resource }: Kind, { metadata }: KubeObject, old: KubeObject): void {
  const { name = '', uid = '' } = metadata ?? {}
  if (uid === '' || uid === old.metadata.uid) return
  const immutable = invalidValue('metadata.uid', uid, 'field is immutable')
  throw invalid({ group: resource.group, kind: resource.kind }, name, [immutable])
}

type Patcher = (document: JsonObject) => JsonObject

async function patcher(kind: Kind, type: PatchType, patch: unknown): Promise<Patcher> {
  if (type === 'json') {
    const operations = orStatus(kind, '', () => parseJsonPatch(patch))
    return (document) => applyJsonPatch(document, operations)
  }
  if (!isJsonObject(patch))
    throw badRequest(
      `json: cannot unmarshal ${jsonType(patch)} into Go value of type map[string]interface {}`,
    )
  if (type === 'merge') return (document) => applyJsonMergePatch(document, patch)
  if (kind.custom)
    throw unsupportedMediaType([
      'application/json-patch+json',
      'application/merge-patch+json',
      'application/apply-patch+yaml',
    ])
  const schema = await patchSchemaOf(kind.resource)
  return (document) => applyStrategicMergePatch(document, patch, schema)
}

function applied(kind: Kind, name: string, document: JsonObject, apply: Patcher): KubeObject {
  return orStatus(kind, name, () => apply(document)) as unknown as KubeObject
}

/** Patch failures as the API server reports them (endpoints/handlers/patch.go). */
function orStatus<T>(kind: Kind, name: string, run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof PatchError)) throw error
    throw statusOf(error, kind, name)
  }
}

function statusOf(error: PatchError, { resource }: Kind, name: string): StatusError {
  switch (error.code) {
    case 'not-applicable':
      return unprocessable({ cause: error })
    case 'too-large':
      return tooLarge(error.message)
    case 'conflict':
      return conflict({ group: resource.group, resource: resource.plural }, name, error.message)
    case 'internal':
      return internalError(error)
    default:
      return badRequest(error.message)
  }
}
