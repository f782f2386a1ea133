/** Puts a text into fields: the built-in ValueAddTransformer, for which kustomizations have no field of their own. */
import { basename } from 'node:path'
import { isJsonObject, type Json, type JsonObject, setOwn } from '../../base/json.ts'
import { splitPath } from '../config/field-spec.ts'
import { KustomizeError } from '../error.ts'
import { decodeStruct } from '../kustomization/decode.ts'
import type { ValueAddConfig, ValueAddTarget } from '../kustomization/plugin-types.ts'
import type { Loader } from '../loader.ts'
import { findValue } from '../replacements/find-value.ts'
import { readMatch } from '../replacements/split-path.ts'
import { readConfigYaml } from '../yaml/read-yaml.ts'
import { textOfScalar } from '../yaml/scalar-text.ts'
import { setNamespace } from './namespace.ts'
import { selectResources } from './select.ts'
import { expectNode } from './set-scalar.ts'
import type { Transform } from './transformer.ts'

/** Puts the value into the fields of all targets. Without a value, it is the name of the kustomization's folder. */
export function addValue(
  { value = '', targets = [], targetFilePath = '' }: ValueAddConfig,
  loader: Loader,
): Transform {
  const text = value.trim() || basename(loader.root)
  const all = targetFilePath === '' ? targets : [...targets, ...readTargets(targetFilePath, loader)]
  if (all.length === 0) throw new KustomizeError('must specify at least one target')
  for (const { fieldPath = '', filePathPosition = 0 } of all) {
    if (fieldPath === '') throw new KustomizeError('fieldPath cannot be empty')
    if (filePathPosition < 0)
      throw new KustomizeError(`value of FilePathPosition (${filePathPosition}) cannot be negative`)
  }
  return (map) => {
    for (const target of all) {
      const resources = target.selector === undefined ? map.list : selectResources(map, target.selector)
      for (const resource of resources) {
        if (target.fieldPath === 'metadata/namespace')
          setNamespace({ namespace: text, specs: [], resources: [resource] })(map)
        else if (resource.object !== undefined) addTo(resource.object, text, target)
      }
    }
  }
}

function readTargets(path: string, loader: Loader): ValueAddTarget[] {
  const config = decodeStruct(
    'ValueAddTransformer',
    readConfigYaml(loader.load(path)),
    false,
  ) as ValueAddConfig
  return config.targets ?? []
}

function addTo(
  object: JsonObject,
  value: string,
  { fieldPath = '', filePathPosition = 0 }: ValueAddTarget,
): void {
  const path = splitPath(fieldPath)
  const last = path.pop()!
  let parent: Json = object
  for (const [index, part] of path.entries()) parent = enter(parent, part, path[index + 1] ?? last)
  expectNode('MappingNode', { value: parent })
  if (!isJsonObject(parent)) return
  const old = parent[last]
  expectNode('ScalarNode', { value: old ?? '' })
  const text = filePathPosition > 0 ? insertPart(textOfScalar(old), value, filePathPosition - 1) : value
  setOwn(parent, last, text)
}

function enter(parent: Json, part: string, next: string): Json {
  const known = findValue(parent, [part])
  if (known !== undefined) return known
  const match = readMatch(part)
  const made: Json =
    match !== undefined ? { [match.field]: match.value } : readMatch(next) !== undefined ? [] : {}
  if (Array.isArray(parent)) parent.push(made)
  else if (isJsonObject(parent)) setOwn(parent, part, made)
  return made
}

/** The path with a part put in; an absolute one stays absolute. */
function insertPart(path: string, part: string, position: number): string {
  const parts = path.split('/').filter((each) => each !== '')
  parts.splice(Math.min(position, parts.length), 0, part)
  return `${path.startsWith('/') ? '/' : ''}${parts.join('/')}`
}
