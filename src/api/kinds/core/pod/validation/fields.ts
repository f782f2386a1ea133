/** Checks of single fields that the validation of pods and workloads is made of. */
import {
  type FieldError,
  invalidValue,
  notSupported,
  required,
} from '../../../../../apimachinery/field-error.ts'
import {
  checkDns1123Label,
  checkDns1123Subdomain,
  checkInRange,
  checkPortName,
  checkPortNumber,
  type Messages,
} from '../../../../../apimachinery/names.ts'
import { checkQualifiedName } from '../../../../../apimachinery/qualified-name.ts'

/** The largest 32-bit integer. */
export const MAX_INT32 = 2 ** 31 - 1

/** One error for each message about the value. */
export function errorsOf(messages: Messages, path: string, value: unknown): FieldError[] {
  return messages.map((message) => invalidValue(path, value ?? '', message))
}

/** The value is a DNS label. */
export function dnsLabel(value: string, path: string): FieldError[] {
  return errorsOf(checkDns1123Label(value), path, value)
}

/** The value is a DNS subdomain, as names of objects are. */
export function dnsSubdomain(value: string, path: string): FieldError[] {
  return errorsOf(checkDns1123Subdomain(value), path, value)
}

/** The value is a name, or domain, slash and name. */
export function qualifiedName(value: string, path: string): FieldError[] {
  return errorsOf(checkQualifiedName(value), path, value)
}

/** The number is not negative; without a number there is nothing to say. */
export function nonNegative(value: number | undefined, path: string): FieldError[] {
  if (value === undefined || value >= 0) return []
  return [invalidValue(path, value, 'must be greater than or equal to 0')]
}

/** The text is there. */
export function present(value: string | undefined, path: string, detail = ''): FieldError[] {
  return value === undefined || value === '' ? [required(path, detail)] : []
}

/** The value, if any, is one of these; they are listed in this order. */
export function oneOf(value: string | undefined, allowed: readonly string[], path: string): FieldError[] {
  return value === undefined || allowed.includes(value) ? [] : [notSupported(path, value, allowed)]
}

/** The value is there and is one of these. */
export function requiredOneOf(
  value: string | undefined,
  allowed: readonly string[],
  path: string,
): FieldError[] {
  return value === undefined || value === '' ? [required(path)] : oneOf(value, allowed, path)
}

/** The id of a user or group. */
export function unixId(value: number | undefined, path: string): FieldError[] {
  return value === undefined ? [] : errorsOf(checkInRange(value, 0, MAX_INT32), path, value)
}

/** The number or the name of a port. */
export function portNumberOrName(port: number | string | undefined, path: string): FieldError[] {
  if (typeof port === 'string') return errorsOf(checkPortName(port), path, port)
  return errorsOf(checkPortNumber(port ?? 0), path, port ?? 0)
}

/** Permission bits of a file. */
export function fileMode(mode: number | undefined, path: string): FieldError[] {
  if (mode === undefined || (mode >= 0 && mode <= 0o777)) return []
  return [invalidValue(path, mode, 'must be a number between 0 and 0777 (octal), both inclusive')]
}
