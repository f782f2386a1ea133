/** Values of CEL as JSON. */
import { setOwn } from '../../base/json.ts'
import { EvaluationError } from '../errors.ts'
import { formatDurationValue, formatTimestamp } from '../functions/time-text.ts'
import { Duration, isList, MapValue, Optional, Timestamp, typeNameOf, Uint, type Value } from './value.ts'

/** The JSON that a value stands for. Throws EvaluationError for values that stand for none. */
export function toJson(value: Value): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'bigint' || typeof value === 'number') return Number(value)
  if (value instanceof Uint) return Number(value.value)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (isList(value)) return Array.from(value, toJson)
  if (value instanceof MapValue) return objectOf(value)
  if (value instanceof Timestamp) return formatTimestamp(value.nanos)
  if (value instanceof Duration) return formatDurationValue(value.nanos)
  if (value instanceof Optional && value.value !== undefined) return toJson(value.value)
  throw new EvaluationError(`a value of type ${typeNameOf(value)} is no JSON`)
}

function objectOf(map: MapValue): Record<string, unknown> {
  const object: Record<string, unknown> = {}
  for (const key of map.keys()) setOwn(object, String(toJson(key)), toJson(map.get(key)!))
  return object
}
