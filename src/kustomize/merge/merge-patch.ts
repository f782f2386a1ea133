/**
 * Merges strategic merge patches as kustomize does (kyaml, yaml/merge2 and yaml/walk), which is not quite as the API
 * server does: what a patch adds to a list comes first, and of directives it knows only `$patch`.
 */
import { getOwn, isJsonObject, type Json, type JsonObject, setOwn } from '../../base/json.ts'
import { toYaml } from '../../printers/yaml.ts'
import { KustomizeError } from '../error.ts'
import { parseGroupVersion } from '../resource-id.ts'
import { writeShared } from '../yaml/shared.ts'
import { writtenText } from '../yaml/written.ts'
import { type Directive, takeDirective } from './directive.ts'
import { mergeSchemaOf } from './known-types.ts'
import { mergeLists } from './merge-lists.ts'
import type { MergeSchema } from './merge-schema.ts'
import { kindOfNode, type Node, type NodeKind } from './nodes.ts'

/** Finds how objects of a type are merged. */
export type FindSchema = (apiVersion: string, kind: string) => MergeSchema | undefined

/** Stands for a null that the target says itself and the patch does not touch: that stays. */
const KEPT_NULL = Symbol('kept null')
type Merged = Node | typeof KEPT_NULL

/**
 * Merges the patch into the target, in place; both may be shared by the result afterwards. Undefined where the patch
 * deletes the target.
 */
export function mergePatch(target: JsonObject, patch: JsonObject, find: FindSchema = findBuiltIn): Node {
  const merged = mergeNodes(target, patch, undefined, find)
  return merged === KEPT_NULL ? null : merged
}

function findBuiltIn(apiVersion: string, kind: string): MergeSchema | undefined {
  return mergeSchemaOf({ ...parseGroupVersion(apiVersion), kind })
}

function mergeNodes(target: Node, patch: Node, known: MergeSchema | undefined, find: FindSchema): Merged {
  const schema = known ?? schemaOfObject(target, find) ?? schemaOfObject(patch, find)
  const kind = kindOfNode(target) ?? kindOfNode(patch)
  expectKind(kind, target)
  expectKind(kind, patch)
  if (kind === 'ScalarNode') return patch === undefined ? target : patch
  if (kind !== 'SequenceNode') return mergeMaps(target, patch, schema, find)
  if (schema?.mergeKeys === undefined) return patch === undefined ? target : patch
  const list = choose(target, patch)
  if (!Array.isArray(list)) return list
  const mergeItems = (item: Node, patched: Node) => {
    const merged = mergeNodes(item, patched, schema.items, find)
    return merged === KEPT_NULL ? null : merged
  }
  return mergeLists(list, patch ?? undefined, schema.mergeKeys, mergeItems)
}

/** Objects within objects may say themselves of which type they are. */
function schemaOfObject(node: Node, find: FindSchema): MergeSchema | undefined {
  if (!isJsonObject(node)) return undefined
  const { apiVersion, kind } = node
  return typeof apiVersion === 'string' && typeof kind === 'string' ? find(apiVersion, kind) : undefined
}

function expectKind(kind: NodeKind | undefined, node: Node): void {
  const actual = kindOfNode(node)
  if (actual === undefined || kind === undefined || actual === kind) return
  throw new KustomizeError(
    `wrong node kind: expected ${kind} but got ${actual}: node contents:\n${toYaml(node)}`.trimEnd(),
  )
}

/** What the merge goes on with: the target, the patch in its place, or nothing. */
function choose(target: Node, patch: Node): Node {
  if (target === undefined || target === null) return patch
  if (patch === null) return undefined
  const directive = takeDirective(patch)
  if (directive === 'delete') return undefined
  return directive === 'replace' ? patch : target
}

function mergeMaps(target: Node, patch: Node, schema: MergeSchema | undefined, find: FindSchema): Merged {
  if (target === undefined || target === null) {
    if (isJsonObject(patch) && takeLenient(patch) === 'delete') return undefined
    if (patch === undefined && target === null) return KEPT_NULL
  }
  const map = choose(target, patch)
  if (!isJsonObject(map)) return map
  const fields = new Set([...Object.keys(map), ...(isJsonObject(patch) ? Object.keys(patch) : [])])
  for (const field of [...fields].sort()) {
    const patched = isJsonObject(patch) ? getOwn(patch, field) : undefined
    const merged = mergeNodes(getOwn(map, field), patched, schema?.child(field), find)
    // A null that was written as nothing goes; one that was written stays.
    setField(map, field, merged === KEPT_NULL && writtenText(map, field) === '' ? undefined : merged)
  }
  return map
}

/** Where there is nothing to merge with, unknown directives do not matter. */
function takeLenient(patch: Json): Directive {
  try {
    return takeDirective(patch)
  } catch {
    return 'merge'
  }
}

function setField(map: JsonObject, field: string, value: Merged): void {
  if (value === undefined || value === null) delete map[field]
  else if (value === KEPT_NULL) setOwn(map, field, null)
  else writeShared(map, field, value)
}
