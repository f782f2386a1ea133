/** JSON as Go's encoder writes it: sorted keys, HTML characters escaped. */
import { isJsonObject } from '../base/json.ts'
import { presentKeys, sortedKeys } from './go-value.ts'

const HTML = /[<>&\u2028\u2029]/g
const NEEDS_CARE = /[<>&\u2028\u2029]|\p{Surrogate}/u

/** The order of an object's keys: Go sorts those of maps, and keeps those of its own structs as declared. */
export type KeyOrder = 'sorted' | 'given'

/**
 * The output of `-o json`: four spaces of indent, a newline at the end. Objects from the server are maps to
 * kubectl; those that it makes itself (`create deployment --dry-run=client`) are structs: the order given.
 */
export function toJson(value: unknown, order: KeyOrder = 'sorted'): string {
  return `${writeByEngine(value, order, 4) ?? write(value, '\n', order)}\n`
}

/** A value as `json.Marshal` writes it: one line, no spaces, no newline at the end. */
export function toCompactJson(value: unknown, order: KeyOrder = 'sorted'): string {
  return writeByEngine(value, order, 0) ?? write(value, '', order)
}

/** What the engine writes itself is written many times faster. Undefined where that is not what Go would write. */
function writeByEngine(value: unknown, order: KeyOrder, indent: number): string | undefined {
  const ordered = order === 'sorted' ? inOrder(value) : value
  const json = ordered === undefined ? undefined : JSON.stringify(ordered, undefined, indent)
  return json === undefined || NEEDS_CARE.test(json) || json.includes('\\ud') ? undefined : json
}

/** What an object would not keep in the place that it is given: numbers come first, and this is no property. */
const OUT_OF_ORDER = /^(?:\d+|__proto__)$/

/** The value with sorted keys; undefined where no object has them in that order. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) {
    const list = value.map(inOrder)
    return list.includes(undefined) ? undefined : list
  }
  if (!isJsonObject(value)) return value
  const copy: Record<string, unknown> = {}
  for (const key of sortedKeys(value)) {
    const item = OUT_OF_ORDER.test(key) ? undefined : inOrder(value[key])
    if (item === undefined) return undefined
    copy[key] = item
  }
  return copy
}

/** `newline` is the line break with the indent of the enclosing line; empty for the compact form. */
function write(value: unknown, newline: string, order: KeyOrder): string {
  if (typeof value === 'string') return writeString(value)
  if (Array.isArray(value)) return writeList(value, newline, order)
  if (isJsonObject(value)) return writeObject(value, newline, order)
  return value === undefined ? 'null' : JSON.stringify(value)
}

function writeList(list: unknown[], newline: string, order: KeyOrder): string {
  if (list.length === 0) return '[]'
  const inner = deeper(newline)
  return `[${inner}${list.map((item) => write(item, inner, order)).join(`,${inner}`)}${newline}]`
}

function writeObject(object: Record<string, unknown>, newline: string, order: KeyOrder): string {
  const keys = order === 'sorted' ? sortedKeys(object) : presentKeys(object)
  if (keys.length === 0) return '{}'
  const inner = deeper(newline)
  const colon = newline === '' ? ':' : ': '
  const entries = keys.map((key) => writeString(key) + colon + write(object[key], inner, order))
  return `{${inner}${entries.join(`,${inner}`)}${newline}}`
}

function deeper(newline: string): string {
  return newline === '' ? '' : `${newline}    `
}

function writeString(text: string): string {
  const json = JSON.stringify(text)
  if (!NEEDS_CARE.test(json) && !json.includes('\\ud')) return json
  // Go has no lone surrogates: what is not valid Unicode becomes the replacement character.
  return JSON.stringify(text.replace(/\p{Surrogate}/gu, '\ufffd')).replace(HTML, escapeCharacter)
}

function escapeCharacter(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
}
