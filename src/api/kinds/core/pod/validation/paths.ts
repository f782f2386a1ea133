/** Checks of file paths in volumes, mounts and profiles. */
import { type FieldError, invalidValue } from '../../../../../apimachinery/field-error.ts'

/** No part of the path is `..`. */
export function pathWithoutBacksteps(path: string, field: string): FieldError[] {
  return path.split('/').includes('..') ? [invalidValue(field, path, "must not contain '..'")] : []
}

/** A relative path that stays below where it starts. */
export function descendingPath(path: string, field: string): FieldError[] {
  const absolute = path.startsWith('/') ? [invalidValue(field, path, 'must be a relative path')] : []
  return [...absolute, ...pathWithoutBacksteps(path, field)]
}

/** A descending path whose first part does not begin with `..`: those names are kept for the kubelet. */
export function unreservedPath(path: string, field: string): FieldError[] {
  const reserved = path.startsWith('..') && !path.startsWith('../')
  const errors = descendingPath(path, field)
  return reserved ? [...errors, invalidValue(field, path, "must not start with '..'")] : errors
}
