/** Decodes single values as Go's JSON decoder and the API's own types do, into their canonical form. */

import { formatQuantity, parseQuantity, tryParseQuantity } from '../../apimachinery/quantity.ts'
import { formatMicroTime, formatTime, parseTime } from '../../apimachinery/time.ts'
import { isBase64 } from '../../base/base64.ts'
import type { ScalarType, Schema } from './schema.ts'

/** Stands for a value that does not fit the type. */
export const INVALID: unique symbol = Symbol('invalid')

const MAX_INT32 = 2 ** 31 - 1
const MAX_INT64 = 2 ** 63
const LINE_BREAKS = /[\r\n]+/g

/** The canonical value, or INVALID. Null is for the caller to handle. */
export function decodeScalar(type: ScalarType, value: unknown): unknown {
  switch (type) {
    case 'string':
      return typeof value === 'string' ? value : INVALID
    case 'boolean':
      return typeof value === 'boolean' ? value : INVALID
    case 'int32':
      return isInt32(value) ? value : INVALID
    case 'int64':
      return isInt64(value) ? value : INVALID
    case 'double':
      return typeof value === 'number' ? value : INVALID
    case 'intOrString':
      return typeof value === 'string' || isInt32(value) ? value : INVALID
    case 'quantity':
      return decodeQuantity(value)
    case 'bytes':
      return decodeBytes(value)
    case 'time':
    case 'microTime':
      return decodeTime(type, value)
    case 'any':
      return value
  }
}

function isInt32(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) <= MAX_INT32 && (value as number) >= -MAX_INT32 - 1
}

function isInt64(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) < MAX_INT64 && (value as number) >= -MAX_INT64
}

function decodeQuantity(value: unknown): unknown {
  if (typeof value !== 'string' && typeof value !== 'number') return INVALID
  const quantity = tryParseQuantity(typeof value === 'string' ? value.trim() : value)
  return quantity === undefined ? INVALID : formatQuantity(quantity)
}

/** Go skips line breaks within base64. */
function decodeBytes(value: unknown): unknown {
  if (typeof value !== 'string') return INVALID
  const text = value.replace(LINE_BREAKS, '')
  return isBase64(text) ? text : INVALID
}

function decodeTime(type: 'time' | 'microTime', value: unknown): unknown {
  if (typeof value !== 'string') return INVALID
  const ms = parseTime(value)
  if (ms === undefined) return INVALID
  return type === 'time' ? formatTime(ms) : (microseconds(value) ?? formatMicroTime(ms))
}

/** A Date holds no microseconds: a time that is written as the API writes it is kept as it is. */
function microseconds(text: string): string | undefined {
  return /^.{19}\.\d{6}Z$/.test(text) ? text : undefined
}

/** What Go's JSON decoder leaves in a list or map for null. */
export function zeroOf(schema: Schema): unknown {
  switch (schema.type) {
    case 'struct':
      return {}
    case 'string':
      return ''
    case 'boolean':
      return false
    case 'int32':
    case 'int64':
    case 'double':
    case 'intOrString':
      return 0
    case 'quantity':
      return '0'
    default:
      return null
  }
}

/** Why text is not a quantity, in the API server's words; undefined for one. */
export function quantityProblem(value: unknown): string | undefined {
  try {
    parseQuantity(typeof value === 'string' ? value.trim() : typeof value === 'number' ? value : '!')
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

/** The index of the first byte that Go's base64 decoder stumbles over. */
export function base64Fault(text: string): number {
  let digits = 0
  for (let index = 0; index < text.length; index++) {
    const char = text.charAt(index)
    if (char === '\n' || char === '\r') continue
    if (char === '=') return paddingFault(text, index, digits % 4)
    if (!/[A-Za-z0-9+/]/.test(char)) return index
    digits++
  }
  return digits % 4 === 0 ? text.length : text.length - (digits % 4)
}

/** Padding may stand for one or two digits of the last four, and nothing may follow it. */
function paddingFault(text: string, index: number, digits: number): number {
  if (digits < 2) return index
  const rest = text.slice(index).replace(LINE_BREAKS, '')
  if (digits === 2 && rest.charAt(1) !== '=') return rest.length === 1 ? text.length : index + 1
  return index + (digits === 2 ? 2 : 1)
}
