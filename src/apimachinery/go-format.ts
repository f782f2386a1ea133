/** Values as Go prints them: the `%q` and `encoding/json` forms that API server texts contain. */
import { compareStrings } from '../base/compare-strings.ts'
import { SHORT_ESCAPES } from './go-escapes.ts'

const PLAIN_ASCII = /^[ !#-[\]-~]*$/

/** A string in double quotes, escaped as Go's `%q` does. */
export function quote(text: string): string {
  if (PLAIN_ASCII.test(text)) return `"${text}"`
  // Made only here: the classes of Unicode take longer to read than most modules.
  return `"${text.replace(/["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, escapeRune)}"`
}

function escapeRune(rune: string): string {
  const short = SHORT_ESCAPES[rune]
  if (short !== undefined) return short
  const code = rune.codePointAt(0) ?? 0
  if (code < 0x80) return `\\x${hex(code, 2)}`
  if (code >= 0xd800 && code <= 0xdfff) return '\ufffd'
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, '0')
}

/**
 * A value as Go's `json.Marshal` writes it. An object that holds only strings counts as a Go map (labels,
 * selectors), whose keys Go sorts; any other object counts as a struct and keeps its order.
 */
export function goJson(value: unknown): string {
  return escapeHtml(JSON.stringify(value ?? null, sortStringMaps))
}

function sortStringMaps(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const entries = Object.entries(value)
  if (!entries.every(([, item]) => typeof item === 'string')) return value
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** A value all of whose objects are Go maps as `json.Marshal` writes it: with the keys of each of them in order. */
export function goMapJson(value: unknown): string {
  return escapeHtml(writeMaps(value))
}

// By hand, for an object of JavaScript has keys like `10` and `9` in an order of its own.
function writeMaps(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(writeMaps).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null)
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  const sorted = entries.sort(([a], [b]) => compareStrings(a, b))
  return `{${sorted.map(([key, item]) => `${JSON.stringify(key)}:${writeMaps(item)}`).join()}}`
}

/** Go escapes these characters in JSON so that the text can stand in HTML. */
function escapeHtml(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${hex(char.charCodeAt(0), 4)}`)
}

/** A value as Go's `%v` prints it: `map[a:1 b:[x y]]`, `<nil>`. */
export function goValue(value: unknown): string {
  if (value === null || value === undefined) return '<nil>'
  if (Array.isArray(value)) return `[${value.map(goValue).join(' ')}]`
  if (typeof value !== 'object') return String(value)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `map[${entries.map(([key, item]) => `${key}:${goValue(item)}`).join(' ')}]`
}

/** The type of a JSON value as Go's decoder names it: `cannot unmarshal array into …`. */
export function jsonType(value: unknown): string {
  return Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value
}

/** The name of the type that Go decodes a JSON value into. */
export function goType(value: unknown): string {
  if (value === null || value === undefined) return '%!s(<nil>)'
  if (Array.isArray(value)) return '[]interface {}'
  if (typeof value === 'object') return 'map[string]interface {}'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64'
  return typeof value === 'boolean' ? 'bool' : typeof value
}
