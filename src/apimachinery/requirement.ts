/** One requirement of a label selector: a key, an operator, values. */
import {
  aggregateMessages,
  type FieldError,
  formatFieldError,
  invalidValue,
  notSupported,
} from './field-error.ts'
import { checkLabelValue } from './labels.ts'
import type { Labels } from './object.ts'
import { checkQualifiedName } from './qualified-name.ts'

/** How a requirement compares, in the string form's words. */
export type SelectorOperator = 'in' | 'notin' | '=' | '==' | '!=' | 'gt' | 'lt' | 'exists' | '!'

/** What an object's labels must satisfy. All requirements of a selector must hold. */
export interface Requirement {
  readonly key: string
  readonly operator: SelectorOperator
  readonly values: readonly string[]
}

/** The operators that take a value, in the order in which messages list them. */
export const BINARY_OPERATORS: readonly SelectorOperator[] = ['in', 'notin', '=', '==', '!=', 'gt', 'lt']

const SYMBOLS: Record<SelectorOperator, string> = {
  in: ' in ',
  notin: ' notin ',
  '=': '=',
  '==': '==',
  '!=': '!=',
  gt: '>',
  lt: '<',
  exists: '',
  '!': '',
}

/** A checked requirement. Throws an Error with the API server's text for a bad key, operator or value. */
export function createRequirement(
  key: string,
  operator: SelectorOperator,
  values: readonly string[],
): Requirement {
  const errors = [
    ...checkQualifiedName(key).map((message) => invalidValue('key', key, message)),
    ...operatorErrors(operator, values),
    ...values.flatMap((value, index) => valueErrors(key, value, index)),
  ]
  if (errors.length > 0) throw new Error(aggregateMessages(errors.map(formatFieldError)))
  return { key, operator, values }
}

function operatorErrors(operator: SelectorOperator, values: readonly string[]): FieldError[] {
  const wrong = (detail: string) => [invalidValue('values', values, detail)]
  switch (operator) {
    case 'in':
    case 'notin':
      return values.length === 0 ? wrong("for 'in', 'notin' operators, values set can't be empty") : []
    case '=':
    case '==':
    case '!=':
      return values.length === 1 ? [] : wrong('exact-match compatibility requires one single value')
    case 'exists':
    case '!':
      return values.length === 0 ? [] : wrong('values set must be empty for exists and does not exist')
    case 'gt':
    case 'lt':
      return [
        ...(values.length === 1 ? [] : wrong("for 'Gt', 'Lt' operators, exactly one value is required")),
        ...values.flatMap(integerErrors),
      ]
    default:
      return [notSupported('operator', operator, [...BINARY_OPERATORS, 'exists', '!'])]
  }
}

function integerErrors(value: string, index: number): FieldError[] {
  if (parseInteger(value) !== undefined) return []
  return [invalidValue(`values[${index}]`, value, "for 'Gt', 'Lt' operators, the value must be an integer")]
}

function valueErrors(key: string, value: string, index: number): FieldError[] {
  const messages = checkLabelValue(value)
  return messages.length === 0 ? [] : [invalidValue(`values[${index}][${key}]`, value, messages.join('; '))]
}

/** Whether labels satisfy the requirement. Absent labels satisfy `!=`, `notin` and `!` only. */
export function matchesRequirement({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value: unknown = labels[key]
  // What an object inherits (`constructor`, `__proto__`) is never a string.
  if (typeof value !== 'string') return operator === '!=' || operator === 'notin' || operator === '!'
  switch (operator) {
    case '=':
    case '==':
      return value === values[0]
    case 'in':
      return values.includes(value)
    case '!=':
      return value !== values[0]
    case 'notin':
      return !values.includes(value)
    case 'exists':
      return true
    case '!':
      return false
    default:
      return compares(value, operator, values[0])
  }
}

function compares(value: string, operator: 'gt' | 'lt', bound = ''): boolean {
  const [left, right] = [parseInteger(value), parseInteger(bound)]
  if (left === undefined || right === undefined) return false
  return operator === 'gt' ? left > right : left < right
}

/** A 64-bit integer in Go's notation; undefined for anything else. */
function parseInteger(text: string): bigint | undefined {
  if (!/^[+-]?\d{1,63}$/.test(text)) return undefined
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text)
  return BigInt.asIntN(64, value) === value ? value : undefined
}

/** The requirement as kubectl shows it: `a=b`, `c notin (x,y)`, `!d`, `e>1`. Values are sorted. */
export function formatRequirement({ key, operator, values }: Requirement): string {
  if (operator === '!') return `!${key}`
  const list = [...values].sort().join(',')
  return `${key}${SYMBOLS[operator]}${operator === 'in' || operator === 'notin' ? `(${list})` : list}`
}
