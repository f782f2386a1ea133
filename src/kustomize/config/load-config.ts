/** Reads what `configurations` and `crds` say of the fields of types (api, internal/plugins/builtinconfig). */
import { messageOf } from '../../base/error-message.ts'
import { getOwn, isJsonObject, type Json, type JsonObject } from '../../base/json.ts'
import { KustomizeError } from '../error.ts'
import { decodeStruct } from '../kustomization/decode.ts'
import type { Loader } from '../loader.ts'
import { readConfigYaml } from '../yaml/read-yaml.ts'
import { defaultConfig, sortConfig } from './default-config.ts'
import { type FieldSpec, fieldSpec } from './field-spec.ts'
import {
  emptyConfig,
  FIELD_LISTS,
  mergeConfigs,
  type NameReference,
  type TransformerConfig,
} from './transformer-config.ts'

/** What kustomize knows by itself, and what the files add. */
export function loadConfig(loader: Loader, paths: readonly string[]): TransformerConfig {
  let config = defaultConfig()
  let added = emptyConfig()
  for (const path of paths) added = mergeConfigs(added, readConfig(loader.load(path)))
  if (paths.length > 0) config = mergeConfigs(config, added)
  return config
}

function readConfig(content: Uint8Array): TransformerConfig {
  const file = readConfigYaml(content)
  const fields = isJsonObject(file) ? file : {}
  const config = emptyConfig()
  for (const name of FIELD_LISTS) config[name] = readSpecs(fields[name])
  for (const item of listOf(fields.nameReference)) config.nameReference.push(readReference(item))
  return sortConfig(config)
}

function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : []
}

function readSpecs(value: Json | undefined): FieldSpec[] {
  return listOf(value).map((item) => {
    const { path = '', create = false, ...gvk } = decodeStruct('FieldSpec', item, false)
    return fieldSpec(path as string, gvk, create as boolean)
  })
}

function readReference(item: Json): NameReference {
  const gvk = decodeStruct('Gvk', item, false)
  const fieldSpecs = readSpecs(isJsonObject(item) ? item.fieldSpecs : undefined)
  return { group: '', version: '', kind: '', ...gvk, fieldSpecs }
}

/** What OpenAPI definitions of custom types say of their fields, by `x-kubernetes-…` extensions. */
export function loadCrds(loader: Loader, paths: readonly string[]): TransformerConfig {
  let config = emptyConfig()
  for (const path of paths) {
    const content = loader.load(path)
    let types: Json
    try {
      types = readConfigYaml(content)
    } catch (error) {
      throw new KustomizeError(`unable to parse open API definition from '${path}': ${messageOf(error)}`, {
        cause: error,
      })
    }
    if (isJsonObject(types)) config = mergeConfigs(config, configOfTypes(types))
  }
  return config
}

function configOfTypes(types: JsonObject): TransformerConfig {
  let config = emptyConfig()
  for (const name of Object.keys(types)) {
    const properties = propertiesOf(types, name)
    if (!['kind', 'apiVersion', 'metadata'].every((field) => Object.hasOwn(properties, field))) continue
    const own = emptyConfig()
    collect({ types, kind: name.split('.').pop() ?? '', config: own }, name, [])
    config = mergeConfigs(config, own)
  }
  return config
}

function propertiesOf(types: JsonObject, name: string): JsonObject {
  const type = getOwn(types, name)
  const schema = isJsonObject(type) ? (type.Schema ?? type.schema) : undefined
  const properties = isJsonObject(schema) ? schema.properties : undefined
  return isJsonObject(properties) ? properties : {}
}

interface Search {
  types: JsonObject
  kind: string
  config: TransformerConfig
}

function collect(search: Search, type: string, path: readonly string[]): void {
  const { types, kind, config } = search
  for (const [name, property] of Object.entries(propertiesOf(types, type))) {
    if (!isJsonObject(property)) continue
    const own = [...path, name]
    const spec = () => fieldSpec(own.join('/'), { kind })
    if (Object.hasOwn(property, 'x-kubernetes-annotation')) config.commonAnnotations.push(spec())
    if (Object.hasOwn(property, 'x-kubernetes-label-selector')) config.commonLabels.push(spec())
    if (Object.hasOwn(property, 'x-kubernetes-identity')) config.namePrefix.push(spec())
    const reference = readObjectReference(property, kind, own)
    if (reference !== undefined) config.nameReference.push(reference)
    const { $ref } = property
    if (typeof $ref === 'string' && $ref !== type) collect(search, $ref, own)
  }
}

function readObjectReference(
  property: JsonObject,
  kind: string,
  path: readonly string[],
): NameReference | undefined {
  const version = property['x-kubernetes-object-ref-api-version']
  const target = property['x-kubernetes-object-ref-kind']
  const name = property['x-kubernetes-object-ref-name-key'] ?? 'name'
  if (typeof version !== 'string' || typeof target !== 'string') return undefined
  const spec = fieldSpec([...path, String(name)].join('/'), { kind })
  return { group: '', version, kind: target, fieldSpecs: [spec] }
}
