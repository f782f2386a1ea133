/** Scans what stands before nodes and documents: anchors, aliases, tags, directives. */
import {
  advance,
  at,
  type Cursor,
  isBlank,
  isBreak,
  isBreakOrEnd,
  isSpaceOrEnd,
  isWord,
  peek,
  takeBreak,
} from './cursor.ts'
import type { Token } from './token.ts'
import { errorAt, type YamlError } from './yaml-error.ts'

const AFTER_ANCHOR = new Set([...'?:,]}%@`'].map((char) => char.charCodeAt(0)))
const URI = /[A-Za-z0-9_\-;/?:@&=+$.,!~*'()[\]%]/

function fail(problem: string, cursor: Cursor, startLine: number): YamlError {
  return errorAt('scanner', problem, cursor.line, startLine)
}

/** `&name` or `*name`. */
export function scanAnchor(cursor: Cursor, type: 'anchor' | 'alias'): Token {
  const { line } = cursor
  advance(cursor)
  const value = takeWord(cursor)
  const next = peek(cursor)
  if (value === '' || !(isSpaceOrEnd(next) || AFTER_ANCHOR.has(next)))
    throw fail('did not find expected alphabetic or numeric character', cursor, line)
  return { type, line, value, plain: false, handle: '' }
}

function takeWord(cursor: Cursor): string {
  const { text, position } = cursor
  let end = position
  while (isWord(text.charCodeAt(end))) end++
  advance(cursor, end - position)
  return text.slice(position, end)
}

/** `!`, `!suffix`, `!!suffix`, `!handle!suffix` or `!<uri>`. */
export function scanTag(cursor: Cursor): Token {
  const { line } = cursor
  let handle = ''
  let value: string
  if (at(cursor, '<', 1)) {
    advance(cursor, 2)
    value = takeUri(cursor)
    if (value === '') throw fail('did not find expected tag URI', cursor, line)
    if (!at(cursor, '>')) throw fail("did not find the expected '>'", cursor, line)
    advance(cursor)
  } else {
    handle = takeHandle(cursor)
    if (handle.length > 1 && handle.endsWith('!')) {
      value = takeUri(cursor)
      if (value === '') throw fail('did not find expected tag URI', cursor, line)
    } else {
      value = handle.slice(1) + takeUri(cursor)
      handle = '!'
    }
    if (value === '') return afterTag(cursor, { type: 'tag', line, value: '!', plain: false, handle: '' })
  }
  return afterTag(cursor, { type: 'tag', line, value, plain: false, handle })
}

function afterTag(cursor: Cursor, token: Token): Token {
  if (isSpaceOrEnd(peek(cursor))) return token
  throw fail('did not find expected whitespace or line break', cursor, token.line)
}

/** `!`, `!!` or `!name!`; without its second mark it is the beginning of a suffix. */
function takeHandle(cursor: Cursor): string {
  advance(cursor)
  const word = takeWord(cursor)
  if (!at(cursor, '!')) return `!${word}`
  advance(cursor)
  return `!${word}!`
}

function takeUri(cursor: Cursor): string {
  const start = cursor.position
  while (URI.test(cursor.text.charAt(cursor.position))) advance(cursor)
  return cursor.text.slice(start, cursor.position)
}

/** `%YAML 1.1` or `%TAG ! prefix`, with the rest of the line. */
export function scanDirective(cursor: Cursor): Token {
  const { line } = cursor
  advance(cursor)
  const name = takeWord(cursor)
  if (name === '') throw fail('could not find expected directive name', cursor, line)
  if (!isSpaceOrEnd(peek(cursor))) throw fail('found unexpected non-alphabetical character', cursor, line)
  if (name !== 'YAML' && name !== 'TAG') throw fail('found unknown directive name', cursor, line)
  const token = name === 'YAML' ? versionDirective(cursor, line) : tagDirective(cursor, line)
  skipBlanks(cursor)
  if (at(cursor, '#')) while (!isBreakOrEnd(peek(cursor))) advance(cursor)
  if (!isBreakOrEnd(peek(cursor))) throw fail('did not find expected comment or line break', cursor, line)
  if (isBreak(peek(cursor))) takeBreak(cursor)
  return token
}

function versionDirective(cursor: Cursor, line: number): Token {
  skipBlanks(cursor)
  const version = /^\d{1,9}\.\d{1,9}/.exec(cursor.text.slice(cursor.position, cursor.position + 20))?.[0]
  if (version === undefined) throw fail('did not find expected version number', cursor, line)
  advance(cursor, version.length)
  return { type: 'version-directive', line, value: version, plain: false, handle: '' }
}

function tagDirective(cursor: Cursor, line: number): Token {
  skipBlanks(cursor)
  if (!at(cursor, '!')) throw fail("did not find expected '!'", cursor, line)
  const handle = takeHandle(cursor)
  if (handle !== '!' && !handle.endsWith('!')) throw fail("did not find expected '!'", cursor, line)
  if (!isBlank(peek(cursor))) throw fail('did not find expected whitespace', cursor, line)
  skipBlanks(cursor)
  const value = takeUri(cursor)
  if (value === '') throw fail('did not find expected tag URI', cursor, line)
  return { type: 'tag-directive', line, value, plain: false, handle }
}

function skipBlanks(cursor: Cursor): void {
  while (isBlank(peek(cursor))) advance(cursor)
}
