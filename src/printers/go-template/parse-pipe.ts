/** Parses what stands inside an action: pipelines, commands and operands. */
import { quote } from '../../apimachinery/go-format.ts'
import { unquote } from '../jsonpath/unquote.ts'
import type { Token, TokenType } from './lexer.ts'
import { type Command, nodeText, type Operand, type Pipe } from './nodes.ts'
import { parseNumber } from './parse-number.ts'
import { failUnexpected, type TokenReader } from './token-reader.ts'

/** What the parser knows while it reads a pipeline. */
export interface ParseState {
  reader: TokenReader
  functions: ReadonlySet<string>
  /** The variables that can be seen, `$` first. */
  variables: string[]
  depth: number
  depthLimit: number
}

const OPERAND_TYPES = new Set<TokenType>([
  'bool',
  'charConstant',
  'complex',
  'dot',
  'field',
  'identifier',
  'number',
  'nil',
  'rawString',
  'string',
  'variable',
  'leftParen',
])
const NOT_EXECUTABLE = new Set<Operand['type']>(['bool', 'dot', 'nil', 'number', 'string'])

/** Parses a pipeline up to and with its closing token. `context` names it in messages. */
export function parsePipe(state: ParseState, context: string, end: 'rightDelim' | 'rightParen'): Pipe {
  const { reader } = state
  if (++state.depth > state.depthLimit) reader.fail('max expression depth exceeded')
  const { at } = reader.peekNonSpace()
  const pipe: Pipe = { type: 'pipe', at, isAssign: false, variables: [], commands: [] }
  parseVariables(state, pipe, context)
  for (;;) {
    const token = reader.nextNonSpace()
    if (token.type === end) break
    if (!OPERAND_TYPES.has(token.type)) failUnexpected(reader, token, context)
    reader.backup()
    pipe.commands.push(parseCommand(state))
  }
  checkPipe(reader, pipe, context)
  state.depth--
  return pipe
}

function checkPipe(reader: TokenReader, { commands }: Pipe, context: string): void {
  if (commands.length === 0) reader.fail(`missing value for ${context}`)
  commands.forEach(({ args }, index) => {
    if (index > 0 && args[0] && NOT_EXECUTABLE.has(args[0].type))
      reader.fail(`non executable command in pipeline stage ${index + 1}`)
  })
}

/** The variables that the pipeline declares or sets; a `range` may have two. */
function parseVariables(state: ParseState, pipe: Pipe, context: string): void {
  const { reader } = state
  while (reader.peekNonSpace().type === 'variable') {
    const variable = reader.next()
    const after = reader.peek()
    const next = reader.peekNonSpace()
    const isComma = next.type === 'char' && next.text === ','
    if (next.type !== 'assign' && next.type !== 'declare' && !isComma) {
      if (after.type === 'space') reader.backup(variable, after)
      else reader.backup(variable)
      return
    }
    reader.nextNonSpace()
    pipe.variables.push(variable.text)
    state.variables.push(variable.text)
    if (!isComma) {
      pipe.isAssign = next.type === 'assign'
      return
    }
    checkMoreVariables(reader, pipe, context)
  }
}

function checkMoreVariables(reader: TokenReader, { variables }: Pipe, context: string): void {
  if (context !== 'range' || variables.length > 1) reader.fail(`too many declarations in ${context}`)
  const { type } = reader.peekNonSpace()
  if (type !== 'variable' && type !== 'rightDelim' && type !== 'rightParen')
    reader.fail('range can only initialize variables')
}

function parseCommand(state: ParseState): Command {
  const { reader } = state
  const command: Command = { type: 'command', at: reader.peekNonSpace().at, args: [] }
  for (;;) {
    reader.peekNonSpace()
    const operand = parseOperand(state)
    if (operand) command.args.push(operand)
    const token = reader.next()
    if (token.type === 'space') continue
    if (token.type === 'rightDelim' || token.type === 'rightParen') reader.backup()
    else if (token.type !== 'pipe') failUnexpected(reader, token, 'operand')
    break
  }
  if (command.args.length === 0) reader.fail('empty command')
  return command
}

/** A term with the fields that follow it. */
function parseOperand(state: ParseState): Operand | undefined {
  const { reader } = state
  const term = parseTerm(state)
  if (!term || reader.peek().type !== 'field') return term
  const { at } = reader.peek()
  const path: string[] = []
  while (reader.peek().type === 'field') path.push(reader.next().text.slice(1))
  if (term.type === 'field' || term.type === 'variable') return { ...term, at, path: [...term.path, ...path] }
  if (NOT_EXECUTABLE.has(term.type)) reader.fail(`unexpected . after term ${quote(nodeText(term))}`)
  return { type: 'chain', at, operand: term, path }
}

function parseTerm(state: ParseState): Operand | undefined {
  const { reader } = state
  const token = reader.nextNonSpace()
  const { at, text } = token
  switch (token.type) {
    case 'identifier':
      if (!state.functions.has(text)) reader.fail(`function ${quote(text)} not defined`)
      return { type: 'identifier', name: text, at }
    case 'dot':
    case 'nil':
      return { type: token.type, at }
    case 'variable':
      if (!state.variables.includes(text)) reader.fail(`undefined variable ${quote(text)}`)
      return { type: 'variable', path: [text], at }
    case 'field':
      return { type: 'field', path: [text.slice(1)], at }
    case 'bool':
      return { type: 'bool', value: text === 'true', at }
    case 'leftParen':
      return parsePipe(state, 'parenthesized pipeline', 'rightParen')
    default:
      return parseConstant(reader, token)
  }
}

function parseConstant(reader: TokenReader, token: Token): Operand | undefined {
  const { at, text, type } = token
  if (type === 'rawString') return { type: 'string', value: text.slice(1, -1).replaceAll('\r', ''), text, at }
  if (type === 'string') {
    const value = unquote(text) ?? reader.fail('invalid syntax')
    return { type: 'string', value, text, at }
  }
  if (type === 'number' || type === 'charConstant' || type === 'complex') {
    const number = parseNumber(token)
    return typeof number === 'string' ? reader.fail(number) : { type: 'number', ...number, text, at }
  }
  reader.backup()
  return undefined
}
