/**
 * The value that a scalar stands for: neither YAML 1.1's nor 1.2's rules but those of the Go reader that kubectl
 * uses. `yes` and `on` are booleans, 0644 and 0o644 are octal, 1_000 is a number; 1:30 and dates are strings.
 */
import { YamlError } from './yaml-error.ts'

/** What a YAML scalar can mean. */
export type Scalar = string | number | bigint | boolean | null

/** How scalars without quotes and tags are understood. */
export type ResolvePlain = (text: string) => Scalar

const PREFIX = 'tag:yaml.org,2002:'
const TRUE = ['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON']
const FALSE = ['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF']
const NULL = ['', '~', 'null', 'Null', 'NULL']
const WORDS: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ...TRUE.map((word): [string, Scalar] => [word, true]),
  ...FALSE.map((word): [string, Scalar] => [word, false]),
  ...NULL.map((word): [string, Scalar] => [word, null]),
  ...['.nan', '.NaN', '.NAN'].map((word): [string, Scalar] => [word, Number.NaN]),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word): [string, Scalar] => [word, Infinity]),
  ...['-.inf', '-.Inf', '-.INF'].map((word): [string, Scalar] => [word, -Infinity]),
])
const INTEGER = /^([+-]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/
const MIN_INT64 = -(2n ** 63n)
const MAX_UINT64 = 2n ** 64n - 1n

/** A scalar without quotes and without a tag. Integers that a double cannot hold exactly are bigints. */
export function resolvePlain(text: string): Scalar {
  const first = text.charCodeAt(0)
  const isNumeric = (first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d || first === 0x2e
  if (!isNumeric && !WORD_STARTS.has(text.charAt(0))) return text
  const word = WORDS.get(text)
  if (word !== undefined) return word
  return isNumeric ? (resolveNumber(text, first === 0x2e) ?? text) : text
}

const WORD_STARTS = new Set([...'yYnNtTfFoO~', ''])

function resolveNumber(text: string, startsWithDot: boolean): Scalar | undefined {
  const digits = text.replaceAll('_', '')
  const integer = startsWithDot ? undefined : resolveInteger(digits)
  if (integer !== undefined) return integer
  const float = startsWithDot ? text : digits
  if (!FLOAT.test(float)) return undefined
  const number = Number(float)
  return Number.isFinite(number) ? number : undefined
}

function resolveInteger(digits: string): number | bigint | undefined {
  const match = INTEGER.exec(digits)
  if (match === null) return undefined
  const [, sign, hex, binary, octal, decimal] = match
  const magnitude = hex ? `0x${hex}` : binary ? `0b${binary}` : octal ? `0o${octal}` : (decimal ?? '0')
  const quick = Number(magnitude)
  if (quick <= Number.MAX_SAFE_INTEGER) return sign === '-' ? 0 - quick : quick
  const exact = sign === '-' ? -BigInt(magnitude) : BigInt(magnitude)
  return exact >= MIN_INT64 && exact <= MAX_UINT64 ? exact : undefined
}

/** A scalar with a tag. Throws where the value does not fit the tag. */
export function resolveTagged(tag: string, text: string): Scalar {
  switch (tag.startsWith(PREFIX) ? tag.slice(PREFIX.length) : '') {
    case 'bool':
      return expectType(text, 'bool', (value) => typeof value === 'boolean')
    case 'int':
      return expectType(text, 'int', (value) => isInteger(value, text))
    case 'float':
      return expectType(text, 'float', (value) => typeof value === 'number' || typeof value === 'bigint')
    case 'null':
      return expectType(text, 'null', (value) => value === null)
    case 'timestamp':
      return text
    case 'binary':
      return decodeBinary(text)
    default:
      return text
  }
}

function isInteger(value: Scalar, text: string): boolean {
  return typeof value === 'bigint' || (typeof value === 'number' && INTEGER.test(text.replaceAll('_', '')))
}

function expectType(text: string, type: string, fits: (value: Scalar) => boolean): Scalar {
  const value = resolvePlain(text)
  if (fits(value)) return value
  throw new YamlError(`cannot decode !!${typeName(value, text)} \`${text}\` as a !!${type}`)
}

function typeName(value: Scalar, text: string): string {
  if (value === null) return 'null'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'string') return 'str'
  return isInteger(value, text) ? 'int' : 'float'
}

function decodeBinary(text: string): string {
  const compact = text.replace(/[\r\n]/g, '')
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(compact))
    throw new YamlError('!!binary value contains invalid base64 data')
  return Buffer.from(compact, 'base64').toString('utf8')
}
