/** Parses a JSONPath template of kubectl's dialect (client-go's `util/jsonpath`), with its error texts. */
import { describeRune, runeAt } from '../runes.ts'
import { type Bound, JsonPathError, type Node, type Template } from './nodes.ts'
import { unquote } from './unquote.ts'

const ALPHANUMERIC = /[\p{L}\p{Nd}_]/u
const DIGIT = /\p{Nd}/u
const TERMINATOR = /[\s.,[\]$@{}]/
const DICT_KEY = /^'([^']*)'$/
const SLICE = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/
const COMPARISON = /^([^!<>=]+)([!<>=]+)(.+?)$/

interface Cursor {
  input: string
  at: number
}

/** Parses a template. Throws JsonPathError with client-go's text. */
export function parseTemplate(text: string): Template {
  const cursor: Cursor = { input: text, at: 0 }
  const template: Template = []
  while (cursor.at < text.length) {
    const brace = text.indexOf('{', cursor.at)
    const end = brace < 0 ? text.length : brace
    if (end > cursor.at) template.push({ type: 'text', text: text.slice(cursor.at, end) })
    cursor.at = end + 1
    if (brace >= 0) template.push(parseAction(cursor))
  }
  return template
}

/** Parses what stands between two braces; the cursor stands behind the opening one. */
function parseAction(cursor: Cursor): Node[] {
  const nodes: Node[] = []
  while (cursor.input[cursor.at] !== '}') parseNext(cursor, nodes)
  cursor.at++
  return nodes
}

/** The nodes of an expression, read as if it stood in braces of its own. */
function parseExpression(text: string): Node[] {
  const [first] = parseTemplate(`{${text}}`)
  return Array.isArray(first) ? first : []
}

function parseNext(cursor: Cursor, nodes: Node[]): void {
  const { input, at } = cursor
  const char = runeAt(input, at)
  if (input.startsWith('[?(', at)) parseFilter(cursor, nodes)
  else if (input.startsWith('..', at)) parseRecursive(cursor, nodes)
  else if (char === '' || char === '\n' || char === '\r') throw new JsonPathError('unclosed action')
  else if (char === ' ' || char === '@' || char === '$') cursor.at++
  else if (char === '[') parseArray(cursor, nodes)
  else if (char === '"' || char === "'") parseQuote(cursor, nodes, char)
  else if (char === '.') parseField(cursor, nodes, at + 1)
  else if (char === '+' || char === '-' || DIGIT.test(char)) parseNumber(cursor, nodes)
  else if (ALPHANUMERIC.test(char)) parseIdentifier(cursor, nodes)
  else throw new JsonPathError(`unrecognized character in action: ${describeRune(char)}`)
}

function parseRecursive(cursor: Cursor, nodes: Node[]): void {
  if (nodes.at(-1)?.type === 'recursive') throw new JsonPathError('invalid multiple recursive descent')
  nodes.push({ type: 'recursive' })
  cursor.at += 2
  if (ALPHANUMERIC.test(runeAt(cursor.input, cursor.at))) parseField(cursor, nodes, cursor.at)
}

function parseField(cursor: Cursor, nodes: Node[], start: number): void {
  const { input } = cursor
  let end = start
  while (end < input.length && !isTerminator(input[end])) end += input[end] === '\\' ? 2 : 1
  cursor.at = Math.min(end, input.length)
  const name = input.slice(start, cursor.at)
  nodes.push(name === '*' ? { type: 'wildcard' } : { type: 'field', name: name.replaceAll('\\', '') })
}

function isTerminator(char: string | undefined): boolean {
  return char === undefined || (TERMINATOR.test(char) && !/[\v\f\u00a0-\uffff]/.test(char))
}

function parseIdentifier(cursor: Cursor, nodes: Node[]): void {
  const start = cursor.at
  while (!isTerminator(cursor.input[cursor.at])) cursor.at++
  const name = cursor.input.slice(start, cursor.at)
  if (name === 'true' || name === 'false') nodes.push({ type: 'literal', value: name === 'true' })
  else nodes.push({ type: 'identifier', name })
}

function parseNumber(cursor: Cursor, nodes: Node[]): void {
  const text = /^[+-]?[.\p{Nd}]*/u.exec(cursor.input.slice(cursor.at))?.[0] ?? ''
  cursor.at += text.length
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) throw new JsonPathError(`cannot parse number ${text}`)
  nodes.push({ type: 'literal', value: Number(text) })
}

function parseQuote(cursor: Cursor, nodes: Node[], quote: string): void {
  const { input, at } = cursor
  let end = at + 1
  for (; input[end] !== quote || input[end - 1] === '\\'; end++)
    if (end >= input.length || input[end] === '\n') throw new JsonPathError('unterminated quoted string')
  cursor.at = end + 1
  const quoted = input.slice(at, end + 1)
  const text = unquote(quoted)
  if (text === undefined) throw new JsonPathError(`unquote string ${quoted} error invalid syntax`)
  nodes.push({ type: 'text', text })
}

function parseArray(cursor: Cursor, nodes: Node[]): void {
  const { input, at } = cursor
  const end = input.indexOf(']', at)
  const content = input.slice(at + 1, end)
  if (end < 0 || content.includes('\n')) throw new JsonPathError('unterminated array')
  cursor.at = end + 1
  const text = content === '*' ? ':' : content
  const members = text.split(',')
  if (members.length > 1) nodes.push({ type: 'union', members: members.map(parseMember) })
  else parseSubscript(text, nodes)
}

function parseMember(text: string): Node[] {
  return parseExpression(`[${text.replace(/^ +| +$/g, '')}]`)
}

function parseSubscript(text: string, nodes: Node[]): void {
  const key = DICT_KEY.exec(text)
  if (key) {
    nodes.push(...parseExpression(`.${key[1]}`))
    return
  }
  const [matched, start, end, step] = SLICE.exec(text) ?? []
  if (matched === undefined) throw new JsonPathError(`invalid array index ${text}`)
  const from = parseBound(start || undefined)
  const to: Bound =
    end === undefined
      ? { known: true, value: from.value + 1, derived: true }
      : parseBound(end.slice(1) || undefined)
  nodes.push({ type: 'array', start: from, end: to, step: parseBound(step?.slice(1) || undefined) })
}

function parseBound(text: string | undefined): Bound {
  if (text === undefined) return { known: false, value: 0 }
  if (!/\d/.test(text) || !Number.isSafeInteger(Number(text)))
    throw new JsonPathError(`array index ${text} is not a number`)
  return { known: true, value: Number(text) }
}

function parseFilter(cursor: Cursor, nodes: Node[]): void {
  const start = cursor.at + '[?('.length
  const close = findFilterEnd(cursor.input, start)
  if (cursor.input[close + 1] !== ']') throw new JsonPathError('unclosed array expect ]')
  cursor.at = close + 2
  const text = cursor.input.slice(start, close)
  const [, left, operator, right] = COMPARISON.exec(text) ?? []
  if (left === undefined || operator === undefined || right === undefined)
    nodes.push({ type: 'filter', left: parseExpression(text), operator: 'exists', right: [] })
  else nodes.push({ type: 'filter', left: parseExpression(left), operator, right: parseExpression(right) })
}

/** The closing parenthesis: the first one outside of the (single) quoted text. */
function findFilterEnd(input: string, start: number): number {
  let quote: string | undefined
  let isClosed = false
  for (let at = start; at < input.length && input[at] !== '\n'; at++) {
    const char = input[at]
    if (char === '"' || char === "'") {
      if (quote === undefined) quote = char
      else if (char === quote && input[at - 1] !== '\\') isClosed = true
    } else if (char === ')' && (quote !== undefined) === isClosed) return at
  }
  throw new JsonPathError('unterminated filter')
}
