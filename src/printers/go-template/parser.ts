/** Parses a template into statements, as Go's text/template/parse does, with its error texts. */
import { quote } from '../../apimachinery/go-format.ts'
import { unquote } from '../jsonpath/unquote.ts'
import type { Token } from './lexer.ts'
import type { Branch, Pipe, Statement } from './nodes.ts'
import { type ParseState, parsePipe } from './parse-pipe.ts'
import { createTokenReader, expect, failUnexpected } from './token-reader.ts'

/** The statements of a template and of those defined in it, by name. */
export interface ParsedTemplate {
  name: string
  text: string
  templates: Map<string, Statement[]>
}

/** How deep blocks and parentheses may nest: a bound of this implementation, far beyond any use. */
const DEPTH_LIMIT = 500

type Terminator = { type: 'end' | 'else'; at: number }

/** Parses a template. Throws TemplateError with Go's text. */
export function parseTemplate(name: string, text: string, functions: ReadonlySet<string>): ParsedTemplate {
  const reader = createTokenReader(name, text)
  const state: ParseState = { reader, functions, variables: ['$'], depth: 0, depthLimit: DEPTH_LIMIT }
  const parser: Parser = { ...state, rangeDepth: 0, templates: new Map() }
  const root = parseRoot(parser)
  define(parser, name, root)
  return { name, text, templates: parser.templates }
}

interface Parser extends ParseState {
  rangeDepth: number
  templates: Map<string, Statement[]>
}

function parseRoot(parser: Parser): Statement[] {
  const { reader } = parser
  const root: Statement[] = []
  while (reader.peek().type !== 'eof') {
    if (reader.peek().type === 'leftDelim') {
      const delimiter = reader.next()
      const token = reader.nextNonSpace()
      if (isKeyword(token, 'define')) {
        parseDefinition(parser)
        continue
      }
      reader.backup(delimiter, token)
    }
    const statement = parseStatement(parser)
    if (isTerminator(statement)) return reader.fail(`unexpected {{${statement.type}}}`)
    root.push(statement)
  }
  return root
}

function parseDefinition(parser: Parser): void {
  const context = 'define clause'
  const name = parseName(parser, parser.reader.nextNonSpace(), context)
  expect(parser.reader, 'rightDelim', context)
  define(parser, name, parseBody(parser, context))
}

/** The statements of a template of its own, with variables of its own, up to its end. */
function parseBody(parser: Parser, context: string): Statement[] {
  const inner: Parser = { ...parser, variables: ['$'], rangeDepth: 0 }
  const { list, end } = parseList(inner)
  if (end.type !== 'end') parser.reader.fail(`unexpected {{${end.type}}} in ${context}`)
  return list
}

/** A definition without content does not replace one that has some. */
function define({ reader, templates }: Parser, name: string, body: Statement[]): void {
  const known = templates.get(name)
  if (known === undefined || isEmpty(known)) templates.set(name, body)
  else if (!isEmpty(body)) reader.fail(`template: multiple definition of template ${quote(name)}`)
}

function isEmpty(body: Statement[]): boolean {
  return body.every((statement) => statement.type === 'text' && statement.text.trim() === '')
}

function parseName(parser: Parser, token: Token, context: string): string {
  if (token.type !== 'string' && token.type !== 'rawString')
    return failUnexpected(parser.reader, token, context)
  if (token.type === 'rawString') return token.text.slice(1, -1).replaceAll('\r', '')
  return unquote(token.text) ?? parser.reader.fail('invalid syntax')
}

function parseList(parser: Parser): { list: Statement[]; end: Terminator } {
  const { reader } = parser
  const list: Statement[] = []
  while (reader.peekNonSpace().type !== 'eof') {
    const statement = parseStatement(parser)
    if (isTerminator(statement)) return { list, end: statement }
    list.push(statement)
  }
  return reader.fail('unexpected EOF')
}

function isTerminator(statement: Statement | Terminator): statement is Terminator {
  return statement.type === 'end' || statement.type === 'else'
}

function isKeyword(token: Token, word: string): boolean {
  return token.type === 'keyword' && token.text === word
}

function parseStatement(parser: Parser): Statement | Terminator {
  const { reader } = parser
  const token = reader.nextNonSpace()
  if (token.type === 'text') return { type: 'text', text: token.text, at: token.at }
  if (token.type !== 'leftDelim') return failUnexpected(reader, token, 'input')
  reader.actionAt = token.at
  const statement = parseAction(parser)
  reader.actionAt = undefined
  return statement
}

function parseAction(parser: Parser): Statement | Terminator {
  const { reader } = parser
  const token = reader.nextNonSpace()
  if (token.type === 'keyword') {
    const statement = parseKeyword(parser, token)
    if (statement) return statement
  }
  reader.backup()
  const { at } = reader.peek()
  return { type: 'action', at, pipe: parsePipe(parser, 'command', 'rightDelim') }
}

/** The statement of a keyword; undefined for one that cannot stand here (`define` inside a block). */
function parseKeyword(parser: Parser, token: Token): Statement | Terminator | undefined {
  switch (token.text) {
    case 'if':
    case 'with':
    case 'range':
      return parseBranch(parser, token.text)
    case 'end':
      return { type: 'end', at: expect(parser.reader, 'rightDelim', 'end').at }
    case 'else':
      return parseElse(parser)
    case 'break':
    case 'continue':
      return parseJump(parser, token.text, token.at)
    case 'template':
      return parseInvocation(parser)
    case 'block':
      return parseBlock(parser)
    default:
      return undefined
  }
}

function parseElse({ reader }: Parser): Terminator {
  const token = reader.peekNonSpace()
  if (isKeyword(token, 'if') || isKeyword(token, 'with')) return { type: 'else', at: token.at }
  return { type: 'else', at: expect(reader, 'rightDelim', 'else').at }
}

function parseJump(parser: Parser, type: 'break' | 'continue', at: number): Statement {
  const { reader } = parser
  const token = reader.nextNonSpace()
  if (token.type !== 'rightDelim') failUnexpected(reader, token, `{{${type}}}`)
  if (parser.rangeDepth === 0) reader.fail(`{{${type}}} outside {{range}}`)
  return { type, at }
}

function parseBranch(parser: Parser, type: Branch['type']): Branch {
  const { reader } = parser
  if (++parser.depth > parser.depthLimit) reader.fail('max expression depth exceeded')
  const visible = parser.variables.length
  const pipe = parsePipe(parser, type, 'rightDelim')
  if (type === 'range') parser.rangeDepth++
  const { list, end } = parseList(parser)
  if (type === 'range') parser.rangeDepth--
  const branch: Branch = { type, at: pipe.at, pipe, list }
  if (end.type === 'else') branch.elseList = parseElseList(parser, type)
  parser.variables.length = visible
  parser.depth--
  return branch
}

/** `{{else if …}}` and `{{else with …}}` end together with the branch that they continue. */
function parseElseList(parser: Parser, type: Branch['type']): Statement[] {
  const { reader } = parser
  if (type !== 'range' && isKeyword(reader.peek(), type)) {
    reader.next()
    return [parseBranch(parser, type)]
  }
  const { list, end } = parseList(parser)
  if (end.type !== 'end') reader.fail(`expected end; found {{${end.type}}}`)
  return list
}

function parseInvocation(parser: Parser): Statement {
  const { reader } = parser
  const context = 'template clause'
  const token = reader.nextNonSpace()
  const name = parseName(parser, token, context)
  if (reader.nextNonSpace().type === 'rightDelim') return { type: 'template', name, at: token.at }
  reader.backup()
  return { type: 'template', name, at: token.at, pipe: parsePipe(parser, context, 'rightDelim') }
}

function parseBlock(parser: Parser): Statement {
  const context = 'block clause'
  const token = parser.reader.nextNonSpace()
  const name = parseName(parser, token, context)
  const pipe: Pipe = parsePipe(parser, context, 'rightDelim')
  if (++parser.depth > parser.depthLimit) parser.reader.fail('max expression depth exceeded')
  define(parser, name, parseBody(parser, context))
  parser.depth--
  return { type: 'template', name, at: token.at, pipe }
}
