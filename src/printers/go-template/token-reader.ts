/** Reads tokens with look-ahead, and words what is wrong with them as Go does. */

import { quote } from '../../apimachinery/go-format.ts'
import { lineOf } from '../../base/line-of.ts'
import { createLexer, type Token, type TokenType } from './lexer.ts'
import { TemplateError } from './template-error.ts'

/** A place in the stream of tokens; `actionAt` is where the action at hand began. */
export interface TokenReader {
  name: string
  text: string
  actionAt: number | undefined
  next(): Token
  nextNonSpace(): Token
  peek(): Token
  peekNonSpace(): Token
  /** Puts the last token back, and before it those given, the first one first. */
  backup(...earlier: Token[]): void
  /** Throws a TemplateError with the template's name and the line of the token read last. */
  fail(message: string): never
}

/** A reader over a template's text. */
export function createTokenReader(name: string, text: string): TokenReader {
  const read = createLexer(text)
  const buffer: Token[] = []
  let last: Token = { type: 'eof', text: '', at: 0 }
  let newest = last
  const reader: TokenReader = {
    name,
    text,
    actionAt: undefined,
    next() {
      last = buffer.shift() ?? read()
      newest = buffer.length === 0 ? last : newest
      return last
    },
    nextNonSpace() {
      const token = reader.next()
      return token.type === 'space' ? reader.nextNonSpace() : token
    },
    peek() {
      if (buffer.length === 0) {
        newest = read()
        buffer.push(newest)
      }
      return buffer[0] ?? newest
    },
    peekNonSpace() {
      while (reader.peek().type === 'space') reader.next()
      return reader.peek()
    },
    backup(...earlier) {
      if (earlier.length === 0) buffer.unshift(last)
      else buffer.unshift(...earlier)
    },
    fail(message) {
      throw new TemplateError(`template: ${name}:${lineOf(text, newest.at)}: ${message}`)
    },
  }
  return reader
}

/** Fails because of a token that does not belong where it stands. */
export function failUnexpected(reader: TokenReader, token: Token, context: string): never {
  if (token.type !== 'error') return reader.fail(`unexpected ${tokenText(token)} in ${context}`)
  const { actionAt, text, name } = reader
  if (actionAt === undefined || lineOf(text, actionAt) === lineOf(text, token.at))
    return reader.fail(token.text)
  const words = token.text.endsWith(' action') ? ' started at' : ' in action started at'
  return reader.fail(`${token.text}${words} ${name}:${lineOf(text, actionAt)}`)
}

/** The next token that is no space; fails where it is of another type. */
export function expect(reader: TokenReader, type: TokenType, context: string): Token {
  const token = reader.nextNonSpace()
  return token.type === type ? token : failUnexpected(reader, token, context)
}

/** A token as Go prints it in messages. */
function tokenText(token: Token): string {
  if (token.type === 'eof') return 'EOF'
  if (token.type === 'error') return token.text
  if (token.type === 'keyword' || token.type === 'nil' || token.type === 'dot') return `<${token.text}>`
  const runes = [...token.text]
  return runes.length > 10 ? `${quote(runes.slice(0, 10).join(''))}...` : quote(token.text)
}
