/** The arithmetic of CEL: integers of 64 bits that do not wrap around, IEEE doubles, times, and what can be joined. */
import { EvaluationError, noSuchOverload } from './errors.ts'
import { UnorderedList } from './values/equality.ts'
import { Duration, isList, Timestamp, Uint, type Value } from './values/value.ts'

const MIN_INT = -(2n ** 63n)
const MAX_INT = 2n ** 63n - 1n
const MAX_UINT = 2n ** 64n - 1n
/** 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999999Z. */
const MIN_TIME = -62_135_596_800n * 1_000_000_000n
const MAX_TIME = 253_402_300_800n * 1_000_000_000n - 1n

/** Applies `_+_` and its kin, or `-_` to the first value. Throws EvaluationError on overflow and division by zero. */
export function applyArithmetic(operator: string, a: Value, b: Value): Value {
  if (operator === '-_') return negate(a)
  if (typeof a === 'bigint' && typeof b === 'bigint') return checkInt(integers(operator, a, b))
  if (typeof a === 'number' && typeof b === 'number') return calculate(operator, a, b)
  if (a instanceof Uint && b instanceof Uint) return checkUint(integers(operator, a.value, b.value))
  if (operator === '_+_') return joined(a, b)
  if (operator === '_-_') return difference(a, b)
  throw noSuchOverload()
}

function negate(value: Value): Value {
  if (typeof value === 'bigint') return checkInt(-value)
  if (typeof value === 'number') return -value
  if (value instanceof Duration) return durationOf(-value.nanos)
  throw noSuchOverload()
}

function integers(operator: string, a: bigint, b: bigint): bigint {
  if (operator === '_/_' && b === 0n) throw new EvaluationError('division by zero')
  if (operator !== '_%_') return calculate(operator, a, b)
  if (b === 0n) throw new EvaluationError('modulus by zero')
  return a % b
}

/** What integers and doubles have in common; only the former have a modulus. */
function calculate<N extends bigint | number>(operator: string, a: N, b: N): N
function calculate(operator: string, a: number, b: number): number {
  switch (operator) {
    case '_+_':
      return a + b
    case '_-_':
      return a - b
    case '_*_':
      return a * b
    case '_/_':
      return a / b
    default:
      throw noSuchOverload()
  }
}

function joined(a: Value, b: Value): Value {
  if (typeof a === 'string' && typeof b === 'string') return a + b
  if (isList(a) && isList(b)) return a instanceof UnorderedList ? a.merged(b) : [...a, ...b]
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Uint8Array.from([...a, ...b])
  if (a instanceof Duration && b instanceof Duration) return durationOf(a.nanos + b.nanos)
  if (a instanceof Timestamp && b instanceof Duration) return timestampOf(a.nanos + b.nanos)
  if (a instanceof Duration && b instanceof Timestamp) return timestampOf(a.nanos + b.nanos)
  throw noSuchOverload()
}

function difference(a: Value, b: Value): Value {
  if (a instanceof Timestamp && b instanceof Timestamp) return durationOf(a.nanos - b.nanos)
  if (a instanceof Timestamp && b instanceof Duration) return timestampOf(a.nanos - b.nanos)
  if (a instanceof Duration && b instanceof Duration) return durationOf(a.nanos - b.nanos)
  throw noSuchOverload()
}

/** The integer, if 64 bits can hold it. */
export function checkInt(value: bigint): bigint {
  if (value >= MIN_INT && value <= MAX_INT) return value
  throw new EvaluationError('integer overflow')
}

/** The unsigned integer, if 64 bits can hold it. */
export function checkUint(value: bigint): Uint {
  if (value >= 0n && value <= MAX_UINT) return new Uint(value)
  throw new EvaluationError('unsigned integer overflow')
}

/** A duration of so many nanoseconds, which 64 bits must hold. */
export function durationOf(nanos: bigint): Duration {
  if (nanos >= MIN_INT && nanos <= MAX_INT) return new Duration(nanos)
  throw new EvaluationError('duration overflow')
}

/** The moment so many nanoseconds after the epoch, within the years 1 to 9999. */
export function timestampOf(nanos: bigint): Timestamp {
  if (nanos >= MIN_TIME && nanos <= MAX_TIME) return new Timestamp(nanos)
  throw new EvaluationError('timestamp overflow')
}
