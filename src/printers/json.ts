/** JSON as Go's encoder writes it: sorted keys, HTML characters escaped. */
import { isJsonObject } from '../base/json.ts'
import { sortedKeys } from './go-value.ts'

const HTML = /[<>&\u2028\u2029]/g
const NEEDS_CARE = /[<>&\u2028\u2029]|\p{Surrogate}/u

/** The output of `-o json`: four spaces of indent, a newline at the end. */
export function toJson(value: unknown): string {
  return `${write(value, '\n')}\n`
}

/** A value as `json.Marshal` writes it: one line, no spaces, no newline at the end. */
export function toCompactJson(value: unknown): string {
  return write(value, '')
}

/** `newline` is the line break with the indent of the enclosing line; empty for the compact form. */
function write(value: unknown, newline: string): string {
  if (typeof value === 'string') return writeString(value)
  if (Array.isArray(value)) return writeList(value, newline)
  if (isJsonObject(value)) return writeObject(value, newline)
  return value === undefined ? 'null' : JSON.stringify(value)
}

function writeList(list: unknown[], newline: string): string {
  if (list.length === 0) return '[]'
  const inner = deeper(newline)
  return `[${inner}${list.map((item) => write(item, inner)).join(`,${inner}`)}${newline}]`
}

function writeObject(object: Record<string, unknown>, newline: string): string {
  const keys = sortedKeys(object)
  if (keys.length === 0) return '{}'
  const inner = deeper(newline)
  const colon = newline === '' ? ':' : ': '
  const entries = keys.map((key) => writeString(key) + colon + write(object[key], inner))
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
