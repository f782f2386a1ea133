/** How the items of associative lists are told apart (structured-merge-diff, typed/helpers.go). */
import { isJsonObject, type JsonObject, setOwn } from '../../base/json.ts'
import type { ListMerge } from './merge-schema.ts'
import { keyElement, valueElement } from './path-element.ts'

/** The path element of an item; an Error says why it has none. */
export function itemElement(list: ListMerge, item: unknown): string | Error {
  return list.keys.length === 0 ? setElement(item) : keyedElement(list, item)
}

function setElement(item: unknown): string | Error {
  if (item === null) return new Error('associative list without keys has an element that is an explicit null')
  if (Array.isArray(item))
    return new Error(
      'not supporting lists of lists: associative list without keys has an element that is a list',
    )
  if (isJsonObject(item)) return new Error('associative list without keys has an element that is a map type')
  return valueElement(item as string | number | boolean)
}

function keyedElement({ keys, keyDefaults }: ListMerge, item: unknown): string | Error {
  if (item === null || item === undefined)
    return new Error('associative list with keys may not have a null element')
  if (!isJsonObject(item)) return new Error('associative list with keys may not have non-map elements')
  const found: JsonObject = {}
  for (const key of keys) {
    const value = Object.hasOwn(item, key) ? item[key] : keyDefaults[key]
    if (value !== undefined) setOwn(found, key, value)
  }
  if (Object.keys(found).length > 0) return keyElement(found)
  const names = keys.map((key) => `"${key}"`).join(' ')
  return new Error(
    `associative list with keys has an element that omits all key fields [${names}] (and doesn't have default values for any key fields)`,
  )
}

/** The items by their elements, in the list's order; several where they cannot be told apart. */
export function itemsByElement(schema: ListMerge, list: readonly unknown[]): Map<string, unknown[]> {
  const items = new Map<string, unknown[]>()
  for (const item of list) {
    const element = itemElement(schema, item)
    if (typeof element !== 'string') continue
    const same = items.get(element)
    if (same) same.push(item)
    else items.set(element, [item])
  }
  return items
}
