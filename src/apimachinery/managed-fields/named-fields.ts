/** Sets in which each declared field on the way to a path is a path, too (fieldpath.Set.EnsureNamedFieldsAreMembers). */
import type { FieldNode, FieldSet } from './field-set.ts'
import { DEDUCED, fieldSchema, type MergeSchema } from './merge-schema.ts'
import { fieldName } from './path-element.ts'

/** The set with all declared fields that lead to its paths. */
export function withNamedFields(schema: MergeSchema, set: FieldSet): FieldSet {
  const result = new Map<string, FieldNode>()
  for (const [element, { member, below }] of set) {
    const name = fieldName(element)
    const named = name !== undefined && schema.kind === 'map' && schema.field(name) !== undefined
    result.set(element, {
      member: member || named,
      below: withNamedFields(schemaBelow(schema, name), below),
    })
  }
  return result
}

function schemaBelow(schema: MergeSchema, name: string | undefined): MergeSchema {
  if (schema.kind === 'map' && name !== undefined) return fieldSchema(schema, name)
  return schema.kind === 'list' && name === undefined ? schema.items() : DEDUCED
}
