/** Splits a template's text into the tokens of Go's text/template. */
import { quote } from '../../apimachinery/go-format.ts'
import { describeRune, runeAt } from '../runes.ts'

/** What a template consists of (text/template/parse, itemType). */
export type TokenType =
  | 'error'
  | 'bool'
  | 'char'
  | 'charConstant'
  | 'complex'
  | 'assign'
  | 'declare'
  | 'eof'
  | 'field'
  | 'identifier'
  | 'leftDelim'
  | 'leftParen'
  | 'number'
  | 'pipe'
  | 'rawString'
  | 'rightDelim'
  | 'rightParen'
  | 'space'
  | 'string'
  | 'text'
  | 'variable'
  | 'dot'
  | 'nil'
  | 'keyword'

/** One token, and where it begins in the template. */
export interface Token {
  type: TokenType
  text: string
  at: number
}

const KEYWORDS = new Set([
  'block',
  'break',
  'continue',
  'define',
  'else',
  'end',
  'if',
  'range',
  'template',
  'with',
])
const ALPHANUMERIC = /[\p{L}\p{Nd}_]/u
const IDENTIFIER = /[\p{L}\p{Nd}_]*/uy
const NUMBER =
  /[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?/y
const QUOTED = /"(?:\\[^\n]|[^"\\\n])*"/suy
const CHARACTER = /'(?:\\[^\n]|[^'\\\n])*'/suy
const SPACES = ' \t\r\n'

interface Lexer {
  input: string
  at: number
  isInAction: boolean
  parens: number
}

/** The tokens of a template, made as they are asked for; after an error or the end only 'eof' follows. */
export function createLexer(input: string): () => Token {
  const lexer: Lexer = { input, at: 0, isInAction: false, parens: 0 }
  let isDone = false
  return () => {
    if (isDone) return { type: 'eof', text: '', at: 0 }
    const token = lexer.isInAction ? lexAction(lexer) : lexText(lexer)
    isDone = token.type === 'error' || token.type === 'eof'
    return token
  }
}

function lexText(lexer: Lexer): Token {
  for (;;) {
    const { input, at: start } = lexer
    const delimiter = input.indexOf('{{', start)
    if (delimiter < 0) {
      lexer.at = input.length
      return start < input.length ? token('text', input.slice(start), start) : token('eof', '', start)
    }
    const isTrimmed = hasLeftTrim(input, delimiter + 2)
    const text = input.slice(start, delimiter)
    const kept = isTrimmed ? text.replace(/[ \t\r\n]+$/, '') : text
    lexer.at = delimiter
    if (kept !== '') return token('text', kept, start)
    const found = lexLeftDelimiter(lexer, isTrimmed)
    if (found) return found
  }
}

/** The opening of an action; undefined for a comment, which is skipped. */
function lexLeftDelimiter(lexer: Lexer, isTrimmed: boolean): Token | undefined {
  const { input, at } = lexer
  const inner = at + (isTrimmed ? 4 : 2)
  if (input.startsWith('/*', inner)) return skipComment(lexer, inner)
  Object.assign(lexer, { at: inner, isInAction: true, parens: 0 })
  return token('leftDelim', '{{', at)
}

function skipComment(lexer: Lexer, start: number): Token | undefined {
  const { input } = lexer
  const end = input.indexOf('*/', start + 2)
  if (end < 0) return token('error', 'unclosed comment', start)
  const close = rightDelimiter(input, end + 2)
  if (close === undefined) return token('error', 'comment ends before closing delimiter', start)
  lexer.at = close.next
  return undefined
}

function lexAction(lexer: Lexer): Token {
  const { input, at } = lexer
  const close = rightDelimiter(input, at)
  if (close) {
    if (lexer.parens > 0) return token('error', 'unclosed left paren', at)
    Object.assign(lexer, { at: close.next, isInAction: false })
    return token('rightDelim', '}}', close.at)
  }
  const char = runeAt(input, at)
  if (char === '') return token('error', 'unclosed action', at)
  if (SPACES.includes(char)) return lexSpace(lexer)
  if (char === '"') return lexPattern(lexer, 'string', QUOTED, 'unterminated quoted string')
  if (char === "'") return lexPattern(lexer, 'charConstant', CHARACTER, 'unterminated character constant')
  if (char === '`') return lexRawString(lexer)
  if (char === '$') return lexName(lexer, 'variable', 'variable')
  if (char === '.' && !/[0-9]/.test(input[at + 1] ?? '')) return lexName(lexer, 'field', 'dot')
  if (/[-+.0-9]/.test(char)) return lexNumber(lexer)
  if (ALPHANUMERIC.test(char)) return lexIdentifier(lexer)
  return lexSymbol(lexer, char)
}

function lexSymbol(lexer: Lexer, char: string): Token {
  const { input, at } = lexer
  if (char === ':')
    return input[at + 1] === '=' ? take(lexer, 'declare', 2) : token('error', 'expected :=', at)
  if (char === '=') return take(lexer, 'assign', 1)
  if (char === '|') return take(lexer, 'pipe', 1)
  if (char === '(') {
    lexer.parens++
    return take(lexer, 'leftParen', 1)
  }
  if (char === ')') {
    if (--lexer.parens < 0) return token('error', 'unexpected right paren', at)
    return take(lexer, 'rightParen', 1)
  }
  if (char >= ' ' && char <= '~') return take(lexer, 'char', 1)
  return token('error', `unrecognized character in action: ${describeRune(char)}`, at)
}

function lexSpace(lexer: Lexer): Token {
  const { input, at } = lexer
  let end = at
  while (end < input.length && SPACES.includes(input[end] ?? '')) end++
  // The space before a trimming delimiter (` -}}`) belongs to it.
  if (input.startsWith('-}}', end) && end - at > 1) end--
  return take(lexer, 'space', end - at)
}

function lexPattern(lexer: Lexer, type: TokenType, pattern: RegExp, problem: string): Token {
  const text = match(pattern, lexer)
  return text === '' ? token('error', problem, lexer.at) : take(lexer, type, text.length)
}

function lexRawString(lexer: Lexer): Token {
  const end = lexer.input.indexOf('`', lexer.at + 1)
  if (end < 0) return token('error', 'unterminated raw quoted string', lexer.at)
  return take(lexer, 'rawString', end + 1 - lexer.at)
}

/** `.name` or `$name`; `bare` is the type of a lone `.` or `$`. */
function lexName(lexer: Lexer, type: TokenType, bare: TokenType): Token {
  const { input, at } = lexer
  if (isTerminator(input, at + 1)) return take(lexer, bare, 1)
  const length = 1 + match(IDENTIFIER, { input, at: at + 1 }).length
  if (!isTerminator(input, at + length)) return badCharacter(lexer, at + length)
  return take(lexer, type, length)
}

function lexIdentifier(lexer: Lexer): Token {
  const word = match(IDENTIFIER, lexer)
  const end = lexer.at + word.length
  if (!isTerminator(lexer.input, end)) return badCharacter(lexer, end)
  return take(lexer, wordType(word), word.length)
}

function wordType(word: string): TokenType {
  if (KEYWORDS.has(word)) return 'keyword'
  if (word === 'nil') return 'nil'
  return word === 'true' || word === 'false' ? 'bool' : 'identifier'
}

function lexNumber(lexer: Lexer): Token {
  const { input, at } = lexer
  let end = at + match(NUMBER, lexer).length
  let type: TokenType = 'number'
  if (!ALPHANUMERIC.test(runeAt(input, end)) && /[+-]/.test(input[end] ?? '')) {
    end += match(NUMBER, { input, at: end }).length
    type = 'complex'
  }
  const next = runeAt(input, end)
  const isBad = ALPHANUMERIC.test(next) || (type === 'complex' && input[end - 1] !== 'i')
  if (!isBad) return take(lexer, type, end - at)
  const shown = input.slice(at, end) + (ALPHANUMERIC.test(next) ? next : '')
  return token('error', `bad number syntax: ${quote(shown)}`, at)
}

function badCharacter(lexer: Lexer, at: number): Token {
  return token('error', `bad character ${describeRune(runeAt(lexer.input, at))}`, lexer.at)
}

function isTerminator(input: string, at: number): boolean {
  const char = input[at]
  return char === undefined || ' \t\r\n.,|:)('.includes(char) || input.startsWith('}}', at)
}

function hasLeftTrim(input: string, at: number): boolean {
  return input[at] === '-' && SPACES.includes(input[at + 1] ?? '?')
}

/** The closing delimiter at this place: where it stands, and where the text behind it begins. */
function rightDelimiter(input: string, at: number): { at: number; next: number } | undefined {
  if (input.startsWith('}}', at)) return { at, next: at + 2 }
  if (!SPACES.includes(input[at] ?? '?') || !input.startsWith('-}}', at + 1)) return undefined
  let next = at + 4
  while (next < input.length && SPACES.includes(input[next] ?? '')) next++
  return { at: at + 2, next }
}

function match(pattern: RegExp, { input, at }: { input: string; at: number }): string {
  pattern.lastIndex = at
  return pattern.exec(input)?.[0] ?? ''
}

function take(lexer: Lexer, type: TokenType, length: number): Token {
  const { at } = lexer
  lexer.at += length
  return token(type, lexer.input.slice(at, lexer.at), at)
}

function token(type: TokenType, text: string, at: number): Token {
  return { type, text, at }
}
