/** Dotted names: `math.greatest` is a function's name where `math` is no variable. */
import type { Expression } from '../syntax/expression.ts'

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
