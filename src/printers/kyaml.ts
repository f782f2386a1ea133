/** KYAML as `kubectl -o kyaml` prints it: YAML of braces and quotes alone (KEP-5295; sigs.k8s.io/yaml/kyaml). */
import { isJsonObject } from '../base/json.ts'
import { presentKeys, sortedKeys } from './go-value.ts'
import { type KeyOrder, toCompactJson } from './json.ts'
import { needsQuotes } from './kyaml-keys.ts'

/** One document, with the line that begins it and a newline at the end. */
export function toKyaml(value: unknown, order: KeyOrder = 'sorted'): string {
  return `---\n${writeNode(value, 0, order)}\n`
}

function writeNode(value: unknown, depth: number, order: KeyOrder): string {
  if (typeof value === 'string') return writeText(value, depth + 1)
  if (Array.isArray(value)) return writeSequence(value, depth, order)
  if (isJsonObject(value)) return writeMapping(value, depth, order)
  return toCompactJson(value)
}

/** A list that holds nothing but lists and maps stays close to them; another has each item on a line. */
function writeSequence(list: readonly unknown[], depth: number, order: KeyOrder): string {
  if (list.every(isCollection)) return `[${list.map((item) => writeNode(item, depth, order)).join(', ')}]`
  const lines = list.map((item) => `${indent(depth + 1)}${writeNode(item, depth + 1, order)},\n`)
  return `[\n${lines.join('')}${indent(depth)}]`
}

function isCollection(value: unknown): boolean {
  return Array.isArray(value) || isJsonObject(value)
}

function writeMapping(map: Record<string, unknown>, depth: number, order: KeyOrder): string {
  const keys = order === 'sorted' ? sortedKeys(map) : presentKeys(map)
  if (keys.length === 0) return '{}'
  const lines = keys.map(
    (key) => `${indent(depth + 1)}${writeKey(key)}: ${writeNode(map[key], depth + 1, order)},\n`,
  )
  return `{\n${lines.join('')}${indent(depth)}}`
}

function indent(depth: number): string {
  return '  '.repeat(depth)
}

function writeKey(key: string): string {
  return needsQuotes(key) ? `"${escapeText(key).replaceAll('\t', '\\t')}"` : key
}

/** Text of several lines is folded, so that each has a line of its own. White space that begins one is escaped. */
function writeText(text: string, depth: number): string {
  if (!text.includes('\n')) return `"${escapeText(text)}"`
  const pad = indent(depth)
  const lines = text.split('\n')
  const written = lines.map((line, index) => {
    const isLast = index === lines.length - 1
    if (isLast && line === '') return ''
    const end = isLast ? '\\\n' : '\\n\\\n'
    return `${pad}${SPACE_AT_START.test(line) ? '\\' : ' '}${escapeText(line)}${end}`
  })
  return `"\\\n${written.join('')}${pad}"`
}

const SPACE_AT_START = /^[\t\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/
/** What Go does not hold for printable, and what ends a quoted text. Tabs stand as they are. */
const ESCAPED = /[^\p{L}\p{M}\p{N}\p{P}\p{S} \t]|["\\]/gu

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '\u0085': '\\N',
  '\u00a0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
}

function escapeText(text: string): string {
  // Go has no lone surrogates: what is not valid Unicode becomes the replacement character.
  return text.replace(/\p{Surrogate}/gu, '\ufffd').replace(ESCAPED, escapeRune)
}

function escapeRune(rune: string): string {
  const short = SHORT[rune]
  if (short !== undefined) return short
  const code = rune.codePointAt(0) ?? 0
  const digits = code.toString(16)
  if (code < 0x20 || code === 0x7f) return `\\x${digits.padStart(2, '0')}`
  return code < 0x10000 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`
}
