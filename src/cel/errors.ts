/** Failures of an evaluation. They are values to CEL: `true || 1 / 0 > 0` is true. */

/** An expression came upon something that has no value: a missing key, a division by zero. */
export class EvaluationError extends Error {
  override name = 'EvaluationError'
}

/** An expression took more steps than it may. Nothing in an expression can make up for it. */
export class CostLimitError extends Error {
  override name = 'CostLimitError'

  constructor() {
    super('operation cancelled: actual cost limit exceeded')
  }
}

/** All expressions about one object took more steps together than they may (k8s.io/apiserver, pkg/cel). */
export class OutOfBudget extends Error {
  override name = 'OutOfBudget'

  constructor() {
    super('validation failed due to running out of cost budget, no further validation rules will be run')
  }
}

/** `no such overload`: a function met values that it does not take. */
export function noSuchOverload(): EvaluationError {
  return new EvaluationError('no such overload')
}

/** `no such key: name`. */
export function noSuchKey(key: string): EvaluationError {
  return new EvaluationError(`no such key: ${key}`)
}
