/** String and bytes literals of CEL: quotes of four kinds, raw ones, and the escapes in the others. */
import { ESCAPED } from '../../apimachinery/go-escapes.ts'
import { CompileError } from './issue.ts'
import type { Token } from './token.ts'

const ESCAPES: Readonly<Record<string, string>> = {
  ...ESCAPED,
  '?': '?',
  '"': '"',
  "'": "'",
  '`': '`',
}

/** The literal that begins at an offset. Throws CompileError where it does not end, or holds an unknown found. */
export function readString(source: string, at: number): Token {
  const [opening = '', prefix = '', quotes = ''] =
    /^([rRbB]{0,2})("""|'''|"|')/.exec(source.slice(at, at + 5)) ?? []
  const raw = /r/i.test(prefix)
  const bytes = /b/i.test(prefix)
  const end = findEnd(source, at + opening.length, quotes, raw)
  if (end < 0) throw unrecognized(source, at)
  const body = source.slice(at + opening.length, end)
  const text = source.slice(at, end + quotes.length)
  const chars = raw ? [...body].map((char) => char as string | number) : unescaped(source, at, body, bytes)
  return bytes
    ? { kind: 'bytes', text, at, value: toBytes(chars) }
    : { kind: 'string', text, at, value: chars.join('') }
}

function findEnd(source: string, from: number, quotes: string, raw: boolean): number {
  for (let index = from; index < source.length; index++) {
    if (source.startsWith(quotes, index)) return index
    if (source[index] === '\n' && quotes.length === 1) return -1
    if (source[index] === '\\' && !raw) index++
  }
  return -1
}

const ESCAPE =
  /\\(?:[xX](?<hex>[0-9a-fA-F]{2})|u(?<four>[0-9a-fA-F]{4})|U(?<eight>[0-9a-fA-F]{8})|(?<octal>[0-3][0-7]{2})|(?<short>[abfnrtv\\?"'`]))/y

/** The characters of a body; in bytes, numeric escapes are bytes and given as numbers. */
function unescaped(source: string, at: number, body: string, bytes: boolean): (string | number)[] {
  const chars: (string | number)[] = []
  for (let index = 0; index < body.length; ) {
    ESCAPE.lastIndex = index
    const special = body[index] === '\\' ? ESCAPE.exec(body) : undefined
    if (special === null) throw unrecognized(source, at)
    const char = special
      ? escapedChar(special.groups ?? {}, bytes, () => unrecognized(source, at))
      : String.fromCodePoint(body.codePointAt(index)!)
    chars.push(char)
    index += special ? special[0].length : String(char).length
  }
  return chars
}

function escapedChar(
  { hex, four, eight, octal, short = '' }: Record<string, string | undefined>,
  bytes: boolean,
  refusal: () => Error,
): string | number {
  if (short !== '') return ESCAPES[short] ?? short
  const rune = four ?? eight
  if (rune !== undefined) return runeOf(Number.parseInt(rune, 16), refusal)
  const byte = hex === undefined ? Number.parseInt(octal ?? '0', 8) : Number.parseInt(hex, 16)
  return bytes ? byte : String.fromCodePoint(byte)
}

function runeOf(code: number, refusal: () => Error): string {
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) throw refusal()
  return String.fromCodePoint(code)
}

function toBytes(chars: readonly (string | number)[]): Uint8Array {
  const parts = chars.flatMap((char) => (typeof char === 'number' ? [char] : [...Buffer.from(char, 'utf8')]))
  return Uint8Array.from(parts)
}

function unrecognized(source: string, at: number): CompileError {
  const rest = source.slice(at)
  return new CompileError(source, [{ at, message: `Syntax error: token recognition error at: '${rest}'` }])
}
