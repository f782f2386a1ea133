/** Times and durations of CEL as text. */
import { quote } from '../../apimachinery/go-format.ts'
import { EvaluationError } from '../errors.ts'

const SECOND = 1_000_000_000n
const RFC3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9})\d*)?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/

/** Nanoseconds since the epoch of an RFC 3339 time. Throws EvaluationError. */
export function parseTimestamp(text: string): bigint {
  const found = RFC3339.exec(text)
  if (!found) throw notATime(text)
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number) as number[]
  const date = new Date(0)
  date.setUTCFullYear(year!, month! - 1, day!)
  date.setUTCHours(hour!, minute!, second!)
  const isReal = date.getUTCMonth() === month! - 1 && date.getUTCDate() === day && hour! < 24 && minute! < 60
  if (!isReal || second! > 59) throw notATime(text)
  const [, , , , , , , fraction = '', sign, hours, minutes] = found
  const offset = sign === undefined ? 0 : (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1)
  return (BigInt(date.getTime()) - BigInt(offset * 60_000)) * 1_000_000n + BigInt(fraction.padEnd(9, '0'))
}

function notATime(text: string): EvaluationError {
  return new EvaluationError(
    `parsing time ${quote(text)} as "2006-01-02T15:04:05Z07:00": cannot parse ${quote(text)} as "2006"`,
  )
}

/** A time as RFC 3339 has it, in UTC, with no more digits than it needs. */
export function formatTimestamp(nanos: bigint): string {
  const seconds = nanos / SECOND - (nanos % SECOND < 0n ? 1n : 0n)
  const fraction = fractionOf(nanos - seconds * SECOND)
  const text = new Date(Number(seconds) * 1000).toISOString()
  return `${text.replace(/\.\d+Z$/, '')}${fraction}Z`
}

/** A duration in seconds: `5400s`, `1.5s`. */
export function formatDurationValue(nanos: bigint): string {
  const size = nanos < 0n ? -nanos : nanos
  return `${nanos < 0n ? '-' : ''}${size / SECOND}${fractionOf(size % SECOND)}s`
}

function fractionOf(nanos: bigint): string {
  const digits = String(nanos).padStart(9, '0').replace(/0+$/, '')
  return digits === '' ? '' : `.${digits}`
}

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: SECOND,
  m: 60n * SECOND,
  h: 3600n * SECOND,
}

/** Nanoseconds of a duration as Go writes it: `1h30m`, `-1.5s`, `0`. Throws EvaluationError. */
export function parseDurationValue(text: string): bigint {
  const [, sign = '', body = ''] = /^([+-]?)(.*)$/s.exec(text) ?? []
  if (body === '0') return 0n
  const parts = body.match(/(?:\d+\.?\d*|\.\d+)(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h)/g) ?? []
  if (body === '' || parts.join('') !== body)
    throw new EvaluationError(`time: invalid duration ${quote(text)}`)
  const nanos = parts.reduce((sum, part) => sum + partNanos(part), 0n)
  return sign === '-' ? -nanos : nanos
}

function partNanos(part: string): bigint {
  const [, whole = '', fraction = '', unit = ''] = /^(\d*)\.?(\d*)(\D+)$/.exec(part) ?? []
  const size = UNITS[unit] ?? 0n
  const digits = fraction.slice(0, 18)
  return BigInt(whole || '0') * size + (BigInt(digits || '0') * size) / 10n ** BigInt(digits.length)
}
