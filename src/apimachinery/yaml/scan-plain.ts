/** Scans scalars without quotes. */
import {
  advance,
  at,
  atDocumentIndicator,
  type Cursor,
  isBlank,
  isBreak,
  isSpaceOrEnd,
  peek,
  TAB,
  takeBreak,
} from './cursor.ts'
import { errorAt } from './yaml-error.ts'

export interface ScannedPlain {
  value: string
  /** The scalar ends at the beginning of a new line. */
  endsLine: boolean
}

/** A plain scalar from the cursor on. `indent` is the column that its further lines must reach. */
export function scanPlain(cursor: Cursor, indent: number, inFlow: boolean): ScannedPlain {
  const startLine = cursor.line
  let value = ''
  let pending = ''
  let newLine = false
  for (;;) {
    if (atDocumentIndicator(cursor) || at(cursor, '#')) break
    const chunk = takeChunk(cursor, inFlow)
    if (chunk !== '') {
      value += pending + chunk
      pending = ''
      newLine = false
    }
    if (!isBlank(peek(cursor)) && !isBreak(peek(cursor))) break
    const gap = takeGap(cursor, indent, newLine, startLine)
    pending = gap.text
    newLine = gap.newLine
    if (!inFlow && cursor.column < indent) break
  }
  return { value, endsLine: newLine }
}

function takeChunk(cursor: Cursor, inFlow: boolean): string {
  const { text, position } = cursor
  let end = position
  for (;;) {
    const code = text.charCodeAt(end)
    if (isSpaceOrEnd(code)) break
    if (code === COLON && isSpaceOrEnd(text.charCodeAt(end + 1))) break
    if (inFlow && FLOW_INDICATORS.has(code)) break
    end++
  }
  advance(cursor, end - position)
  return text.slice(position, end)
}

const COLON = 0x3a
const FLOW_INDICATORS = new Set([...',?[]{}'].map((char) => char.charCodeAt(0)))

/** Blanks and line breaks between two parts of the scalar: one break is a space, more are one break fewer. */
function takeGap(
  cursor: Cursor,
  indent: number,
  newLine: boolean,
  startLine: number,
): { text: string; newLine: boolean } {
  let blanks = ''
  let first = ''
  let more = ''
  let broken = newLine
  while (isBlank(peek(cursor)) || isBreak(peek(cursor))) {
    if (isBlank(peek(cursor))) {
      if (broken && cursor.column < indent && peek(cursor) === TAB)
        throw errorAt('scanner', 'found a tab character that violates indentation', cursor.line, startLine)
      if (!broken) blanks += cursor.text.charAt(cursor.position)
      advance(cursor)
    } else if (broken) more += takeBreak(cursor)
    else {
      first = takeBreak(cursor)
      broken = true
    }
  }
  return { text: broken ? foldBreaks(first, more) : blanks, newLine: broken }
}

/** One line break is folded to a space; of several the first is dropped. */
export function foldBreaks(first: string, more: string): string {
  if (!first.startsWith('\n')) return first + more
  return more === '' ? ' ' : more
}
