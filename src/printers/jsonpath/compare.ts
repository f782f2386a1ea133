/** The comparisons of a filter: both sides must be of one basic kind. */
import { compareStrings } from '../../base/compare-strings.ts'
import { kindOf } from '../go-value.ts'
import { JsonPathError } from './nodes.ts'

/** Applies a filter's operator. Throws JsonPathError for kinds that cannot be compared. */
export function compare(left: unknown, operator: string, right: unknown): boolean {
  switch (operator) {
    case '==':
      return isEqual(left, right)
    case '!=':
      return !isEqual(left, right)
    case '<':
      return isLess(left, right)
    case '<=':
      return isLess(left, right) || isEqual(left, right)
    case '>':
      return !isLess(left, right) && !isEqual(left, right)
    case '>=':
      return !isLess(left, right)
    default:
      throw new JsonPathError(`unrecognized filter operator ${operator}`)
  }
}

function isEqual(left: unknown, right: unknown): boolean {
  checkKinds(left, right)
  return left === right
}

function isLess(left: unknown, right: unknown): boolean {
  checkKinds(left, right)
  if (typeof left === 'string') return compareStrings(left, right as string) < 0
  if (typeof left === 'boolean') throw new JsonPathError('invalid type for comparison')
  return (left as number) < (right as number)
}

function checkKinds(left: unknown, right: unknown): void {
  const kinds = [kindOf(left), kindOf(right)]
  if (kinds.some((kind) => kind === 'nil' || kind === 'slice' || kind === 'map'))
    throw new JsonPathError('invalid type for comparison')
  if (kinds[0] !== kinds[1]) throw new JsonPathError('incompatible types for comparison')
}
