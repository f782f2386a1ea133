/** One evaluation, as the parts of the evaluator see it. */
import type { Meter } from './cost.ts'
import type { Expression } from './syntax/expression.ts'
import type { Value } from './values/value.ts'

/** Where variables come from; undefined for a name that is none. */
export type Variables = (name: string) => Value | undefined

/** What an evaluation costs, and how it goes on. */
export interface Evaluation {
  readonly meter: Meter
  /** The value of an expression. Throws EvaluationError, and CostLimitError when it takes too long. */
  run(node: Expression, variables: Variables): Value
}

/** The variables with one more, which hides one of the same name. */
export function withVariable(variables: Variables, name: string, value: Value): Variables {
  return (asked) => (asked === name ? value : variables(asked))
}
