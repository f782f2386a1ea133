/** Field sets as managedFields holds them: `{"f:metadata":{"f:labels":{".":{},"f:app":{}}}}` (fieldpath/serialize.go). */
import { isJsonObject, type JsonObject, setOwn } from '../../base/json.ts'
import { type FieldNode, type FieldSet, LEAF } from './field-set.ts'
import { compareElements, parseElement } from './path-element.ts'

/** Stands beside what is below a path where the path itself is in the set, too. */
const SELF = '.'

/** A set as JSON, sorted. */
export function toFieldsV1(set: FieldSet): JsonObject {
  const result: JsonObject = {}
  const elements = [...set.keys()].sort(compareElements)
  for (const element of elements) {
    const { member, below } = set.get(element)!
    const paths = toFieldsV1(below)
    setOwn(result, element, member && below.size > 0 ? { [SELF]: {}, ...paths } : paths)
  }
  return result
}

/** The set that JSON stands for. Throws for what is none. */
export function fromFieldsV1(fields: unknown): FieldSet {
  return readNode(fields).below
}

function readNode(fields: unknown): FieldNode {
  if (!isJsonObject(fields)) throw new Error('fieldsV1 must hold objects only')
  const below = new Map<string, FieldNode>()
  let member = false
  let empty = true
  for (const [text, value] of Object.entries(fields)) {
    empty = false
    if (text === SELF) member = true
    else {
      const element = parseElement(text)
      if (element !== undefined) below.set(element, readNode(value))
    }
  }
  if (empty) return LEAF
  return { member, below }
}
