/**
 * One step of a field path, written as fieldsV1 writes it: `f:<name>` a field, `k:<json>` the item of a list with these
 * keys, `v:<json>` that of a set with this value, `i:<n>` the item at an index (structured-merge-diff, fieldpath).
 */
import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts'
import { quote } from '../go-format.ts'

/** The element of a field. */
export function fieldElement(name: string): string {
  return `f:${name}`
}

/** The element of a list's item, by its keys. */
export function keyElement(keys: JsonObject): string {
  const sorted = Object.keys(keys).sort()
  return `k:{${sorted.map((key) => `${JSON.stringify(key)}:${JSON.stringify(keys[key])}`).join(',')}}`
}

/** The element of a set's item. */
export function valueElement(value: Json): string {
  return `v:${JSON.stringify(value)}`
}

/** The name of a field's element; undefined for any other element. */
export function fieldName(element: string): string | undefined {
  return element.startsWith('f:') ? element.slice(2) : undefined
}

/** The order of elements within fieldsV1: fields, then keys, then values, then indexes. */
export function compareElements(a: string, b: string): number {
  const kinds = KINDS.indexOf(a[0] ?? '') - KINDS.indexOf(b[0] ?? '')
  if (kinds !== 0) return kinds
  return a < b ? -1 : a > b ? 1 : 0
}

const KINDS = 'fkvi'

/** The element that a text stands for, in its only form; undefined for a kind that nobody knows. Throws for bad text. */
export function parseElement(text: string): string | undefined {
  if (text.length < 2 || text[1] !== ':') throw new Error(`key must be 2 characters long:${text}`)
  const rest = text.slice(2)
  switch (text[0]) {
    case 'f':
      return text
    case 'v':
      return valueElement(JSON.parse(rest) as Json)
    case 'i':
      if (/^-?\d+$/.test(rest)) return text
      throw new Error(`cannot read the index ${quote(rest)}`)
    case 'k': {
      const keys: unknown = JSON.parse(rest)
      if (!isJsonObject(keys)) throw new Error(`the keys of an item must be an object, not ${rest}`)
      return keyElement(keys)
    }
    default:
      return undefined
  }
}

/** An element in texts for people: `.name`, `[name="web"]`, `[="a"]`, `[0]`. */
export function formatElement(element: string): string {
  const rest = element.slice(2)
  switch (element[0]) {
    case 'f':
      return `.${rest}`
    case 'k': {
      const keys = Object.entries(JSON.parse(rest) as JsonObject)
      return `[${keys.map(([key, value]) => `${key}=${formatValue(value)}`).join(',')}]`
    }
    case 'v':
      return `[=${formatValue(JSON.parse(rest) as Json)}]`
    default:
      return `[${rest}]`
  }
}

function formatValue(value: Json): string {
  return typeof value === 'string' ? quote(value) : JSON.stringify(value)
}

/** A path in texts for people: `.spec.containers[name="web"].image`. */
export function formatPath(path: readonly string[]): string {
  return path.map(formatElement).join('')
}
