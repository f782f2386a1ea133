/**
 * Errors about one field of an object, in the words of the API server's validation.
 *
 * A path is a plain string such as `spec.containers[0].ports[1].name` or `metadata.labels[app]`, written as a
 * template string where the error is made, so that valid objects cost nothing: `required(`${path}.name`)`.
 */
import { goJson, quote } from './go-format.ts'

/** The reasons of field errors, as a Status' causes name them. */
export type FieldErrorType =
  | 'FieldValueNotFound'
  | 'FieldValueRequired'
  | 'FieldValueDuplicate'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooShort'
  | 'FieldValueTooMany'
  | 'FieldValueTooFew'
  | 'FieldValueTypeInvalid'
  | 'InternalError'

/** What is wrong with one field. `badValue` is shown for the types that show one. */
export interface FieldError {
  type: FieldErrorType
  field: string
  badValue?: unknown
  detail: string
}

const TITLES: Record<FieldErrorType, string> = {
  FieldValueNotFound: 'Not found',
  FieldValueRequired: 'Required value',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueInvalid: 'Invalid value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueForbidden: 'Forbidden',
  FieldValueTooLong: 'Too long',
  FieldValueTooShort: 'Too short',
  FieldValueTooMany: 'Too many',
  FieldValueTooFew: 'Too few',
  FieldValueTypeInvalid: 'Invalid value',
  InternalError: 'Internal error',
}

const WITHOUT_VALUE: ReadonlySet<FieldErrorType> = new Set([
  'FieldValueRequired',
  'FieldValueForbidden',
  'FieldValueTooLong',
  'FieldValueTooShort',
  'InternalError',
])

/** `path.name`, or `name` where the path is the object itself (''). */
export function childPath(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

/** Malformed value: does not match, out of bounds, not to be changed. A missing value is shown as null. */
export function invalidValue(field: string, badValue: unknown, detail: string): FieldError {
  return { type: 'FieldValueInvalid', field, badValue, detail }
}

/** The value has another type than the schema says. */
export function typeInvalid(field: string, badValue: unknown, detail: string): FieldError {
  return { type: 'FieldValueTypeInvalid', field, badValue, detail }
}

/** A value is missing or empty. */
export function required(field: string, detail = ''): FieldError {
  return { type: 'FieldValueRequired', field, detail }
}

/** The value is not among those allowed, which are listed in the order given. */
export function notSupported(field: string, badValue: unknown, allowed: readonly string[] = []): FieldError {
  const detail = allowed.length === 0 ? '' : `supported values: ${allowed.map(quote).join(', ')}`
  return { type: 'FieldValueNotSupported', field, badValue, detail }
}

/** Well-formed, but not permitted here. */
export function forbiddenField(field: string, detail: string): FieldError {
  return { type: 'FieldValueForbidden', field, detail }
}

/** The value occurs a second time where it must be unique. */
export function duplicate(field: string, badValue: unknown): FieldError {
  return { type: 'FieldValueDuplicate', field, badValue, detail: '' }
}

/** What the value refers to does not exist. */
export function notFoundField(field: string, badValue: unknown): FieldError {
  return { type: 'FieldValueNotFound', field, badValue, detail: '' }
}

/** More bytes than allowed; a negative maximum leaves the number out. */
export function tooLong(field: string, maxBytes: number): FieldError {
  const detail = maxBytes < 0 ? 'value is too long' : `may not be more than ${count(maxBytes, 'byte')}`
  return { type: 'FieldValueTooLong', field, detail }
}

/** More characters than allowed (custom resources count characters); a negative maximum leaves the number out. */
export function tooLongCharacters(field: string, max: number): FieldError {
  const detail = max < 0 ? 'value is too long' : `may not be more than ${count(max, 'character')}`
  return { type: 'FieldValueTooLong', field, detail }
}

/** Fewer characters than needed; a negative minimum leaves the number out. */
export function tooShort(field: string, min: number): FieldError {
  const detail = min < 0 ? 'value is too short' : `must be at least ${count(min, 'character')}`
  return { type: 'FieldValueTooShort', field, detail }
}

/** More items than allowed; a negative number, actual or maximum, is left out. */
export function tooMany(field: string, actual: number, max: number): FieldError {
  const detail = max < 0 ? 'has too many items' : `must have at most ${count(max, 'item')}`
  return { type: 'FieldValueTooMany', field, detail, ...(actual >= 0 && { badValue: actual }) }
}

/** Fewer items than needed; a negative number, actual or minimum, is left out. */
export function tooFew(field: string, actual: number, min: number): FieldError {
  const detail = min < 0 ? 'has too few items' : `must have at least ${count(min, 'item')}`
  return { type: 'FieldValueTooFew', field, detail, ...(actual >= 0 && { badValue: actual }) }
}

/** Something failed that the user's input did not cause. */
export function internalFieldError(field: string, detail: string): FieldError {
  return { type: 'InternalError', field, detail }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

/** The error without its field: `Invalid value: -1: must be greater than or equal to 0`. */
export function fieldErrorBody(error: FieldError): string {
  const detail = error.detail === '' ? '' : `: ${error.detail}`
  return `${TITLES[error.type]}${valueText(error)}${detail}`
}

function valueText(error: FieldError): string {
  if (WITHOUT_VALUE.has(error.type)) return ''
  if (!('badValue' in error)) return ''
  const value = error.badValue
  return `: ${typeof value === 'string' ? quote(value) : goJson(value)}`
}

/** The whole text: `spec.replicas: Invalid value: -1: must be greater than or equal to 0`. */
export function formatFieldError(error: FieldError): string {
  return `${error.field}: ${fieldErrorBody(error)}`
}

/** Several errors as one text, equal ones once: `a`, or `[a, b]`. Empty for none. */
export function formatFieldErrors(errors: readonly FieldError[]): string {
  return aggregateMessages(errors.map(formatFieldError))
}

/** Several messages as Kubernetes joins them, equal ones once: `a`, or `[a, b]`. Empty for none. */
export function aggregateMessages(messages: readonly string[]): string {
  const distinct = [...new Set(messages)]
  return distinct.length > 1 ? `[${distinct.join(', ')}]` : (distinct[0] ?? '')
}
