/** Strings in YAML: which style Go's emitter chooses, and how it writes and folds each. */
import { isReservedWord, isResolved } from './yaml-resolve.ts'

/** Where a scalar is written: the column of its first character, and the indent of its further lines. */
export interface Place {
  column: number
  indent: number
}

/** Text beyond this column is folded at the next space. */
const WIDTH = 80
const LONGEST_SIMPLE_KEY = 128
const SAFE = /^[A-Za-z/][A-Za-z0-9/._-]*$/

// What Go's emitter holds for printable stops at U+FFFD: an emoji is escaped.
const SPECIAL = /[^\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]|[\u2028\u2029]/u
const SPECIALS = /[^\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]|["\\\u2028\u2029]/gu
const INDICATOR_AT_START = /^(?:[#,[\]{}&*!|>'"%@`]|[?:-](?:[ \t]|$)|---|\.\.\.)/
const INDICATOR_INSIDE = /:(?:[ \t]|$)|[ \t\n]#/

/** A string value, in the style that the emitter chooses; the first line begins at `place.column`. */
export function writeText(raw: string, place: Place): string {
  if (SAFE.test(raw)) return isReservedWord(raw) ? `"${raw}"` : raw
  const text = replaceLoneSurrogates(raw)
  if (text.includes('\n')) return writeLines(text, place)
  if (isResolved(text) || SPECIAL.test(text)) return foldDoubleQuoted(text, place.column, place.indent)
  if (isPlain(text)) return foldPlain(text, place.column, place.indent)
  return foldSingleQuoted(text, place.column, place.indent)
}

/** A key of a mapping on one line. */
export function writeKey(raw: string): string {
  return writeText(raw, { column: Number.NEGATIVE_INFINITY, indent: 0 })
}

/** True where a key can stand on one line before its colon: no line breaks, at most 128 bytes. */
export function isSimpleKey(key: string): boolean {
  if (key.includes('\n') || key.includes('\u2028') || key.includes('\u2029') || key.includes('\r'))
    return false
  if (key.includes('\u0085')) return false
  return key.length * 3 <= LONGEST_SIMPLE_KEY || Buffer.byteLength(key) <= LONGEST_SIMPLE_KEY
}

/** JSON from Go has no lone surrogates: they are the replacement character. */
function replaceLoneSurrogates(text: string): string {
  return /[\ud800-\udfff]/.test(text) ? text.replace(/\p{Surrogate}/gu, '\ufffd') : text
}

function isPlain(text: string): boolean {
  if (text.startsWith(' ') || text.endsWith(' ')) return false
  return !INDICATOR_AT_START.test(text) && !INDICATOR_INSIDE.test(text)
}

/** A literal block, or quotes where a block cannot hold the text: spaces at line ends, control characters. */
function writeLines(text: string, place: Place): string {
  if (SPECIAL.test(text) || text.includes(' \n') || text.endsWith(' '))
    return foldDoubleQuoted(text, place.column, place.indent)
  const pad = ' '.repeat(place.indent)
  const hint = text.startsWith(' ') || text.startsWith('\n') ? '2' : ''
  const body = text.replace(/[^\n]+/g, (line) => pad + line)
  return `|${hint}${chomping(text)}\n${body}`
}

function chomping(text: string): string {
  if (!text.endsWith('\n')) return '-'
  return text === '\n' || text.endsWith('\n\n') ? '+' : ''
}

/** Writes the text and breaks the line at a single space once it has passed the width. */
function foldPlain(text: string, column: number, indent: number): string {
  if (column + text.length <= WIDTH) return text
  return fold(text, column, indent, (at) => text[at - 1] !== ' ' && text[at + 1] !== ' ')
}

function foldSingleQuoted(text: string, column: number, indent: number): string {
  const doubled = text.replaceAll("'", "''")
  if (column + doubled.length + 1 <= WIDTH) return `'${doubled}'`
  const isFoldable = (at: number) =>
    at > 0 && at < doubled.length - 1 && doubled[at - 1] !== ' ' && doubled[at + 1] !== ' '
  return `'${fold(doubled, column + 1, indent, isFoldable)}'`
}

function foldDoubleQuoted(text: string, column: number, indent: number): string {
  // Go's emitter asks only whether the text begins with a byte order mark, and then escapes all of it.
  const escaped = text.replace(text.startsWith('\ufeff') ? /./gsu : SPECIALS, escapeRune)
  if (column + escaped.length + 1 <= WIDTH) return `"${escaped}"`
  const isFoldable = (at: number) => at > 0 && at < escaped.length - 1 && escaped[at - 1] !== ' '
  return `"${fold(escaped, column + 1, indent, isFoldable)}"`
}

function fold(text: string, column: number, indent: number, isFoldable: (at: number) => boolean): string {
  let folded = ''
  let lineStart = 0
  let startColumn = column
  for (let at = text.indexOf(' '); at >= 0; at = text.indexOf(' ', at + 1)) {
    if (startColumn + at - lineStart <= WIDTH || !isFoldable(at)) continue
    // A space that would begin the new line is kept by a backslash (double quotes only fold there).
    const keep = text[at + 1] === ' ' ? '\\' : ''
    folded += `${text.slice(lineStart, at)}\n${' '.repeat(indent)}${keep}`
    lineStart = at + 1
    startColumn = indent + keep.length
  }
  return folded + text.slice(lineStart)
}

const SHORT_ESCAPES: Record<string, string> = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\u0085': '\\N',
  '\u2028': '\\L',
  '\u2029': '\\P',
}

function escapeRune(rune: string): string {
  const short = SHORT_ESCAPES[rune]
  if (short !== undefined) return short
  const code = (rune.codePointAt(0) ?? 0).toString(16).toUpperCase()
  if (code.length <= 2) return `\\x${code.padStart(2, '0')}`
  return code.length <= 4 ? `\\u${code.padStart(4, '0')}` : `\\U${code.padStart(8, '0')}`
}
