/** The extended strings library of CEL in version 2. Positions count code points. */
import { SHORT_ESCAPES } from '../../apimachinery/go-escapes.ts'
import { EvaluationError } from '../errors.ts'
import type { Value } from '../values/value.ts'
import { formatString } from './format-string.ts'
import type { FunctionTable } from './overload.ts'

export const strings: FunctionTable = {
  'string.charAt(int): string': (text: string, index: bigint) => {
    const chars = [...text]
    requireWithin(index, chars.length)
    return chars[Number(index)] ?? ''
  },
  'string.indexOf(string): int': (text: string, part: string) => indexOf(text, part, 0n),
  'string.indexOf(string, int): int': indexOf,
  'string.lastIndexOf(string): int': (text: string, part: string) => lastIndexOf(text, part),
  'string.lastIndexOf(string, int): int': lastIndexOf,
  'string.substring(int): string': (text: string, start: bigint) => substring(text, start),
  'string.substring(int, int): string': substring,
  'string.lowerAscii(): string': (text: string) => text.replace(/[A-Z]/g, (char) => char.toLowerCase()),
  'string.upperAscii(): string': (text: string) => text.replace(/[a-z]/g, (char) => char.toUpperCase()),
  'string.trim(): string': (text: string) => text.replace(SPACE_AROUND, ''),
  'string.replace(string, string): string': (text: string, from: string, to: string) =>
    replace(text, from, to, -1n),
  'string.replace(string, string, int): string': replace,
  'string.split(string): list<string>': (text: string, by: string) => split(text, by, -1n),
  'string.split(string, int): list<string>': split,
  'list<string>.join(): string': (texts: string[]) => texts.join(''),
  'list<string>.join(string): string': (texts: string[], by: string) => texts.join(by),
  'string.format(list<dyn>): string': (text: string, values: readonly Value[]) => formatString(text, values),
  'strings.quote(string): string': (text: string) => quoteText(text),
}

/** What Go's unicode.IsSpace takes for space. */
const SPACE = '[\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+'
const SPACE_AROUND = new RegExp(`^${SPACE}|${SPACE}$`, 'g')

function requireWithin(index: bigint, length: number): void {
  if (index < 0n || index > BigInt(length)) throw new EvaluationError(`index out of range: ${index}`)
}

function indexOf(text: string, part: string, from: bigint): bigint {
  const chars = [...text]
  requireWithin(from, chars.length)
  const wanted = [...part]
  for (let start = Number(from); start + wanted.length <= chars.length; start++)
    if (wanted.every((char, index) => chars[start + index] === char)) return BigInt(start)
  return -1n
}

function lastIndexOf(text: string, part: string, from?: bigint): bigint {
  const chars = [...text]
  if (from !== undefined) requireWithin(from, chars.length)
  const wanted = [...part]
  const last = chars.length - wanted.length
  for (let start = Math.min(last, from === undefined ? last : Number(from)); start >= 0; start--)
    if (wanted.every((char, index) => chars[start + index] === char)) return BigInt(start)
  return -1n
}

function substring(text: string, start: bigint, end?: bigint): string {
  const chars = [...text]
  requireWithin(start, chars.length)
  if (end === undefined) return chars.slice(Number(start)).join('')
  requireWithin(end, chars.length)
  if (start > end) throw new EvaluationError(`invalid substring range. start: ${start}, end: ${end}`)
  return chars.slice(Number(start), Number(end)).join('')
}

/** Replaces the first so many, all where the limit is negative. */
function replace(text: string, from: string, to: string, limit: bigint): string {
  if (limit === 0n) return text
  const parts = from === '' ? ['', ...text, ''] : text.split(from)
  const count = limit < 0n ? parts.length - 1 : Math.min(Number(limit), parts.length - 1)
  const head = parts.slice(0, count + 1).join(to)
  return [head, ...parts.slice(count + 1)].join(from)
}

/** Splits into at most so many parts, into all where the limit is negative. */
function split(text: string, by: string, limit: bigint): string[] {
  if (limit === 0n) return []
  const parts = by === '' ? [...text] : text.split(by)
  if (limit < 0n || BigInt(parts.length) <= limit) return parts
  const kept = Number(limit) - 1
  return [...parts.slice(0, kept), parts.slice(kept).join(by)]
}

/** A string in double quotes, as ext.Strings writes it: with what needs an escape escaped, all else as it is. */
function quoteText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is escaped.
  return `"${text.replace(/[\x07\b\f\n\r\t\v\\"]/g, (char) => SHORT_ESCAPES[char] ?? char)}"`
}
