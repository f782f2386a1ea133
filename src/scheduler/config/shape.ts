/** What a configuration may hold, and what is wrong with one that holds something else. */
import { type FieldError, invalidValue } from '../../apimachinery/field-error.ts'

/** A type of values: of the fields of an object where it is one. */
export type Shape =
  | 'string'
  | 'integer'
  | 'boolean'
  | 'any'
  | readonly [Shape]
  | { readonly [field: string]: Shape }

/** What was found wrong with the shape of a value. */
export interface ShapeFaults {
  /** Values of another type. */
  errors: FieldError[]
  /** Paths of fields that nobody knows. */
  unknown: string[]
}

/** Compares a value with its shape. A value that is null or missing is in order. */
export function checkShape(
  value: unknown,
  shape: Shape,
  path: string,
  faults: ShapeFaults = { errors: [], unknown: [] },
): ShapeFaults {
  if (value === undefined || value === null || shape === 'any') return faults
  if (isList(shape)) checkList(value, shape[0], path, faults)
  else if (typeof shape === 'object') checkFields(value, shape, path, faults)
  else if (!isOf(value, shape)) faults.errors.push(invalidValue(path, value, `must be of type ${shape}`))
  return faults
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape)
}

function isOf(value: unknown, type: 'string' | 'integer' | 'boolean'): boolean {
  return type === 'integer' ? Number.isInteger(value) : typeof value === type
}

function checkList(value: unknown, shape: Shape, path: string, faults: ShapeFaults): void {
  if (!Array.isArray(value)) faults.errors.push(invalidValue(path, value, 'must be of type array'))
  else for (const [index, item] of value.entries()) checkShape(item, shape, `${path}[${index}]`, faults)
}

function checkFields(
  value: unknown,
  fields: { readonly [field: string]: Shape },
  path: string,
  faults: ShapeFaults,
): void {
  if (typeof value !== 'object' || Array.isArray(value)) {
    faults.errors.push(invalidValue(path, value, 'must be of type object'))
    return
  }
  for (const [name, item] of Object.entries(value as Record<string, unknown>)) {
    const at = path === '' ? name : `${path}.${name}`
    const shape = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (shape === undefined) faults.unknown.push(at)
    else checkShape(item, shape, at, faults)
  }
}
