/** Parses the string form of label selectors: `a=b,c!=d,e in (x,y),!f,g>1`. */
import { formatFieldError, invalidValue } from './field-error.ts'
import { type Token, type TokenKind, tokenize } from './label-selector-lexer.ts'
import { checkQualifiedName } from './qualified-name.ts'
import {
  BINARY_OPERATORS,
  createRequirement,
  type Requirement,
  type SelectorOperator,
} from './requirement.ts'

const OPERATORS: Partial<Record<TokenKind, SelectorOperator>> = {
  in: 'in',
  notin: 'notin',
  '=': '=',
  '==': '==',
  '!=': '!=',
  '>': 'gt',
  '<': 'lt',
}

/** Walks over tokens. Where a name or value is due, `in` and `notin` are ordinary words. */
interface Cursor {
  peek(): Token
  next(): Token
  nextOperator(): Token
}

function cursorOver(tokens: Token[]): Cursor {
  let position = 0
  const at = (index: number): Token => tokens[Math.min(index, tokens.length - 1)]!
  const asWord = (token: Token): Token =>
    token.kind === 'in' || token.kind === 'notin' ? { kind: 'identifier', text: token.text } : token
  return {
    peek: () => asWord(at(position)),
    next: () => asWord(at(position++)),
    nextOperator: () => at(position++),
  }
}

/** The requirements of a selector string in its order. Throws an Error in the API server's words. */
export function parseRequirements(selector: string): Requirement[] {
  const cursor = cursorOver(tokenize(selector))
  const requirements: Requirement[] = []
  for (;;) {
    const { kind, text } = cursor.peek()
    if (kind === 'end') return requirements
    if (kind !== 'identifier' && kind !== '!')
      throw new Error(`found '${text}', expected: !, identifier, or 'end of string'`)
    requirements.push(parseRequirementOf(cursor))
    const separator = cursor.next()
    if (separator.kind === 'end') return requirements
    if (separator.kind !== ',') throw new Error(`found '${separator.text}', expected: ',' or 'end of string'`)
    const following = cursor.peek()
    if (following.kind !== 'identifier' && following.kind !== '!')
      throw new Error(`found '${following.text}', expected: identifier after ','`)
  }
}

function parseRequirementOf(cursor: Cursor): Requirement {
  try {
    return parseRequirement(cursor)
  } catch (error) {
    throw new Error(`unable to parse requirement: ${(error as Error).message}`)
  }
}

function parseRequirement(cursor: Cursor): Requirement {
  const first = cursor.next()
  const absent = first.kind === '!'
  const key = absent ? cursor.next() : first
  if (key.kind !== 'identifier') throw new Error(`found '${key.text}', expected: identifier`)
  checkKey(key.text)
  const { kind } = cursor.peek()
  if (absent) return createRequirement(key.text, '!', [])
  if (kind === 'end' || kind === ',') return createRequirement(key.text, 'exists', [])
  const operator = parseOperator(cursor)
  const values = operator === 'in' || operator === 'notin' ? parseValues(cursor) : [parseExactValue(cursor)]
  return createRequirement(key.text, operator, [...new Set(values)].sort())
}

/** Upstream judges the key before it has a path for it, which shows as `<nil>`. */
function checkKey(key: string): void {
  const messages = checkQualifiedName(key)
  if (messages.length > 0) throw new Error(formatFieldError(invalidValue('<nil>', key, messages.join('; '))))
}

function parseOperator(cursor: Cursor): SelectorOperator {
  const token = cursor.nextOperator()
  const operator = OPERATORS[token.kind]
  if (operator === undefined)
    throw new Error(`found '${token.text}', expected: ${BINARY_OPERATORS.join(', ')}`)
  return operator
}

function parseExactValue(cursor: Cursor): string {
  const { kind } = cursor.peek()
  if (kind === 'end' || kind === ',') return ''
  const token = cursor.next()
  if (token.kind !== 'identifier') throw new Error(`found '${token.text}', expected: identifier`)
  return token.text
}

function parseValues(cursor: Cursor): string[] {
  const open = cursor.next()
  if (open.kind !== '(') throw new Error(`found '${open.text}' expected: '('`)
  const first = cursor.peek()
  if (first.kind === ')') {
    cursor.next()
    return ['']
  }
  if (first.kind !== 'identifier' && first.kind !== ',')
    throw new Error(`found '${first.text}', expected: ',', ')' or identifier`)
  const values = parseValueList(cursor)
  if (cursor.next().kind !== ')') throw new Error(`found '${first.text}', expected: ')'`)
  return values
}

/** Values up to the closing parenthesis; a comma without a value before or after it stands for ''. */
function parseValueList(cursor: Cursor): string[] {
  const values: string[] = []
  for (;;) {
    const token = cursor.next()
    const following = cursor.peek()
    if (token.kind === 'identifier') {
      values.push(token.text)
      if (following.kind === ')') return values
      if (following.kind !== ',') throw new Error(`found '${following.text}', expected: ',' or ')'`)
    } else if (token.kind === ',') {
      if (values.length === 0) values.push('')
      if (following.kind === ')') return [...values, '']
      if (following.kind === ',') values.push(cursor.next() && '')
    } else throw new Error(`found '${token.text}', expected: ',', or identifier`)
  }
}
