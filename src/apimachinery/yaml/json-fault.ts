/** Finds the end of the first JSON value of a text, or says in Go's words why there is none. */
import { quote } from '../go-format.ts'

/** Where the value ends; or what is wrong, and after how many bytes (left out where the text is cut short). */
export type JsonExtent = { end: number } | { problem: string; offset?: number }

const VALUE = 'looking for beginning of value'
const KEY = 'looking for beginning of object key string'
const MAX_DEPTH = 10_000

/** Looks at the value that begins at `start`, after any white space. */
export function jsonExtent(text: string, start = 0): JsonExtent {
  const reader: Reader = { text, position: start }
  try {
    readValue(reader)
    return { end: reader.position }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    if (error.position >= text.length) return { problem: 'unexpected EOF' }
    return { problem: error.message, offset: Buffer.byteLength(text.slice(0, error.position), 'utf8') + 1 }
  }
}

interface Reader {
  readonly text: string
  position: number
}

class Fault extends Error {
  readonly position: number
  constructor(message: string, position: number) {
    super(message)
    this.position = position
  }
}

function fault(reader: Reader, context: string): Fault {
  const char = String.fromCodePoint(reader.text.codePointAt(reader.position) ?? 0)
  const shown = char === "'" ? "\\'" : char === '"' ? '"' : quote(char).slice(1, -1)
  return new Fault(`invalid character '${shown}' ${context}`, reader.position)
}

function skipSpace(reader: Reader): string {
  while (/^[ \t\r\n]$/.test(reader.text.charAt(reader.position))) reader.position++
  return reader.text.charAt(reader.position)
}

/** Open brackets are kept in a list rather than on the stack, so that nesting costs nothing. */
function readValue(reader: Reader): void {
  const open: ('{' | '[')[] = []
  do {
    const char = skipSpace(reader)
    if (char === '{' || char === '[') {
      reader.position++
      open.push(char)
      if (open.length > MAX_DEPTH) throw new Fault('exceeded max depth', reader.position - 1)
      if (char === '{' ? beginsEntry(reader) : beginsItem(reader)) continue
    } else readScalar(reader, char)
    closeFinished(reader, open)
  } while (open.length > 0)
}

/** After `{`: reads the first key, or takes `}` back for closeFinished by saying no. */
function beginsEntry(reader: Reader): boolean {
  if (skipSpace(reader) === '}') return false
  readKey(reader)
  return true
}

function beginsItem(reader: Reader): boolean {
  return skipSpace(reader) !== ']'
}

/** After a value: goes on to the next one in the innermost bracket, closing those that end. */
function closeFinished(reader: Reader, open: ('{' | '[')[]): void {
  while (open.length > 0) {
    const inObject = open.at(-1) === '{'
    const char = skipSpace(reader)
    if (char === ',') {
      reader.position++
      if (inObject) {
        skipSpace(reader)
        readKey(reader)
      }
      return
    }
    if (char !== (inObject ? '}' : ']'))
      throw fault(reader, inObject ? 'after object key:value pair' : 'after array element')
    reader.position++
    open.pop()
  }
}

function readKey(reader: Reader): void {
  if (reader.text.charAt(reader.position) !== '"') throw fault(reader, KEY)
  readString(reader)
  if (skipSpace(reader) !== ':') throw fault(reader, 'after object key')
  reader.position++
}

function readScalar(reader: Reader, char: string): void {
  if (char === '"') readString(reader)
  else if (char === 't') readLiteral(reader, 'true')
  else if (char === 'f') readLiteral(reader, 'false')
  else if (char === 'n') readLiteral(reader, 'null')
  else if (char === '-' || /^\d$/.test(char)) readNumber(reader)
  else throw fault(reader, VALUE)
}

function readLiteral(reader: Reader, literal: string): void {
  for (const expected of literal) {
    if (reader.text.charAt(reader.position) !== expected)
      throw fault(reader, `in literal ${literal} (expecting '${expected}')`)
    reader.position++
  }
}

function readNumber(reader: Reader): void {
  if (reader.text.charAt(reader.position) === '-') reader.position++
  if (reader.text.charAt(reader.position) === '0') reader.position++
  else readDigits(reader, 'in numeric literal')
  if (reader.text.charAt(reader.position) === '.') {
    reader.position++
    readDigits(reader, 'after decimal point in numeric literal')
  }
  if (/^[eE]$/.test(reader.text.charAt(reader.position))) {
    reader.position++
    if (/^[+-]$/.test(reader.text.charAt(reader.position))) reader.position++
    readDigits(reader, 'in exponent of numeric literal')
  }
}

function readDigits(reader: Reader, context: string): void {
  if (!/^\d$/.test(reader.text.charAt(reader.position))) throw fault(reader, context)
  while (/^\d$/.test(reader.text.charAt(reader.position))) reader.position++
}

function readString(reader: Reader): void {
  reader.position++
  for (;;) {
    const code = reader.text.charCodeAt(reader.position)
    if (Number.isNaN(code)) throw fault(reader, '')
    if (code < 0x20) throw fault(reader, 'in string literal')
    if (code === QUOTE) break
    if (code === BACKSLASH) readEscape(reader)
    else reader.position++
  }
  reader.position++
}

const QUOTE = 0x22
const BACKSLASH = 0x5c

function readEscape(reader: Reader): void {
  reader.position++
  const char = reader.text.charAt(reader.position)
  if (!/^["\\/bfnrtu]$/.test(char)) throw fault(reader, 'in string escape code')
  reader.position++
  if (char !== 'u') return
  for (let digit = 0; digit < 4; digit++) {
    if (!/^[0-9a-fA-F]$/.test(reader.text.charAt(reader.position)))
      throw fault(reader, 'in \\u hexadecimal character escape')
    reader.position++
  }
}
