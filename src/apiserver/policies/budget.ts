/** How much the expressions of a policy may cost together (celconfig of k8s.io/apiserver). */
import { CALL_LIMIT, Meter } from '../../cel/cost.ts'
import { CostLimitError, OutOfBudget } from '../../cel/errors.ts'
import type { Program } from '../../cel/program.ts'
import type { Value } from '../../cel/values/value.ts'
import type { Values } from './values.ts'

/** For the validations of a policy with one binding and one param, and for its matchConditions. */
export const VALIDATION_BUDGET = 10_000_000
export const CONDITION_BUDGET = 2_500_000

/** What is left to spend. */
export class Budget {
  #left: number

  constructor(amount: number) {
    this.#left = amount
  }

  /** The value of a program. Throws what that throws, and OutOfBudget where its steps cost more than is left. */
  evaluate(program: Program, values: Values): Value {
    const meter = new Meter(CALL_LIMIT)
    try {
      const value = program.evaluate(values, meter)
      this.#spend(meter.cost)
      return value
    } catch (error) {
      if (error instanceof CostLimitError) this.#spend(meter.cost)
      throw error
    }
  }

  #spend(cost: number): void {
    this.#left -= cost
    if (this.#left < 0) throw new OutOfBudget()
  }
}
