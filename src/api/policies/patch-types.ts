/** The types that mutations make: parts of an object, and JSON patches (k8s.io/apiserver, pkg/cel/mutation). */
import { DYN, listOf, type ObjectType, STRING, type Type } from '../../cel/type.ts'

const ANYTHING = { get: (): Type => DYN }

/** One operation of a JSON patch. */
const jsonPatch: ObjectType = {
  kind: 'object',
  name: 'JSONPatch',
  fields: new Map<string, Type>([
    ['op', STRING],
    ['path', STRING],
    ['from', STRING],
    ['value', DYN],
  ]),
}

/** A part of the object: of which type its fields are, is asked when it is applied. */
function partOf(name: string): ObjectType {
  return { kind: 'object', name, fields: ANYTHING }
}

/** `JSONPatch{…}`, `Object{…}`, `Object.spec{…}`. */
export function patchStruct(name: string): ObjectType | undefined {
  if (name === jsonPatch.name) return jsonPatch
  return name === 'Object' || name.startsWith('Object.') ? partOf(name) : undefined
}

/** What the expression of a mutation gives, by its patchType. */
export const PATCH_RESULTS: Readonly<Record<string, Type>> = {
  ApplyConfiguration: partOf('Object'),
  JSONPatch: listOf(jsonPatch),
}
