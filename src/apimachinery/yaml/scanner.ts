/**
 * Turns YAML text into tokens, as libyaml and its Go port do: YAML 1.1, with the blocks' beginnings and ends made
 * out of the indentation, and with keys recognised when their `:` comes.
 */
import {
  advance,
  at,
  atDocumentIndicator,
  type Cursor,
  isBlank,
  isBreak,
  isBreakOrEnd,
  isEnd,
  isSpaceOrEnd,
  peek,
  TAB,
  takeBreak,
} from './cursor.ts'
import { scanBlock } from './scan-block.ts'
import { scanPlain } from './scan-plain.ts'
import { scanAnchor, scanDirective, scanTag } from './scan-properties.ts'
import { scanQuoted } from './scan-quoted.ts'
import { mark, type Token, type TokenType } from './token.ts'
import { errorAt, YamlError } from './yaml-error.ts'

/** A token that turns out to be a key if `:` follows it on its line. */
interface SimpleKey {
  /** Nothing else could stand here: without a `:` it is an error. */
  required: boolean
  tokenNumber: number
  position: number
  line: number
  column: number
}

export interface Scanner extends Cursor {
  tokens: Token[]
  /** How many tokens of the list were taken. */
  head: number
  /** How many tokens were taken and dropped from the list before. */
  dropped: number
  ended: boolean
  /** The column of the block that the scanner is in; -1 outside. */
  indent: number
  indents: number[]
  simpleKeyAllowed: boolean
  /** One for each level of flow collections, and one for the block around them. */
  simpleKeys: (SimpleKey | undefined)[]
}

const MAX_DEPTH = 10_000
const MAX_KEY_LENGTH = 1024
const NOT_PLAIN = new Set([...'-?:,[]{}#&*!|>\'"%@`'].map((char) => char.charCodeAt(0)))

/** A scanner at the beginning of the text. */
export function createScanner(text: string): Scanner {
  return {
    text,
    position: text.startsWith('\ufeff') ? 1 : 0,
    line: 0,
    column: 0,
    tokens: [],
    head: 0,
    dropped: 0,
    ended: false,
    indent: -1,
    indents: [],
    simpleKeyAllowed: true,
    simpleKeys: [undefined],
  }
}

/** The next token, which stays the next. */
export function peekToken(scanner: Scanner): Token {
  while (!scanner.ended && needsMore(scanner)) fetchToken(scanner)
  return scanner.tokens[scanner.head] ?? mark('stream-end', scanner.line)
}

/** Goes on to the token after the next. */
export function skipToken(scanner: Scanner): void {
  scanner.head++
  if (scanner.head < 512) return
  scanner.tokens.splice(0, scanner.head)
  scanner.dropped += scanner.head
  scanner.head = 0
}

/** The next token is unknown as long as it may turn out to be preceded by a KEY. */
function needsMore(scanner: Scanner): boolean {
  if (scanner.head >= scanner.tokens.length) return true
  const next = scanner.dropped + scanner.head
  return scanner.simpleKeys.some((key) => key?.tokenNumber === next && isStillKey(scanner, key))
}

function isStillKey(scanner: Scanner, key: SimpleKey): boolean {
  if (key.line >= scanner.line && key.position + MAX_KEY_LENGTH >= scanner.position) return true
  if (key.required) throw missingColon(scanner, key)
  const level = scanner.simpleKeys.indexOf(key)
  scanner.simpleKeys[level] = undefined
  return false
}

function missingColon(scanner: Scanner, key: SimpleKey): YamlError {
  return errorAt('scanner', "could not find expected ':'", scanner.line, key.line)
}

function push(scanner: Scanner, token: Token): void {
  scanner.tokens.push(token)
}

function inFlow(scanner: Scanner): boolean {
  return scanner.simpleKeys.length > 1
}

function saveSimpleKey(scanner: Scanner): void {
  if (!scanner.simpleKeyAllowed) return
  const { position, line, column } = scanner
  removeSimpleKey(scanner)
  const tokenNumber = scanner.dropped + scanner.tokens.length
  const required = !inFlow(scanner) && scanner.indent === column
  scanner.simpleKeys[scanner.simpleKeys.length - 1] = { required, tokenNumber, position, line, column }
}

function removeSimpleKey(scanner: Scanner): void {
  const key = scanner.simpleKeys.at(-1)
  if (key?.required) throw missingColon(scanner, key)
  scanner.simpleKeys[scanner.simpleKeys.length - 1] = undefined
}

/** Begins a block where the column is further in. The token goes before token `number`, or to the end. */
function rollIndent(scanner: Scanner, column: number, type: TokenType, line: number, number?: number): void {
  if (inFlow(scanner) || scanner.indent >= column) return
  scanner.indents.push(scanner.indent)
  scanner.indent = column
  if (scanner.indents.length > MAX_DEPTH) throw tooDeep()
  const token = mark(type, line)
  if (number === undefined) push(scanner, token)
  else scanner.tokens.splice(number - scanner.dropped, 0, token)
}

/** Ends the blocks that are further in than the column. */
function unrollIndent(scanner: Scanner, column: number): void {
  if (inFlow(scanner)) return
  while (scanner.indent > column) {
    push(scanner, mark('block-end', scanner.line))
    scanner.indent = scanner.indents.pop() ?? -1
  }
}

/** The reader's answer to nesting without end. */
export function tooDeep(): YamlError {
  return new YamlError(`exceeded max depth of ${MAX_DEPTH}`)
}

function fetchToken(scanner: Scanner): void {
  skipToNextToken(scanner)
  unrollIndent(scanner, scanner.column)
  const code = peek(scanner)
  if (isEnd(code)) fetchEnd(scanner)
  else if (scanner.column === 0 && at(scanner, '%')) fetchDirective(scanner)
  else if (atDocumentIndicator(scanner)) fetchDocumentIndicator(scanner)
  else fetchContent(scanner, code, String.fromCharCode(code))
}

function fetchContent(scanner: Scanner, code: number, char: string): void {
  const fetch = INDICATORS[char]
  if (fetch !== undefined && applies(scanner, char)) fetch(scanner)
  else if (startsPlain(scanner, code, char)) fetchPlain(scanner)
  else throw errorAt('scanner', 'found character that cannot start any token', scanner.line, scanner.line)
}

/** Whether the character is an indicator here. */
function applies(scanner: Scanner, char: string): boolean {
  if (char === '-') return isSpaceOrEnd(peek(scanner, 1))
  if (char === '?' || char === ':') return inFlow(scanner) || isSpaceOrEnd(peek(scanner, 1))
  return (char !== '|' && char !== '>') || !inFlow(scanner)
}

function startsPlain(scanner: Scanner, code: number, char: string): boolean {
  if (isSpaceOrEnd(code)) return false
  if (!NOT_PLAIN.has(code)) return true
  if (char === '-') return !isBlank(peek(scanner, 1))
  return !inFlow(scanner) && (char === '?' || char === ':') && !isSpaceOrEnd(peek(scanner, 1))
}

/** Blanks, comments and line breaks. A tab may only stand where no key can begin. */
function skipToNextToken(scanner: Scanner): void {
  for (;;) {
    while (at(scanner, ' ') || (peek(scanner) === TAB && (inFlow(scanner) || !scanner.simpleKeyAllowed)))
      advance(scanner)
    if (at(scanner, '#')) while (!isBreakOrEnd(peek(scanner))) advance(scanner)
    if (!isBreak(peek(scanner))) return
    takeBreak(scanner)
    if (!inFlow(scanner)) scanner.simpleKeyAllowed = true
  }
}

/** The end counts as the beginning of a line of its own. */
function fetchEnd(scanner: Scanner): void {
  if (scanner.column !== 0) {
    scanner.column = 0
    scanner.line++
  }
  unrollIndent(scanner, -1)
  removeSimpleKey(scanner)
  scanner.simpleKeyAllowed = false
  push(scanner, mark('stream-end', scanner.line))
  scanner.ended = true
}

function fetchDirective(scanner: Scanner): void {
  unrollIndent(scanner, -1)
  removeSimpleKey(scanner)
  scanner.simpleKeyAllowed = false
  push(scanner, scanDirective(scanner))
}

function fetchDocumentIndicator(scanner: Scanner): void {
  unrollIndent(scanner, -1)
  removeSimpleKey(scanner)
  scanner.simpleKeyAllowed = false
  push(scanner, mark(at(scanner, '-') ? 'document-start' : 'document-end', scanner.line))
  advance(scanner, 3)
}

function flowStart(type: TokenType): (scanner: Scanner) => void {
  return (scanner) => {
    saveSimpleKey(scanner)
    scanner.simpleKeys.push(undefined)
    if (scanner.simpleKeys.length > MAX_DEPTH) throw tooDeep()
    scanner.simpleKeyAllowed = true
    push(scanner, mark(type, scanner.line))
    advance(scanner)
  }
}

function flowEnd(type: TokenType): (scanner: Scanner) => void {
  return (scanner) => {
    removeSimpleKey(scanner)
    if (inFlow(scanner)) scanner.simpleKeys.pop()
    scanner.simpleKeyAllowed = false
    push(scanner, mark(type, scanner.line))
    advance(scanner)
  }
}

function fetchFlowEntry(scanner: Scanner): void {
  removeSimpleKey(scanner)
  scanner.simpleKeyAllowed = true
  push(scanner, mark('flow-entry', scanner.line))
  advance(scanner)
}

function fetchBlockEntry(scanner: Scanner): void {
  if (!inFlow(scanner)) {
    if (!scanner.simpleKeyAllowed) throw notHere(scanner, 'block sequence entries')
    rollIndent(scanner, scanner.column, 'block-sequence-start', scanner.line)
  }
  removeSimpleKey(scanner)
  scanner.simpleKeyAllowed = true
  push(scanner, mark('block-entry', scanner.line))
  advance(scanner)
}

function notHere(scanner: Scanner, what: string): YamlError {
  return errorAt('scanner', `${what} are not allowed in this context`, scanner.line, scanner.line)
}

function fetchKey(scanner: Scanner): void {
  if (!inFlow(scanner)) {
    if (!scanner.simpleKeyAllowed) throw notHere(scanner, 'mapping keys')
    rollIndent(scanner, scanner.column, 'block-mapping-start', scanner.line)
  }
  removeSimpleKey(scanner)
  scanner.simpleKeyAllowed = !inFlow(scanner)
  push(scanner, mark('key', scanner.line))
  advance(scanner)
}

function fetchValue(scanner: Scanner): void {
  const key = scanner.simpleKeys.at(-1)
  if (key !== undefined && isStillKey(scanner, key)) {
    scanner.tokens.splice(key.tokenNumber - scanner.dropped, 0, mark('key', key.line))
    rollIndent(scanner, key.column, 'block-mapping-start', key.line, key.tokenNumber)
    scanner.simpleKeys[scanner.simpleKeys.length - 1] = undefined
    scanner.simpleKeyAllowed = false
  } else {
    if (!inFlow(scanner)) {
      if (!scanner.simpleKeyAllowed) throw notHere(scanner, 'mapping values')
      rollIndent(scanner, scanner.column, 'block-mapping-start', scanner.line)
    }
    scanner.simpleKeyAllowed = !inFlow(scanner)
  }
  push(scanner, mark('value', scanner.line))
  advance(scanner)
}

/** Anchors, aliases, tags and quoted scalars. */
function fetchNode(scan: (scanner: Scanner) => Token): (scanner: Scanner) => void {
  return (scanner) => {
    saveSimpleKey(scanner)
    scanner.simpleKeyAllowed = false
    push(scanner, scan(scanner))
  }
}

const fetchQuoted = fetchNode((scanner) => {
  const { line } = scanner
  return { type: 'scalar', line, value: scanQuoted(scanner), plain: false, handle: '' }
})

function fetchBlock(scanner: Scanner): void {
  removeSimpleKey(scanner)
  scanner.simpleKeyAllowed = true
  const { line } = scanner
  push(scanner, { type: 'scalar', line, value: scanBlock(scanner, scanner.indent), plain: false, handle: '' })
}

function fetchPlain(scanner: Scanner): void {
  saveSimpleKey(scanner)
  scanner.simpleKeyAllowed = false
  const { line } = scanner
  const { value, endsLine } = scanPlain(scanner, scanner.indent + 1, inFlow(scanner))
  if (endsLine) scanner.simpleKeyAllowed = true
  push(scanner, { type: 'scalar', line, value, plain: true, handle: '' })
}

const INDICATORS: Readonly<Record<string, (scanner: Scanner) => void>> = {
  '[': flowStart('flow-sequence-start'),
  '{': flowStart('flow-mapping-start'),
  ']': flowEnd('flow-sequence-end'),
  '}': flowEnd('flow-mapping-end'),
  ',': fetchFlowEntry,
  '-': fetchBlockEntry,
  '?': fetchKey,
  ':': fetchValue,
  '*': fetchNode((scanner) => scanAnchor(scanner, 'alias')),
  '&': fetchNode((scanner) => scanAnchor(scanner, 'anchor')),
  '!': fetchNode(scanTag),
  '|': fetchBlock,
  '>': fetchBlock,
  "'": fetchQuoted,
  '"': fetchQuoted,
}
