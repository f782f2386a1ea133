/** One expression of a policy, asked. */
import type { Compiled } from '../../api/policies/compile-policy.ts'
import { CostLimitError, EvaluationError } from '../../cel/errors.ts'
import type { Value } from '../../cel/values/value.ts'
import type { Budget } from './budget.ts'
import type { Values } from './values.ts'

/** The value of an expression, or why it has none. Throws OutOfBudget. */
export function evaluate(
  { program, source, error }: Compiled,
  values: Values,
  budget: Budget,
): Value | Error {
  if (program === undefined) return new Error(`compilation error: ${error}`)
  try {
    return budget.evaluate(program, values)
  } catch (failure) {
    if (failure instanceof EvaluationError || failure instanceof CostLimitError)
      return new Error(`expression '${source}' resulted in error: ${failure.message}`)
    throw failure
  }
}
