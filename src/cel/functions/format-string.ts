/** `'%s is %d'.format([…])` of the extended strings library. */
import { compareStrings } from '../../base/compare-strings.ts'
import { EvaluationError } from '../errors.ts'
import {
  Duration,
  isList,
  MapValue,
  Timestamp,
  TypeValue,
  typeNameOf,
  Uint,
  type Value,
} from '../values/value.ts'
import { formatDurationValue, formatTimestamp } from './time-text.ts'

const CLAUSE = /%(?:%|(?:\.(\d+))?([a-zA-Z]?))/g

/** The text with its clauses replaced by the values, one after another. Throws EvaluationError. */
export function formatString(text: string, values: readonly Value[]): string {
  let next = 0
  return text.replace(CLAUSE, (clause, precision: string | undefined, verb: string | undefined) => {
    if (clause === '%%') return '%'
    if (verb === undefined || verb === '') throw new EvaluationError('unexpected end of format string')
    const value = values[next]
    if (value === undefined) throw new EvaluationError(`index ${next} out of range`)
    next++
    return formatValue(verb, value, precision === undefined ? undefined : Number(precision))
  })
}

function formatValue(verb: string, value: Value, precision: number | undefined): string {
  switch (verb) {
    case 's':
      return formatText(value)
    case 'd':
      return formatDecimal(value)
    case 'f':
      return special(value) ?? formatFixed(requireNumber(verb, value), precision ?? 6)
    case 'e':
      return special(value) ?? formatExponent(requireNumber(verb, value), precision ?? 6)
    case 'b':
      return typeof value === 'boolean' ? String(Number(value)) : integer(verb, value).toString(2)
    case 'o':
      return integer(verb, value).toString(8)
    case 'x':
      return hex(verb, value)
    case 'X':
      return hex(verb, value).toUpperCase()
    default:
      throw new EvaluationError(`could not parse formatting clause: unrecognized formatting clause "${verb}"`)
  }
}

/** Any value as `%s` shows it. */
function formatText(value: Value): string {
  if (typeof value === 'string') return value
  if (value === null) return 'null'
  if (typeof value === 'number') return special(value) ?? String(value)
  if (value instanceof Uint) return String(value.value)
  if (value instanceof Timestamp) return formatTimestamp(value.nanos)
  if (value instanceof Duration) return formatDurationValue(value.nanos)
  if (value instanceof TypeValue) return value.name
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8')
  if (isList(value)) return `[${value.map(formatText).join(', ')}]`
  if (value instanceof MapValue) return formatMap(value)
  if (typeof value === 'object')
    throw new EvaluationError(
      `error during formatting: string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given ${typeNameOf(value)}`,
    )
  return String(value)
}

function formatMap(map: MapValue): string {
  const entries = map.keys().map((key) => [formatText(key), formatText(map.get(key)!)] as const)
  const sorted = entries.sort(([a], [b]) => compareStrings(a, b))
  return `{${sorted.map(([key, text]) => `${key}: ${text}`).join(', ')}}`
}

function special(value: Value): string | undefined {
  if (typeof value !== 'number' || Number.isFinite(value)) return undefined
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity'
}

function formatDecimal(value: Value): string {
  if (typeof value === 'number') return special(value) ?? String(value)
  return String(integer('d', value))
}

/** Halves are rounded to the even digit, as Go does. */
function formatFixed(value: number, precision: number): string {
  const text = value.toFixed(precision)
  const exact = value.toFixed(Math.min(precision + 30, 100))
  const cut = exact.length - (Math.min(precision + 30, 100) - precision)
  const isHalf = /^\.?50*$/.test(exact.slice(cut).replace(/^\./, '')) && Math.abs(value) < 1e21
  if (!isHalf || Number(text.at(-1)) % 2 === 0) return text
  return exact.slice(0, cut).replace(/\.$/, '')
}

function formatExponent(value: number, precision: number): string {
  return value.toExponential(precision).replace(/e([+-])(\d)$/, 'e$10$2')
}

function requireNumber(verb: string, value: Value): number {
  if (typeof value === 'number') return value
  return Number(integer(verb, value))
}

const NAMES: Readonly<Record<string, string>> = {
  b: 'binary clause can only be used on integers and bools',
  d: 'decimal clause can only be used on numbers',
  e: 'scientific clause can only be used on numbers',
  f: 'fixed-point clause can only be used on numbers',
  o: 'octal clause can only be used on integers',
  x: 'hex clause can only be used on integers, byte buffers, and strings',
}

function integer(verb: string, value: Value): bigint {
  if (typeof value === 'bigint') return value
  if (value instanceof Uint) return value.value
  throw new EvaluationError(`error during formatting: ${NAMES[verb]}, was given ${typeNameOf(value)}`)
}

function hex(verb: string, value: Value): string {
  if (typeof value === 'string') return Buffer.from(value).toString('hex')
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  return integer(verb.toLowerCase(), value).toString(16)
}
