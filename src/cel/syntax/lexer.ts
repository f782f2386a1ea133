/** Cuts CEL into tokens. */
import { CompileError } from './issue.ts'
import { readString } from './string-literal.ts'
import type { Token, TokenKind } from './token.ts'

const SPACE = /(?:\s+|\/\/[^\n]*)+/y
const NUMBER =
  /0[xX][0-9a-fA-F]+[uU]?|(?:\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?)|\d+[uU]?/y
const STRING_START = /(?:[rR][bB]?|[bB][rR]?)?(?:"""|'''|"|')/y
const IDENTIFIER = /[A-Za-z_]\w*/y
const QUOTED_IDENTIFIER = /`[\w.\-/ ]+`/y
const OPERATOR = /&&|\|\||==|!=|<=|>=|[-+*/%!<>?:.,()[\]{}]/y

/** All tokens of a source, the last one of kind 'end'. Throws CompileError for what is no token. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  for (;;) {
    at += match(SPACE, source, at).length
    if (at >= source.length) return [...tokens, { kind: 'end', text: '<EOF>', at }]
    const token = readToken(source, at)
    tokens.push(token)
    at += token.text.length
  }
}

function readToken(source: string, at: number): Token {
  if (match(STRING_START, source, at) !== '') return readString(source, at)
  const number = match(NUMBER, source, at)
  if (number !== '') return { kind: numberKind(number), text: number, at }
  const word = match(IDENTIFIER, source, at)
  if (word !== '') return { kind: 'identifier', text: word, at }
  const quoted = match(QUOTED_IDENTIFIER, source, at)
  if (quoted !== '') return { kind: 'identifier', text: quoted, at, value: quoted.slice(1, -1) }
  const operator = match(OPERATOR, source, at)
  if (operator !== '') return { kind: 'operator', text: operator, at }
  const rest = source.slice(at, at + 2)
  throw new CompileError(source, [{ at, message: `Syntax error: token recognition error at: '${rest}'` }])
}

function numberKind(text: string): TokenKind {
  if (/[uU]$/.test(text)) return 'uint'
  return /^0[xX]/.test(text) || /^\d+$/.test(text) ? 'int' : 'double'
}

function match(pattern: RegExp, source: string, at: number): string {
  pattern.lastIndex = at
  return pattern.exec(source)?.[0] ?? ''
}
