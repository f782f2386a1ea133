/** Which fields a configuration sets: what its applier owns (structured-merge-diff, typed/tofieldset.go). */
import { isJsonObject } from '../../base/json.ts'
import { type FieldNode, type FieldSet, LEAF, NO_FIELDS } from './field-set.ts'
import { itemsByElement } from './list-items.ts'
import { fieldSchema, type ListMerge, type MapMerge, type MergeSchema, resolve } from './merge-schema.ts'
import { fieldElement } from './path-element.ts'

const NOTHING: FieldNode = { member: false, below: NO_FIELDS }

/** The fields that a value sets. */
export function toFieldSet(schema: MergeSchema, value: unknown): FieldSet {
  return nodeOf(schema, value).below
}

function nodeOf(schema: MergeSchema, value: unknown): FieldNode {
  const type = resolve(schema, value)
  if (type.kind === 'scalar') return LEAF
  if (type.atomic) return LEAF
  if (type.kind === 'list')
    return Array.isArray(value) ? { member: false, below: itemNodes(type, value) } : NOTHING
  return isJsonObject(value) ? { member: false, below: fieldNodes(type, value) } : NOTHING
}

function itemNodes(type: ListMerge, list: readonly unknown[]): FieldSet {
  const nodes = new Map<string, FieldNode>()
  for (const [element, same] of itemsByElement(type, list)) {
    // Duplicates are owned together, without a look into them.
    const below = same.length > 1 ? NO_FIELDS : nodeOf(type.items(), same[0]).below
    nodes.set(element, { member: true, below })
  }
  return nodes
}

/** Declared fields are owned by what is in them, all others by themselves, too. */
function fieldNodes(type: MapMerge, object: Record<string, unknown>): FieldSet {
  const nodes = new Map<string, FieldNode>()
  for (const [name, value] of Object.entries(object)) {
    const node = nodeOf(fieldSchema(type, name), value)
    const self = value === null || isEmptyObject(value) || type.field(name) === undefined
    if (self || node.member || node.below.size > 0)
      nodes.set(fieldElement(name), self ? { ...node, member: true } : node)
  }
  return nodes
}

function isEmptyObject(value: unknown): boolean {
  return isJsonObject(value) && Object.keys(value).length === 0
}
