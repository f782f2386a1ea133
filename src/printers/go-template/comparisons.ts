/** `eq`, `lt` and their kin: Go's rules about what may be compared. */
import { compareStrings } from '../../base/compare-strings.ts'
import { FunctionError } from './function-error.ts'
import { goKind, goTypeName, numberOf, printed } from './value.ts'

/** True where the first value equals one of the others. Throws FunctionError where two cannot be compared. */
export function isEqualToAny(first: unknown, others: readonly unknown[]): boolean {
  if (others.length === 0) throw new FunctionError('missing argument for comparison')
  return others.some((other) => isEqual(first, other))
}

function isEqual(a: unknown, b: unknown): boolean {
  const isNilA = a === null || a === undefined
  const isNilB = b === null || b === undefined
  const kinds = [basicKind(a), basicKind(b)]
  if (kinds[0] !== kinds[1] && !isNilA && !isNilB && !areIntegers(kinds)) throw incompatible(a, b)
  if (isNilA || isNilB) return isNilA && isNilB
  if (kinds[0] === 'invalid') return compareCollections(a, b)
  return comparable(a) === comparable(b)
}

/** Maps and lists cannot be compared, not even with themselves. */
function compareCollections(a: unknown, b: unknown): never {
  if (goKind(a) !== goKind(b))
    throw new FunctionError(
      `non-comparable types ${printed(a)}: ${goTypeName(a)}, ${goTypeName(b)}: ${printed(b)}`,
    )
  throw new FunctionError(`non-comparable type ${printed(b)}: ${goTypeName(b)}`)
}

/** True where the first value is less. Throws FunctionError where the two have no order. */
export function compareLess(a: unknown, b: unknown): boolean {
  const kinds = [basicKind(a), basicKind(b)]
  if (kinds.includes('invalid')) throw new FunctionError('invalid type for comparison')
  if (kinds[0] !== kinds[1] && !areIntegers(kinds)) throw incompatible(a, b)
  if (kinds[0] === 'bool') throw new FunctionError('invalid type for comparison')
  if (typeof a === 'string') return compareStrings(a, b as string) < 0
  return (numberOf(a) ?? 0) < (numberOf(b) ?? 0)
}

function incompatible(a: unknown, b: unknown): FunctionError {
  return new FunctionError(`incompatible types for comparison: ${goTypeName(a)} and ${goTypeName(b)}`)
}

function comparable(value: unknown): unknown {
  return numberOf(value) ?? value
}

function areIntegers(kinds: string[]): boolean {
  return kinds.every((kind) => kind === 'int' || kind === 'uint')
}

function basicKind(value: unknown): string {
  const kind = goKind(value)
  return kind === 'nil' || kind === 'slice' || kind === 'map' ? 'invalid' : kind
}
