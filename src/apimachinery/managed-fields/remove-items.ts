/** Takes fields out of an object (structured-merge-diff, typed/remove.go). */
import { isJsonObject, setOwn } from '../../base/json.ts'
import type { FieldSet } from './field-set.ts'
import { itemElement } from './list-items.ts'
import { fieldSchema, type ListMerge, type MapMerge, type MergeSchema, resolve } from './merge-schema.ts'
import { fieldElement } from './path-element.ts'

/** The value without these fields. What becomes empty is null. */
export function removeItems(schema: MergeSchema, value: unknown, fields: FieldSet): unknown {
  if (fields.size === 0) return value
  const type = resolve(schema, value)
  if (type.kind === 'list') return Array.isArray(value) ? fromList(type, value, fields) : null
  if (type.kind === 'map') return isJsonObject(value) ? fromMap(type, value, fields) : null
  return value
}

function fromList(type: ListMerge, list: readonly unknown[], fields: FieldSet): unknown {
  const kept: unknown[] = []
  for (const item of list) {
    const element = itemElement(type, item)
    const node = typeof element === 'string' ? fields.get(element) : undefined
    if (!node?.member) kept.push(node ? removeItems(type.items(), item, node.below) : item)
  }
  return kept.length === 0 ? null : kept
}

function fromMap(type: MapMerge, object: Record<string, unknown>, fields: FieldSet): unknown {
  const kept: Record<string, unknown> = {}
  let empty = true
  for (const [name, value] of Object.entries(object)) {
    const node = fields.get(fieldElement(name))
    if (node?.member) continue
    setOwn(kept, name, node ? removeItems(fieldSchema(type, name), value, node.below) : value)
    empty = false
  }
  return empty ? null : kept
}
