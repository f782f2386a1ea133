/** One expression of a policy, asked. */
import type { Compiled } from '../../api/policies/compile-policy.ts'
import { CALL_LIMIT, Meter } from '../../cel/cost.ts'
import { CostLimitError, EvaluationError } from '../../cel/errors.ts'
import type { Value } from '../../cel/values/value.ts'
import type { Values } from './values.ts'

/** The value of an expression, or why it has none. */
export function evaluate({ program, source, error }: Compiled, values: Values): Value | Error {
  if (program === undefined) return new Error(`compilation error: ${error}`)
  try {
    return program.evaluate(values, new Meter(CALL_LIMIT))
  } catch (failure) {
    if (failure instanceof EvaluationError || failure instanceof CostLimitError)
      return new Error(`expression '${source}' resulted in error: ${failure.message}`)
    throw failure
  }
}
