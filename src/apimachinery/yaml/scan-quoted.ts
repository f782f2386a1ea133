/** Scans scalars in single or double quotes. */
import {
  advance,
  at,
  atDocumentIndicator,
  type Cursor,
  isBlank,
  isBreak,
  isEnd,
  isSpaceOrEnd,
  peek,
  takeBreak,
} from './cursor.ts'
import { foldBreaks } from './scan-plain.ts'
import { errorAt } from './yaml-error.ts'

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '/': '/',
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
}
const HEX_LENGTHS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

/** A quoted scalar from its opening quote on, with the closing one. */
export function scanQuoted(cursor: Cursor): string {
  const startLine = cursor.line
  const quote = cursor.text.charAt(cursor.position)
  advance(cursor)
  let value = ''
  for (;;) {
    if (atDocumentIndicator(cursor))
      throw errorAt('scanner', 'found unexpected document indicator', cursor.line, startLine)
    if (isEnd(peek(cursor)))
      throw errorAt('scanner', 'found unexpected end of stream', cursor.line, startLine)
    const part = takePart(cursor, quote, startLine)
    value += part.text
    if (at(cursor, quote)) break
    value += takeGap(cursor, part.joined)
  }
  advance(cursor)
  return value
}

/** Characters up to a blank, a break or the closing quote. `joined`: the line ended with a backslash. */
function takePart(cursor: Cursor, quote: string, startLine: number): { text: string; joined: boolean } {
  let text = ''
  while (!isSpaceOrEnd(peek(cursor))) {
    if (quote === "'" && at(cursor, "'") && at(cursor, "'", 1)) {
      text += "'"
      advance(cursor, 2)
    } else if (at(cursor, quote)) break
    else if (quote === '"' && at(cursor, '\\') && isBreak(peek(cursor, 1))) {
      advance(cursor)
      takeBreak(cursor)
      return { text, joined: true }
    } else if (quote === '"' && at(cursor, '\\')) text += takeEscape(cursor, startLine)
    else {
      text += cursor.text.charAt(cursor.position)
      advance(cursor)
    }
  }
  return { text, joined: false }
}

function takeEscape(cursor: Cursor, startLine: number): string {
  const letter = cursor.text.charAt(cursor.position + 1)
  const length = HEX_LENGTHS[letter]
  if (length === undefined) {
    const meaning = ESCAPES[letter]
    if (meaning === undefined || letter === '')
      throw errorAt('scanner', 'found unknown escape character', cursor.line, startLine)
    advance(cursor, 2)
    return meaning
  }
  advance(cursor, 2)
  const digits = cursor.text.slice(cursor.position, cursor.position + length)
  if (digits.length < length || !/^[0-9a-fA-F]+$/.test(digits))
    throw errorAt('scanner', 'did not find expected hexdecimal number', cursor.line, startLine)
  const code = Number.parseInt(digits, 16)
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff)
    throw errorAt('scanner', 'found invalid Unicode character escape code', cursor.line, startLine)
  advance(cursor, length)
  return String.fromCodePoint(code)
}

/** Blanks and breaks within quotes. After a joined line leading blanks and the break itself count for nothing. */
function takeGap(cursor: Cursor, joined: boolean): string {
  let blanks = ''
  let first = ''
  let more = ''
  let broken = joined
  while (isBlank(peek(cursor)) || isBreak(peek(cursor))) {
    if (isBlank(peek(cursor))) {
      if (!broken) blanks += cursor.text.charAt(cursor.position)
      advance(cursor)
    } else if (broken) more += takeBreak(cursor)
    else {
      first = takeBreak(cursor)
      broken = true
    }
  }
  if (!broken) return blanks
  return joined ? more : foldBreaks(first, more)
}
