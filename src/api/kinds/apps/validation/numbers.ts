/** Checks of counts and of numbers that may be percentages. */
import { type FieldError, invalidValue } from '../../../../apimachinery/field-error.ts'
import type { IntOrString } from '../../../../apimachinery/int-or-string.ts'
import { checkPercent } from '../../../../apimachinery/names.ts'
import { nonNegative } from '../../core/pod/validation/fields.ts'

/** The value is a number that is not negative, or a percentage. */
export function positiveIntOrPercent(value: IntOrString | undefined, path: string): FieldError[] {
  if (typeof value === 'number') return nonNegative(value, path)
  return value === undefined ? [] : checkPercent(value).map((text) => invalidValue(path, value, text))
}

/** A percentage is not above a hundred. */
export function notMoreThanAll(value: IntOrString | undefined, path: string): FieldError[] {
  if (percentOf(value) <= 100) return []
  return [invalidValue(path, value, 'must not be greater than 100%')]
}

/** Whether the value is no number and no percentage above zero. */
export function isZero(value: IntOrString | undefined): boolean {
  return typeof value === 'number' ? value === 0 : percentOf(value) === 0
}

function percentOf(value: IntOrString | undefined): number {
  if (typeof value !== 'string' || checkPercent(value).length > 0) return 0
  return Number(value.slice(0, -1))
}

/** The count has not been lowered. */
export function notDecremented(
  next: number | undefined,
  old: number | undefined,
  path: string,
): FieldError[] {
  if (old === undefined || (next ?? 0) >= old) return []
  return [invalidValue(path, next ?? 0, 'cannot be decremented')]
}

/** Counts of a status, each not negative. */
export function nonNegativeCounts(
  counts: Readonly<Record<string, unknown>>,
  names: readonly string[],
  path: string,
): FieldError[] {
  return names.flatMap((name) => {
    const count = counts[name]
    return typeof count === 'number' ? nonNegative(count, `${path}.${name}`) : []
  })
}
