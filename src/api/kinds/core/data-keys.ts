/** What ConfigMap and Secret share: keys, sizes, and being immutable for good. */
import { type FieldError, forbiddenField, invalidValue } from '../../../apimachinery/field-error.ts'
import { byteLength, checkConfigMapKey } from '../../../apimachinery/names.ts'
import { deepEqual } from '../../../base/json.ts'

/** How many bytes of values one object may hold. */
export const MAX_DATA_BYTES = 1024 * 1024

const FROZEN = 'field is immutable when `immutable` is set'

/** Errors of the keys of a data map, in order. */
export function validateKeys(data: Readonly<Record<string, string>> | undefined, path: string): FieldError[] {
  return Object.keys(data ?? {})
    .sort()
    .flatMap((key) => checkConfigMapKey(key).map((message) => invalidValue(`${path}[${key}]`, key, message)))
}

/** Bytes of all values together. */
export function textSize(data: Readonly<Record<string, string>> | undefined): number {
  let size = 0
  for (const key in data) size += byteLength(data[key] ?? '')
  return size
}

/** Bytes that all values have once their base64 is decoded. */
export function base64Size(data: Readonly<Record<string, string>> | undefined): number {
  let size = 0
  for (const key in data) size += base64Length(data[key] ?? '')
  return size
}

/** Bytes that a base64 text stands for. */
export function base64Length(text: string): number {
  const digits = text.replace(/[\r\n=]/g, '').length
  return Math.floor((digits * 3) / 4)
}

/** Errors of changes to an object that has been made immutable. */
export function validateFrozen<K extends string>(
  object: { immutable?: boolean } & Partial<Record<K, unknown>>,
  old: { immutable?: boolean } & Partial<Record<K, unknown>>,
  fields: readonly K[],
): FieldError[] {
  if (old.immutable !== true) return []
  const errors = object.immutable === true ? [] : [forbiddenField('immutable', FROZEN)]
  for (const field of fields)
    if (!deepEqual(object[field] ?? {}, old[field] ?? {})) errors.push(forbiddenField(field, FROZEN))
  return errors
}
