/** Parses CEL (langdef.md of cel-spec) into a syntax tree. */
import type { Value } from '../values/value.ts'
import { Uint } from '../values/value.ts'
import type { Expression, MapEntry, StructField } from './expression.ts'
import { CompileError } from './issue.ts'
import { tokenize } from './lexer.ts'
import { expandMacro } from './macros.ts'
import type { Token, TokenKind } from './token.ts'

/** Deeper nesting than this is refused, as by cel-go. */
const MAX_DEPTH = 250

const RESERVED = new Set(
  'as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
)

/** What cel-go's grammar says could have begun an expression. */
const STARTS =
  "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"

/** The tree of a source. Throws CompileError with cel-go's words as near as may be. */
export function parse(source: string): Expression {
  const parser = new Parser(source)
  return parser.whole()
}

/** Binary operators by how strongly they bind, weakest first; `?:`, `||` and `&&` bind less still. */
const RELATIONS = ['==', '!=', '<', '<=', '>', '>=', 'in']
const LEVELS: readonly (readonly string[])[] = [['||'], ['&&'], RELATIONS, ['+', '-'], ['*', '/', '%']]

class Parser {
  readonly #source: string
  readonly #tokens: readonly Token[]
  #next = 0
  #depth = 0

  constructor(source: string) {
    this.#source = source
    this.#tokens = tokenize(source)
  }

  whole(): Expression {
    const tree = this.#expression()
    if (this.#token.kind === 'end') return tree
    throw this.#syntax(`mismatched input '${this.#token.text}' expecting <EOF>`)
  }

  get #token(): Token {
    return this.#tokens[this.#next]!
  }

  #take(): Token {
    const token = this.#token
    this.#next++
    return token
  }

  #is(text: string, kind: TokenKind = 'operator'): boolean {
    return this.#token.kind === kind && this.#token.text === text
  }

  /** Takes an operator if it is the next token. */
  #skip(text: string): boolean {
    if (!this.#is(text)) return false
    this.#next++
    return true
  }

  #expect(text: string): Token {
    if (this.#is(text)) return this.#take()
    throw this.#syntax(`mismatched input '${this.#token.text}' expecting '${text}'`)
  }

  #syntax(problem: string, at = this.#token.at): CompileError {
    return this.#error(`Syntax error: ${problem}`, at)
  }

  #error(message: string, at: number): CompileError {
    return new CompileError(this.#source, [{ at, message }])
  }

  #expression(): Expression {
    if (++this.#depth > MAX_DEPTH)
      throw this.#error(`expression recursion limit exceeded: ${MAX_DEPTH}`, this.#token.at)
    const condition = this.#binary(0)
    if (this.#is('?')) {
      const { at } = this.#take()
      const yes = this.#binary(0)
      this.#expect(':')
      const no = this.#expression()
      this.#depth--
      return call('_?_:_', at, undefined, [condition, yes, no])
    }
    this.#depth--
    return condition
  }

  #binary(level: number): Expression {
    const operators = LEVELS[level]
    if (operators === undefined) return this.#unary()
    let left = this.#binary(level + 1)
    while (this.#isOperator(operators)) {
      const { text, at } = this.#take()
      const right = this.#binary(level + 1)
      left = call(text === 'in' ? '@in' : `_${text}_`, at, undefined, [left, right])
    }
    return left
  }

  #isOperator(operators: readonly string[]): boolean {
    const { kind, text } = this.#token
    return (kind === 'operator' || text === 'in') && operators.includes(text)
  }

  #unary(): Expression {
    if (this.#is('!')) {
      const { at } = this.#take()
      return call('!_', at, undefined, [this.#nested(() => this.#unary())])
    }
    if (!this.#is('-')) return this.#postfix()
    const { at } = this.#take()
    const { kind } = this.#token
    // The sign belongs to the number, or else the smallest integer could not be written.
    if (kind === 'int' || kind === 'double') return this.#postfix('-')
    return call('-_', at, undefined, [this.#nested(() => this.#unary())])
  }

  #nested(parse: () => Expression): Expression {
    if (++this.#depth > MAX_DEPTH)
      throw this.#error(`expression recursion limit exceeded: ${MAX_DEPTH}`, this.#token.at)
    const tree = parse()
    this.#depth--
    return tree
  }

  #postfix(sign = ''): Expression {
    let operand = this.#primary(sign)
    for (;;) {
      if (this.#is('.')) operand = this.#member(operand)
      else if (this.#is('[')) operand = this.#index(operand)
      else return operand
    }
  }

  #member(operand: Expression): Expression {
    const { at } = this.#take()
    const optional = this.#skip('?')
    const name = this.#name()
    if (!optional && this.#is('(')) return this.#call(name, operand)
    return { kind: 'select', operand, field: name, mode: optional ? 'optional' : 'value', at }
  }

  #name(): string {
    const { kind, text, value } = this.#token
    if (kind !== 'identifier') throw this.#syntax(`no viable alternative at input '.${text}'`)
    this.#next++
    return typeof value === 'string' ? value : text
  }

  #index(operand: Expression): Expression {
    const { at } = this.#take()
    const optional = this.#skip('?')
    const index = this.#expression()
    this.#expect(']')
    return call(optional ? '_[?_]' : '_[_]', at, undefined, [operand, index])
  }

  #call(name: string, target: Expression | undefined): Expression {
    const { at } = this.#expect('(')
    const args = this.#sequence(')', () => this.#expression())
    const expanded = expandMacro({ name, target, args, at }, (message, where) => this.#error(message, where))
    return expanded ?? call(name, at, target, args)
  }

  /** Items up to a closing bracket, separated by commas; one may follow the last. */
  #sequence<T>(close: string, item: () => T): T[] {
    const items: T[] = []
    while (!this.#is(close)) {
      items.push(item())
      if (!this.#skip(',')) break
    }
    this.#expect(close)
    return items
  }

  #primary(sign: string): Expression {
    const { kind, text, at, value } = this.#token
    switch (kind) {
      case 'int':
      case 'uint':
      case 'double':
        this.#next++
        return literal(this.#number(kind, sign + text, at), at)
      case 'string':
      case 'bytes':
        this.#next++
        return literal(value as Value, at)
      case 'identifier':
        return this.#identifier()
      default:
        return this.#bracket()
    }
  }

  #number(kind: TokenKind, text: string, at: number): Value {
    if (kind === 'double') return Number(text)
    const digits = text.replace(/^-|[uU]$/g, '')
    const magnitude = BigInt(digits)
    if (kind === 'uint') {
      if (magnitude < 2n ** 64n) return new Uint(magnitude)
      throw this.#error('invalid uint literal', at)
    }
    const number = text.startsWith('-') ? -magnitude : magnitude
    if (number >= -(2n ** 63n) && number < 2n ** 63n) return number
    throw this.#error('invalid int literal', at)
  }

  #identifier(): Expression {
    const { text, at } = this.#take()
    if (text === 'true' || text === 'false') return literal(text === 'true', at)
    if (text === 'null') return literal(null, at)
    if (RESERVED.has(text)) throw this.#error(`reserved identifier: ${text}`, at)
    if (text === 'in') throw this.#syntax(`mismatched input 'in' expecting ${STARTS}`, at)
    if (this.#is('(')) return this.#call(text, undefined)
    const struct = this.#structName(text)
    if (struct === undefined) return { kind: 'identifier', name: text, at }
    const open = this.#expect('{')
    return {
      kind: 'struct',
      name: struct,
      fields: this.#sequence('}', () => this.#structField()),
      at: open.at,
    }
  }

  /** `Object.spec` where a brace follows: then the dotted name is that of a type. Takes what it reads of it. */
  #structName(first: string): string | undefined {
    const start = this.#next
    let name = first
    while (this.#is('.')) {
      this.#next++
      if (this.#token.kind !== 'identifier') break
      name += `.${this.#take().text}`
    }
    if (this.#is('{')) return name
    this.#next = start
    return undefined
  }

  #structField(): StructField {
    const optional = this.#skip('?')
    const { at } = this.#token
    const name = this.#name()
    this.#expect(':')
    return { name, value: this.#expression(), optional, at }
  }

  #bracket(): Expression {
    const { text, at } = this.#token
    if (this.#skip('(')) {
      const tree = this.#expression()
      this.#expect(')')
      return tree
    }
    if (this.#skip('[')) return this.#list(at)
    if (this.#skip('{')) return { kind: 'map', entries: this.#sequence('}', () => this.#entry()), at }
    throw this.#syntax(`mismatched input '${text}' expecting ${STARTS}`)
  }

  #list(at: number): Expression {
    const optional = new Set<number>()
    let index = 0
    const items = this.#sequence(']', () => {
      if (this.#skip('?')) optional.add(index)
      index++
      return this.#expression()
    })
    return { kind: 'list', items, optional, at }
  }

  #entry(): MapEntry {
    const optional = this.#skip('?')
    const key = this.#expression()
    const { at } = this.#expect(':')
    return { key, value: this.#expression(), optional, at }
  }
}

function literal(value: Value, at: number): Expression {
  return { kind: 'literal', value, at }
}

function call(
  name: string,
  at: number,
  target: Expression | undefined,
  args: readonly Expression[],
): Expression {
  return { kind: 'call', name, target, args, at }
}
