/** A place in YAML text, and what kinds of characters there are. */

/** Moves over the text. Lines and columns count from 0. */
export interface Cursor {
  readonly text: string
  position: number
  line: number
  column: number
}

export const TAB = 0x09
const LF = 0x0a
const CR = 0x0d
export const SPACE = 0x20

/** The code of the character at an offset from the cursor; NaN past the end. */
export function peek(cursor: Cursor, offset = 0): number {
  return cursor.text.charCodeAt(cursor.position + offset)
}

/** Whether the character there is the given one. */
export function at(cursor: Cursor, char: string, offset = 0): boolean {
  return cursor.text.charCodeAt(cursor.position + offset) === char.charCodeAt(0)
}

export function isBlank(code: number): boolean {
  return code === SPACE || code === TAB
}

export function isBreak(code: number): boolean {
  return code === LF || code === CR || code === 0x85 || code === 0x2028 || code === 0x2029
}

/** Past the end of the text. */
export function isEnd(code: number): boolean {
  return Number.isNaN(code)
}

export function isBreakOrEnd(code: number): boolean {
  return isBreak(code) || isEnd(code)
}

/** A space, a tab, a line break or the end. */
export function isSpaceOrEnd(code: number): boolean {
  return code === SPACE || code === TAB || isBreakOrEnd(code)
}

/** Letters, digits, `_` and `-`. */
export function isWord(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a) ||
    code === 0x5f ||
    code === 0x2d
  )
}

/** Moves on over characters of one line. */
export function advance(cursor: Cursor, count = 1): void {
  cursor.position += count
  cursor.column += count
}

/** Takes the line break at the cursor and gives what it means: a newline, but for Unicode's own separators. */
export function takeBreak(cursor: Cursor): string {
  const code = peek(cursor)
  const width = code === CR && peek(cursor, 1) === LF ? 2 : 1
  const meaning = code === 0x2028 || code === 0x2029 ? String.fromCharCode(code) : '\n'
  cursor.position += width
  cursor.line++
  cursor.column = 0
  return meaning
}

/** Whether `---` or `...` stands at the beginning of the line. */
export function atDocumentIndicator(cursor: Cursor): boolean {
  if (cursor.column !== 0) return false
  const { text, position } = cursor
  const indicator = text.startsWith('---', position) || text.startsWith('...', position)
  return indicator && isSpaceOrEnd(peek(cursor, 3))
}
