/** The functions that every CEL has (langdef.md of cel-spec): sizes, conversions, and what strings can be asked. */

import { parseBool } from '../../apimachinery/go-boolean.ts'
import { parsePattern } from '../../apimachinery/go-pattern.ts'
import { messageOf } from '../../base/error-message.ts'
import { decodeUtf8 } from '../../base/utf8.ts'
import { checkInt, checkUint, durationOf, timestampOf } from '../arithmetic.ts'
import { EvaluationError } from '../errors.ts'
import {
  type Duration,
  type MapValue,
  type Timestamp,
  TypeValue,
  typeNameOf,
  type Uint,
  type Value,
} from '../values/value.ts'
import { formatDouble } from './format-double.ts'
import type { FunctionTable } from './overload.ts'
import { formatDurationValue, formatTimestamp, parseDurationValue, parseTimestamp } from './time-text.ts'

const same = (value: Value): Value => value
const SECOND = 1_000_000_000n

/** They, by their signatures. */
export const standard: FunctionTable = {
  'size(string): int': textSize,
  'size(bytes): int': listSize,
  'size(list<T>): int': listSize,
  'size(map<K, V>): int': (map: MapValue) => BigInt(map.size),
  'string.size(): int': textSize,
  'bytes.size(): int': listSize,
  'list<T>.size(): int': listSize,
  'map<K, V>.size(): int': (map: MapValue) => BigInt(map.size),

  'string.contains(string): bool': (text: string, part: string) => text.includes(part),
  'string.startsWith(string): bool': (text: string, start: string) => text.startsWith(start),
  'string.endsWith(string): bool': (text: string, end: string) => text.endsWith(end),
  'string.matches(string): bool': matches,
  'matches(string, string): bool': matches,

  'dyn(T): dyn': same,
  'type(T): type<T>': (value: Value) => new TypeValue(typeNameOf(value)),

  'bool(bool): bool': same,
  'bool(string): bool': toBool,
  'bytes(bytes): bytes': same,
  'bytes(string): bytes': (text: string) => new Uint8Array(Buffer.from(text, 'utf8')),
  'double(double): double': same,
  'double(int): double': (value: bigint) => Number(value),
  'double(uint): double': ({ value }: Uint) => Number(value),
  'double(string): double': parseDouble,
  'int(int): int': same,
  'int(uint): int': ({ value }: Uint) => checkInt(value),
  'int(double): int': (value: number) => checkInt(whole(value, 'integer overflow', 2 ** 63)),
  'int(string): int': (text: string) => checkInt(parseInteger(text, /^[+-]?\d+$/)),
  'int(timestamp): int': ({ nanos }: Timestamp) => floorDivide(nanos, SECOND),
  'int(duration): int': ({ nanos }: Duration) => nanos,
  'uint(uint): uint': same,
  'uint(int): uint': (value: bigint) => checkUint(value),
  'uint(double): uint': (value: number) => checkUint(whole(value, 'unsigned integer overflow', 2 ** 64)),
  'uint(string): uint': (text: string) => checkUint(parseInteger(text, /^\d+$/)),
  'string(string): string': same,
  'string(bool): string': String,
  'string(int): string': String,
  'string(uint): string': ({ value }: Uint) => String(value),
  'string(double): string': formatDouble,
  'string(bytes): string': textOf,
  'string(timestamp): string': ({ nanos }: Timestamp) => formatTimestamp(nanos),
  'string(duration): string': ({ nanos }: Duration) => formatDurationValue(nanos),
  'timestamp(timestamp): timestamp': same,
  'timestamp(int): timestamp': (seconds: bigint) => timestampOf(seconds * SECOND),
  'timestamp(string): timestamp': (text: string) => timestampOf(parseTimestamp(text)),
  'duration(duration): duration': same,
  'duration(int): duration': (nanos: bigint) => durationOf(nanos),
  'duration(string): duration': (text: string) => durationOf(parseDurationValue(text)),
}

/** Strings count in code points. */
function textSize(text: string): bigint {
  let size = 0n
  for (const _ of text) size++
  return size
}

function listSize(list: { readonly length: number }): bigint {
  return BigInt(list.length)
}

/** Does the pattern match anywhere in the text? */
function matches(text: string, pattern: string): boolean {
  return requirePattern(pattern).test(text)
}

/** The matcher of a pattern; an evaluation that meets one that cannot be read fails. */
export function requirePattern(pattern: string): RegExp {
  const matcher = parsePattern(pattern)
  if (matcher) return matcher
  throw new EvaluationError(`error parsing regexp: invalid pattern: \`${pattern}\``)
}

function toBool(text: string): boolean {
  try {
    return parseBool(text)
  } catch (error) {
    throw new EvaluationError(messageOf(error))
  }
}

function parseDouble(text: string): number {
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) return Number(text)
  if (/^[+-]?inf(inity)?$/i.test(text))
    return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  if (/^nan$/i.test(text)) return Number.NaN
  throw new EvaluationError(`strconv.ParseFloat: parsing ${JSON.stringify(text)}: invalid syntax`)
}

/** Cuts off the fraction. What reaches the limit is not exact any more, so it is refused. */
function whole(value: number, overflow: string, limit: number): bigint {
  if (Number.isFinite(value) && Math.abs(value) < limit) return BigInt(Math.trunc(value))
  throw new EvaluationError(overflow)
}

function parseInteger(text: string, form: RegExp): bigint {
  if (form.test(text)) return BigInt(text.replace(/^\+/, ''))
  throw new EvaluationError(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`)
}

function textOf(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes)
  if (text === undefined) throw new EvaluationError('invalid UTF-8 in bytes, cannot convert to string')
  return text
}

/** The quotient, rounded down. */
export function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient
}
