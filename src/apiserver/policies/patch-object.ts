/** What the expression of a mutation makes of an object (policy/mutating/patch). */
import { merge } from '../../apimachinery/managed-fields/merge.ts'
import { fieldSchema, type MergeSchema, resolve } from '../../apimachinery/managed-fields/merge-schema.ts'
import { formatApiVersion, type KubeObject } from '../../apimachinery/object.ts'
import { applyJsonPatch, parseJsonPatch } from '../../apimachinery/patch/json-patch.ts'
import { deepCopy, isJsonObject, type JsonObject } from '../../base/json.ts'
import { toJson } from '../../cel/values/to-json.ts'
import { isList, MapValue, typeNameOf, type Value } from '../../cel/values/value.ts'
import type { AdmissionRequest } from '../admission/plugin.ts'
import { toStoredVersion } from '../decode-object.ts'
import { versionViews } from '../managers/views.ts'
import { presented } from '../presented.ts'

/** The changed object, in the version that is stored. Throws an Error that says what is wrong with the patch. */
export async function patchObject(
  request: AdmissionRequest,
  patchType: string,
  patch: Value,
): Promise<KubeObject> {
  const { kind } = request
  const shown = deepCopy(presented(kind, request.object))
  const changed =
    patchType === 'JSONPatch' ? applyOperations(shown, patch) : await applied(request, shown, patch)
  return toStoredVersion(kind, changed)
}

function applyOperations(object: KubeObject, patch: Value): KubeObject {
  if (!isList(patch)) throw new Error(`type mismatch: JSONPatchType.expression should evaluate to array`)
  const operations = parseJsonPatch(patch.map(toJson))
  try {
    return applyJsonPatch(object as unknown as JsonObject, operations) as unknown as KubeObject
  } catch (error) {
    throw new Error(`JSON Patch: ${(error as Error).message}`)
  }
}

/** The object with what the expression says, merged as server-side apply merges. */
async function applied(
  { server, kind }: AdmissionRequest,
  object: KubeObject,
  patch: Value,
): Promise<KubeObject> {
  if (!(patch instanceof MapValue) || patch.typeName !== 'Object')
    throw new Error(`unsupported return type from ApplyConfiguration expression: ${typeNameOf(patch)}`)
  checkNames(patch, 'Object')
  const apiVersion = formatApiVersion(kind.resource.group, kind.resource.version)
  const config = { ...(toJson(patch) as object), apiVersion, kind: kind.resource.kind }
  const schema = (await versionViews(server.registry, kind, [apiVersion])).get(apiVersion)?.schema
  if (schema === undefined) throw new Error(`error applying patch: there is no schema of ${apiVersion}`)
  const unknown = undeclared(schema, config, '')
  if (unknown !== undefined)
    throw new Error(
      `error applying patch: failed to convert patch object to typed object: ${unknown}: field not declared in schema`,
    )
  const whole = atomics(schema, config, '')
  if (whole.length > 0)
    throw new Error(
      `error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: ${whole.join(', ')}`,
    )
  return merge(schema, object, config) as KubeObject
}

/** The names of parts are the paths on which they stand. */
function checkNames(value: Value, name: string): void {
  if (isList(value)) for (const item of value) checkNames(item, name)
  if (!(value instanceof MapValue)) return
  if (value.typeName !== 'map' && value.typeName !== name)
    throw new Error(
      `type mismatch: unexpected type name "${value.typeName}", expected "${name}", which matches field name path from root Object type`,
    )
  for (const key of value.keys()) checkNames(value.get(key)!, `${name}.${String(key)}`)
}

function undeclared(schema: MergeSchema, value: unknown, path: string): string | undefined {
  const type = resolve(schema, value)
  if (Array.isArray(value) && type.kind === 'list')
    return firstOf(value.map((item, index) => () => undeclared(type.items(), item, `${path}[${index}]`)))
  if (!isJsonObject(value) || type.kind !== 'map') return undefined
  return firstOf(
    Object.entries(value).map(([key, inner]) => () => {
      const at = `${path}.${key}`
      const known = type.field(key) ?? type.values()
      return known === undefined ? at : undeclared(known, inner, at)
    }),
  )
}

function firstOf(finders: readonly (() => string | undefined)[]): string | undefined {
  for (const find of finders) {
    const found = find()
    if (found !== undefined) return found
  }
  return undefined
}

/** The paths of what could only be replaced as a whole: who means that writes a JSON patch. */
function atomics(schema: MergeSchema, value: unknown, path: string): string[] {
  const type = resolve(schema, value)
  if (type.kind === 'scalar') return typeof value === 'object' && value !== null ? [path] : []
  if (type.atomic) return [path]
  if (Array.isArray(value) && type.kind === 'list')
    return value.flatMap((item, index) => atomics(type.items(), item, `${path}[${index}]`))
  if (!isJsonObject(value) || type.kind !== 'map') return []
  return Object.entries(value).flatMap(([key, inner]) =>
    atomics(fieldSchema(type, key), inner, `${path}.${key}`),
  )
}
