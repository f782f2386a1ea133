/** What the merge asks of values: their sorts, and elements of lists by their keys (kyaml, yaml/fns.go). */
import { getOwn, isJsonObject, type Json } from '../../base/json.ts'
import { textOfScalar } from '../yaml/scalar-text.ts'

/** A value, or undefined where there is none. */
export type Node = Json | undefined

/** The sorts of values; null and what is missing have none. */
export type NodeKind = 'MappingNode' | 'SequenceNode' | 'ScalarNode'

/** The sort of a value; undefined for null and where there is none. */
export function kindOfNode(node: Node): NodeKind | undefined {
  if (node === undefined || node === null) return undefined
  if (Array.isArray(node)) return 'SequenceNode'
  return isJsonObject(node) ? 'MappingNode' : 'ScalarNode'
}

/** Missing, null, or a map without entries. */
export function isBlank(node: Node): boolean {
  if (node === undefined || node === null) return true
  return isJsonObject(node) && Object.keys(node).length === 0
}

/** The texts of an item's keys; '' for those that it does not have. */
export function keyValues(item: Json, keys: readonly string[]): string[] {
  return keys.map((key) => (isJsonObject(item) ? textOfScalar(getOwn(item, key)) : ''))
}

/** The first item with these values; by the key '', the scalar with this text. */
export function findElement(list: Node, keys: readonly string[], values: readonly string[]): Node {
  if (!Array.isArray(list)) return undefined
  if (keys.length === 0 || keys[0] === '')
    return list.find((item) => textOfScalar(item) === (values[0] ?? ''))
  return list.find(
    (item) =>
      isJsonObject(item) &&
      keys.every((key, index) => {
        const value = getOwn(item, key)
        return value !== undefined && textOfScalar(value) === values[index]
      }),
  )
}

/**
 * Puts the element into the place of those in the list that have these values, or to the end of it; without an
 * element, takes those out. Blank items go in any case. A later key without a value counts as one that was found;
 * without any values, all items go.
 */
export function setElement(
  list: Json[],
  element: Node,
  keys: readonly string[],
  values: readonly string[],
): void {
  const result: Json[] = []
  const seeksObjects = (keys[0] ?? '') !== '' && (values[0] ?? '') !== ''
  let found = false
  for (const item of list) {
    if (isBlank(item)) continue
    if ((!isJsonObject(item) && seeksObjects) || !hasValues(item, keys, values)) {
      if (values.length > 0) result.push(item)
      continue
    }
    found = true
    if (element !== undefined) result.push(element)
  }
  if (!found && element !== undefined && element !== null) result.push(element)
  list.splice(0, list.length, ...result)
}

function hasValues(item: Json, keys: readonly string[], values: readonly string[]): boolean {
  return keys.every((key, index) => {
    const wanted = values[index]
    if (wanted === undefined) return index > 0
    if (key === '') return textOfScalar(item) === wanted
    const value = isJsonObject(item) ? getOwn(item, key) : undefined
    return value !== undefined && (wanted === '' || textOfScalar(value) === wanted)
  })
}
