/** CEL's optional values (cel-go, cel/library.go). `or` and `orValue` are lazy: evaluate.ts asks for the rest only if need be. */
import { EvaluationError } from '../errors.ts'
import type { FunctionTable } from '../functions/overload.ts'
import { Duration, isList, MapValue, NONE, Optional, Timestamp, Uint, type Value } from '../values/value.ts'

export const optional: FunctionTable = {
  'optional.none(): optional<T>': () => NONE,
  'optional.of(T): optional<T>': (value: Value) => new Optional(value),
  'optional.ofNonZeroValue(T): optional<T>': (value: Value) => (isZero(value) ? NONE : new Optional(value)),
  'optional<T>.hasValue(): bool': ({ value }: Optional) => value !== undefined,
  'optional<T>.value(): T': ({ value }: Optional) => {
    if (value !== undefined) return value
    throw new EvaluationError('optional.none() dereference')
  },
  'optional<T>.or(optional<T>): optional<T>': (one: Optional, other: Optional) =>
    one.value === undefined ? other : one,
  'optional<T>.orValue(T): T': ({ value }: Optional, otherwise: Value) => value ?? otherwise,
}

/** Is it what its type has when nothing was said: 0, '', false, null, or empty? */
function isZero(value: Value): boolean {
  if (value === null || value === false || value === 0n || value === 0 || value === '') return true
  if (value instanceof Uint) return value.value === 0n
  if (value instanceof Timestamp || value instanceof Duration) return value.nanos === 0n
  if (value instanceof Uint8Array || isList(value)) return value.length === 0
  return value instanceof MapValue && value.size === 0
}
