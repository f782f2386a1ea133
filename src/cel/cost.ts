/** What evaluations cost, and how much they may: an expression must end, whatever it is given to look at. */
import { CostLimitError } from './errors.ts'
import { isList, type Value } from './values/value.ts'

/** The most that one expression may cost (celconfig.PerCallLimit of k8s.io/apiserver). */
export const CALL_LIMIT = 1_000_000

/** How much of what they look through functions are charged for (common.StringTraversalCostFactor of cel-go). */
const TRAVERSAL = 0.1

/** Counts the steps of one evaluation, each about as much as cel-go charges for it. */
export class Meter {
  readonly #limit: number
  #cost = 0

  constructor(limit: number = CALL_LIMIT) {
    this.#limit = limit
  }

  get cost(): number {
    return this.#cost
  }

  /** Throws CostLimitError once there is more than the limit. */
  charge(cost: number): void {
    this.#cost += cost
    if (this.#cost > this.#limit) throw new CostLimitError()
  }

  /** The price of a function that looks at these values from end to end. */
  chargeFor(values: readonly Value[]): void {
    let size = 0
    for (const value of values)
      if (typeof value === 'string' || value instanceof Uint8Array || isList(value)) size += value.length
    if (size > 0) this.charge(Math.ceil(size * TRAVERSAL))
  }
}
