/** Scans literal and folded block scalars. */
import {
  advance,
  at,
  type Cursor,
  isBlank,
  isBreak,
  isBreakOrEnd,
  isEnd,
  peek,
  SPACE,
  TAB,
  takeBreak,
} from './cursor.ts'
import { errorAt, type YamlError } from './yaml-error.ts'

interface Header {
  folded: boolean
  chomping: '' | '+' | '-'
  /** 0 where the first line tells. */
  increment: number
}

/** A block scalar from its `|` or `>` on. `parentIndent` is the column of the block it stands in, or -1. */
export function scanBlock(cursor: Cursor, parentIndent: number): string {
  const startLine = cursor.line
  const header = scanHeader(cursor, startLine)
  const base = Math.max(parentIndent, 0)
  let indent = header.increment > 0 ? base + header.increment : 0
  let breaks: string
  ;({ breaks, indent } = takeBreaks(cursor, indent, parentIndent, startLine))
  const lines = new LineJoiner(header.folded)
  while (cursor.column === indent && !isEnd(peek(cursor))) {
    lines.add(breaks, takeLine(cursor), isBreak(peek(cursor)) ? takeBreak(cursor) : '')
    ;({ breaks } = takeBreaks(cursor, indent, parentIndent, startLine))
  }
  return lines.finish(header.chomping, breaks)
}

function takeLine(cursor: Cursor): string {
  const { text, position } = cursor
  let end = position
  while (!isBreakOrEnd(text.charCodeAt(end))) end++
  advance(cursor, end - position)
  return text.slice(position, end)
}

function scanHeader(cursor: Cursor, startLine: number): Header {
  const folded = at(cursor, '>')
  advance(cursor)
  const header: Header = { folded, chomping: '', increment: 0 }
  for (let count = 0; count < 2; count++) {
    const char = cursor.text.charAt(cursor.position)
    if (char === '0') throw headerError('found an indentation indicator equal to 0', cursor, startLine)
    if ((char === '+' || char === '-') && header.chomping === '') header.chomping = char
    else if (/^[1-9]$/.test(char) && header.increment === 0) header.increment = Number(char)
    else break
    advance(cursor)
  }
  while (isBlank(peek(cursor))) advance(cursor)
  if (at(cursor, '#')) takeLine(cursor)
  if (!isBreakOrEnd(peek(cursor)))
    throw headerError('did not find expected comment or line break', cursor, startLine)
  if (isBreak(peek(cursor))) takeBreak(cursor)
  return header
}

function headerError(problem: string, cursor: Cursor, startLine: number): YamlError {
  return errorAt('scanner', problem, cursor.line, startLine)
}

/** Empty lines before the next line of text. Finds out the indent where it is 0: that of the first line of text. */
function takeBreaks(
  cursor: Cursor,
  indent: number,
  parentIndent: number,
  startLine: number,
): { breaks: string; indent: number } {
  let breaks = ''
  let widest = 0
  for (;;) {
    while ((indent === 0 || cursor.column < indent) && peek(cursor) === SPACE) advance(cursor)
    widest = Math.max(widest, cursor.column)
    if ((indent === 0 || cursor.column < indent) && peek(cursor) === TAB)
      throw errorAt(
        'scanner',
        'found a tab character where an indentation space is expected',
        cursor.line,
        startLine,
      )
    if (!isBreak(peek(cursor))) break
    breaks += takeBreak(cursor)
  }
  return { breaks, indent: indent === 0 ? Math.max(widest, parentIndent + 1, 1) : indent }
}

/** Joins the lines of a block scalar, folding where it is a folded one. */
class LineJoiner {
  readonly folded: boolean
  private value = ''
  private lastBreak = ''
  private leadingBlank = false

  constructor(folded: boolean) {
    this.folded = folded
  }

  /** Adds a line after the empty lines before it; `lineBreak` is what ends it. */
  add(breaks: string, line: string, lineBreak: string): void {
    const startsBlank = isBlank(line.charCodeAt(0))
    if (this.folded && this.lastBreak.startsWith('\n') && !this.leadingBlank && !startsBlank)
      this.value += breaks === '' ? ' ' : ''
    else this.value += this.lastBreak
    this.value += breaks + line
    this.lastBreak = lineBreak
    this.leadingBlank = startsBlank
  }

  /** The scalar with its end chomped. */
  finish(chomping: Header['chomping'], breaks: string): string {
    if (chomping === '-') return this.value
    return this.value + this.lastBreak + (chomping === '+' ? breaks : '')
  }
}
