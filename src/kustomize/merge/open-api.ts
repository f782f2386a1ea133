/** How custom types are merged, by an OpenAPI file of the user's: `openapi`. */
import { getOwn, isJsonObject, type Json, type JsonObject } from '../../base/json.ts'
import { KustomizeError, wrapError } from '../error.ts'
import type { Loader } from '../loader.ts'
import { readConfigYaml } from '../yaml/read-yaml.ts'
import type { FindSchema } from './merge-patch.ts'
import type { MergeSchema } from './merge-schema.ts'

const BUILT_IN = 'v1.21.2'
const EXTENSION = 'x-kubernetes-'

/**
 * Finds types in the file that a kustomization names, and only there; undefined where it names none. Throws where the
 * file cannot be read.
 */
export function loadOpenApi(
  openapi: Readonly<Record<string, string>>,
  loader: Loader,
): FindSchema | undefined {
  const { path, version } = openapi
  if (path === undefined) {
    if (version !== undefined && version !== '' && version !== BUILT_IN)
      throw new KustomizeError('the specified OpenAPI version is not built in')
    return undefined
  }
  if (version !== undefined)
    throw new KustomizeError('builtin version and custom schema provided, cannot use both')
  const content = loader.load(path)
  try {
    return finderIn(readConfigYaml(content))
  } catch (error) {
    throw wrapError('invalid schema file', error)
  }
}

function finderIn(file: Json): FindSchema {
  const definitions = isJsonObject(file) && isJsonObject(file.definitions) ? file.definitions : {}
  const byType = new Map<string, JsonObject>()
  for (const definition of Object.values(definitions))
    if (isJsonObject(definition)) for (const type of typesOf(definition)) byType.set(type, definition)
  return (apiVersion, kind) => {
    const definition = byType.get(`${apiVersion} ${kind}`)
    return definition === undefined ? undefined : schemaOf(definition, definitions)
  }
}

function typesOf(definition: JsonObject): string[] {
  const types = definition[`${EXTENSION}group-version-kind`]
  if (!Array.isArray(types) || types.length !== 1 || !isJsonObject(types[0])) return []
  const { group, version, kind } = types[0]
  return [`${group ? `${String(group)}/` : ''}${String(version)} ${String(kind)}`]
}

function schemaOf(value: Json | undefined, definitions: JsonObject): MergeSchema | undefined {
  const schema = resolve(value, definitions)
  if (schema === undefined) return undefined
  const properties = isJsonObject(schema.properties) ? schema.properties : {}
  const strategy = schema[`${EXTENSION}patch-strategy`]
  return {
    child: (field) => schemaOf(getOwn(properties, field) ?? schema.additionalProperties, definitions),
    items: schemaOf(schema.items, definitions),
    ...(strategy === 'merge' && { mergeKeys: keysOf(schema) }),
  }
}

function keysOf(schema: JsonObject): string[] {
  const keys = schema[`${EXTENSION}list-map-keys`]
  if (Array.isArray(keys)) return keys.map(String)
  const key = schema[`${EXTENSION}patch-merge-key`]
  return typeof key === 'string' ? [key] : []
}

function resolve(value: Json | undefined, definitions: JsonObject): JsonObject | undefined {
  if (!isJsonObject(value)) return undefined
  const { $ref } = value
  if (typeof $ref !== 'string') return value
  const target = getOwn(definitions, $ref.replace(/^#\/definitions\//, ''))
  // What the field says itself of how it is merged counts beside what its type says.
  return isJsonObject(target) ? { ...target, ...value, $ref: null } : undefined
}
