/** Merges lists item by item (kyaml, yaml/walk/associative_sequence.go), oddities with several keys included. */
import { getOwn, isJsonObject, type Json } from '../../base/json.ts'
import { textOfScalar } from '../yaml/scalar-text.ts'
import { findElement, isBlank, keyValues, type Node, setElement } from './nodes.ts'

type Values = readonly string[]

/**
 * The merged list: what the patch names comes first, in its order, then what only the target has. `target` is the
 * list that the merge goes on with; it may be the patch itself. Without keys, the lists hold scalars.
 */
export function mergeLists(
  target: Json[],
  patch: Node,
  mergeKeys: readonly string[],
  mergeItems: (item: Node, patched: Node) => Node,
): Json[] {
  const keys = mergeKeys.length === 0 ? [''] : mergeKeys
  const all = valuesOf(keys, patch, target)
  const list = keys.length > 1 ? fillIn(all) : all
  const usedKeys = keys.filter((_, index) => list.some((values) => values[index] !== ''))
  const validKeys = usedKeys.length === 0 ? keys : usedKeys
  const merged: Json[] = []
  for (const values of list) {
    const validValues = values.filter((_, index) => validKeys.includes(keys[index]!))
    const item = mergeItems(...itemsOf(target, patch, validKeys, validValues))
    if (isBlank(item)) setElement(target, undefined, validKeys, validValues)
    else setElement(merged, withKeys(item!, validKeys, validValues), validKeys, validValues)
  }
  if (list.length === 0) return target
  for (const item of target) appendItem(merged, item, validKeys)
  return merged
}

/** The keys' values of all items, each once: those of the patch, then those of the target. */
function valuesOf(keys: readonly string[], patch: Node, target: Json[]): Values[] {
  const result = new Map<string, Values>()
  for (const list of [patch, target])
    for (const item of Array.isArray(list) ? list : []) {
      const values = keys[0] === '' ? [textOfScalar(item)] : keyValues(item, keys)
      const text = JSON.stringify(values)
      if (!result.has(text)) result.set(text, values)
    }
  return [...result.values()]
}

/** Values that differ only in that some lack a key count as the same: port 80 and port 80 with protocol TCP. */
function fillIn(list: readonly Values[]): Values[] {
  const result = [...list]
  for (const i of list.keys())
    for (const j of list.keys()) {
      const both = combine(result[i]!, result[j]!)
      if (both !== undefined) {
        result[i] = both
        result[j] = both
      }
    }
  return result
}

function combine(a: Values, b: Values): Values | undefined {
  const isClash = a.some((value, index) => value !== '' && b[index] !== '' && value !== b[index])
  const isAlike = a.some((value, index) => value === b[index])
  return isClash || !isAlike ? undefined : a.map((value, index) => value || b[index]!)
}

/** The items with these values, in the target and in the patch. Keys without a value are not asked for. */
function itemsOf(target: Json[], patch: Node, keys: readonly string[], values: Values): [Node, Node] {
  const asked = keys.filter((_, index) => values[index] !== '')
  const [known, wanted] =
    asked.length === 0 ? [keys, values] : [asked, values.filter((value) => value !== '')]
  return [findElement(target, known, wanted), findElement(patch, known, wanted)]
}

function withKeys(item: Json, keys: readonly string[], values: Values): Json {
  if (!isJsonObject(item)) return item
  for (const [index, key] of keys.entries())
    if (getOwn(item, key) === undefined && values[index] !== '') item[key] = values[index]!
  return item
}

/** Adds an item of the target, in the place of what was merged from it. */
function appendItem(merged: Json[], item: Json, keys: readonly string[]): void {
  if (keys[0] === '') {
    setElement(merged, item, keys, [textOfScalar(item)])
    return
  }
  const values: string[] = []
  for (const key of keys) {
    const value = isJsonObject(item) ? getOwn(item, key) : undefined
    if (value === undefined) merged.push(item)
    else values.push(textOfScalar(value))
  }
  if (keys.length > 1) setElement(merged, undefined, keys, values)
  setElement(merged, item, keys, values)
}
