/** JSON values as Go sees and prints them: kinds, `%v`, `%#v`, the order of keys. */
import { quote } from '../apimachinery/go-format.ts'
import { compareStrings } from '../base/compare-strings.ts'
import { isJsonObject } from '../base/json.ts'

/** The kinds of values that decoded JSON has in Go. */
export type GoKind = 'nil' | 'bool' | 'int' | 'float' | 'string' | 'slice' | 'map'

const INT_LIMIT = 2 ** 63
const SURROGATE = /[\ud800-\udfff]/

/** The kind that a decoded JSON value has in Go: a whole number within 64 bits is an int. */
export function kindOf(value: unknown): GoKind {
  if (value === null || value === undefined) return 'nil'
  if (typeof value === 'number') return isInt(value) ? 'int' : 'float'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'string') return 'string'
  return Array.isArray(value) ? 'slice' : 'map'
}

const TYPE_NAMES: Record<GoKind, string> = {
  nil: '<nil>',
  bool: 'bool',
  int: 'int64',
  float: 'float64',
  string: 'string',
  slice: '[]interface {}',
  map: 'map[string]interface {}',
}

/** The name of the Go type that holds the value, as `%T` prints it. */
export function typeName(value: unknown): string {
  return TYPE_NAMES[kindOf(value)]
}

function isInt(value: number): boolean {
  return Number.isInteger(value) && value >= -INT_LIMIT && value < INT_LIMIT && !Object.is(value, -0)
}

/** A number as Go's `%v` prints it: digits for an int64, the shortest `%g` for a float64. */
export function formatNumber(value: number): string {
  if (!isInt(value)) return formatFloat(value)
  return Number.isSafeInteger(value) ? String(value) : BigInt(value).toString()
}

/** The shortest form of a float64 (`strconv` format 'g'): 1.5, 1e+06, 1.2345675e+06, 1e-05, +Inf, NaN. */
export function formatFloat(value: number): string {
  if (!Number.isFinite(value)) return formatSpecial(value)
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  const [mantissa = '', power = '0'] = value.toExponential().split('e')
  const exponent = Number(power)
  return exponent < -4 || exponent >= 6 ? `${mantissa}e${formatExponent(exponent)}` : String(value)
}

/** NaN and the infinities as Go prints them. */
export function formatSpecial(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  return value > 0 ? '+Inf' : '-Inf'
}

/** An exponent with its sign and at least two digits: +06, -05, +100. */
export function formatExponent(exponent: number): string {
  return `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

/** A value as Go's `%v` prints it: `map[a:1 b:[x y]]`, strings bare, null as `<nil>`. */
export function formatValue(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return formatNumber(value)
  if (Array.isArray(value)) return `[${value.map(formatValue).join(' ')}]`
  if (!isJsonObject(value)) return value === null || value === undefined ? '<nil>' : String(value)
  return `map[${sortedKeys(value)
    .map((key) => `${key}:${formatValue(value[key])}`)
    .join(' ')}]`
}

/** A value as Go's `%#v` prints it: `map[string]interface {}{"a":1, "b":[]interface {}{"x"}}`. */
export function formatSyntax(value: unknown): string {
  if (typeof value === 'string') return quote(value)
  if (Array.isArray(value)) return `[]interface {}{${value.map(formatSyntax).join(', ')}}`
  if (!isJsonObject(value))
    return value === null || value === undefined ? 'interface {}(nil)' : formatValue(value)
  const entries = sortedKeys(value).map((key) => `${quote(key)}:${formatSyntax(value[key])}`)
  return `map[string]interface {}{${entries.join(', ')}}`
}

/** The keys of an object that carry a value, in the object's own order. */
export function presentKeys(object: object): string[] {
  return Object.keys(object).filter((key) => (object as Record<string, unknown>)[key] !== undefined)
}

/** The keys of an object that carry a value, in the order in which Go writes them. */
export function sortedKeys(object: object): string[] {
  const keys = presentKeys(object)
  return keys.some((key) => SURROGATE.test(key)) ? keys.sort(compareStrings) : keys.sort()
}

/** The value under an own key; undefined where there is none, also for names like `constructor`. */
export function ownValue(object: object, key: string): unknown {
  return Object.hasOwn(object, key) ? (object as Record<string, unknown>)[key] : undefined
}
