/** Dotted names: `math.greatest` is a function's name where `math` is no variable. */
import type { Expression, Select } from '../syntax/expression.ts'

/** The expression as a dotted name; undefined where it is none, or where it begins with a variable. */
export function qualifiedName(
  expression: Expression,
  isVariable: (name: string) => boolean,
): string | undefined {
  if (expression.kind === 'identifier') return isVariable(expression.name) ? undefined : expression.name
  if (expression.kind !== 'select' || expression.mode !== 'value') return undefined
  const operand = qualifiedName(expression.operand, isVariable)
  return operand === undefined ? undefined : `${operand}.${expression.field}`
}

/** The name of a variable that has a dot in it, such as `authorizer.requestResource`, if the selection may be one. */
export function dottedVariable({ operand, field, mode }: Select): string | undefined {
  return operand.kind === 'identifier' && mode === 'value' ? `${operand.name}.${field}` : undefined
}
