/** Durations in Go's notation: `1h30m`, `250ms`. In code they are ms; nanoseconds are the finest that counts. */
import { quote } from './go-format.ts'

const NANOS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
}
const MAX_NANOS = 2n ** 63n - 1n

/** Milliseconds of a duration such as `1h30m`, `-1.5s` or `0`. Throws an Error with Go's text. */
export function parseDuration(text: string): number {
  const invalid = () => new Error(`time: invalid duration ${quote(text)}`)
  const negative = text.startsWith('-')
  let rest = text.replace(/^[+-]/, '')
  if (rest === '0') return 0
  if (rest === '') throw invalid()
  let nanos = 0n
  while (rest !== '') {
    const [whole, integer = '', fraction = ''] = /^(\d*)(?:\.(\d*))?/.exec(rest) ?? ['']
    if (integer === '' && fraction === '') throw invalid()
    const unit = /^[^.\d]*/.exec(rest.slice(whole.length))![0]
    nanos += nanosOf(integer, fraction, unit, text)
    if (nanos > MAX_NANOS) throw invalid()
    rest = rest.slice(whole.length + unit.length)
  }
  return (negative ? -1 : 1) * (Number(nanos) / 1e6)
}

function nanosOf(integer: string, fraction: string, unit: string, text: string): bigint {
  if (unit === '') throw new Error(`time: missing unit in duration ${quote(text)}`)
  const size = Object.hasOwn(NANOS, unit) ? NANOS[unit] : undefined
  if (size === undefined) throw new Error(`time: unknown unit ${quote(unit)} in duration ${quote(text)}`)
  const digits = fraction.slice(0, 18)
  return BigInt(integer || '0') * size + (BigInt(digits || '0') * size) / 10n ** BigInt(digits.length)
}

/** A duration as Go prints it: `1h30m0s`, `1.5s`, `100ms`, `0s`. */
export function formatDuration(ms: number): string {
  const nanos = Math.round(Math.abs(ms) * 1e6)
  const sign = ms < 0 && nanos > 0 ? '-' : ''
  if (nanos === 0) return '0s'
  if (nanos < 1e3) return `${sign}${nanos}ns`
  if (nanos < 1e6) return `${sign}${decimal(nanos, 1e3)}µs`
  if (nanos < 1e9) return `${sign}${decimal(nanos, 1e6)}ms`
  const hours = Math.floor(nanos / 3.6e12)
  const minutes = Math.floor((nanos % 3.6e12) / 6e10)
  const seconds = `${decimal(nanos % 6e10, 1e9)}s`
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}`
  return minutes > 0 ? `${sign}${minutes}m${seconds}` : sign + seconds
}

/** A quotient in plain decimal notation, exact: the divisor is a power of ten. */
function decimal(nanos: number, divisor: number): string {
  const digits = String(nanos % divisor)
    .padStart(String(divisor).length - 1, '0')
    .replace(/0+$/, '')
  const whole = Math.floor(nanos / divisor)
  return digits === '' ? String(whole) : `${whole}.${digits}`
}
