/** Number and character constants of a template. */
import { quote } from '../../apimachinery/go-format.ts'
import { unquote } from '../jsonpath/unquote.ts'
import type { Token } from './lexer.ts'
import type { NumberType } from './nodes.ts'

const DIGITS = '[0-9](?:_?[0-9])*'
const INTEGER =
  /^([+-]?)(0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0(?:_?[0-7])*|[1-9](?:_?[0-9])*)$/
const FLOAT = new RegExp(`^[+-]?(?:${DIGITS}\\.?(?:${DIGITS})?|\\.${DIGITS})(?:[eE][+-]?${DIGITS})?$`)
const INT_LIMIT = 2n ** 63n

interface Constant {
  value: number
  numberType: NumberType
}

/** The value and Go type of a constant, or the text of the error. */
export function parseNumber(token: Token): Constant | string {
  if (token.type === 'charConstant') return parseCharacter(token.text)
  const illegal = `illegal number syntax: ${quote(token.text)}`
  const [matched, sign, digits = ''] = INTEGER.exec(token.text) ?? []
  if (matched !== undefined) return parseInteger(token.text, sign === '-', digits)
  if (!FLOAT.test(token.text)) return illegal
  if (!/[.eE]/.test(token.text)) return `integer overflow: ${quote(token.text)}`
  const value = Number(token.text.replaceAll('_', ''))
  return Number.isFinite(value) ? { value, numberType: 'float64' } : illegal
}

function parseInteger(text: string, isNegative: boolean, digits: string): Constant | string {
  const plain = digits.replaceAll('_', '').toLowerCase()
  const magnitude = BigInt(/^0[0-7]+$/.test(plain) ? `0o${plain.slice(1)}` : plain)
  const value = isNegative ? -magnitude : magnitude
  if (value >= INT_LIMIT || value < -INT_LIMIT) return `integer overflow: ${quote(text)}`
  return { value: Number(value), numberType: 'int' }
}

function parseCharacter(text: string): Constant | string {
  const character = text.startsWith('\'\\"') ? undefined : unquote(text)
  if (character === undefined || [...character].length !== 1) return `malformed character constant: ${text}`
  return { value: character.codePointAt(0) ?? 0, numberType: 'int' }
}
