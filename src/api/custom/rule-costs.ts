/** How much the rules of a schema may cost by what is declared of sizes (cel_validation.go of apiextensions-apiserver). */
import { type FieldError, forbiddenField } from '../../apimachinery/field-error.ts'
import { estimateCost } from '../../cel/estimate/estimate-cost.ts'
import type { SizeAt } from '../../cel/estimate/part.ts'
import type { Program } from '../../cel/program.ts'
import type { JSONSchemaProps } from '../../generated/types.ts'

/** The most that one expression may cost, all times that it is asked for one object, and all expressions together. */
const EXPRESSION_LIMIT = 10_000_000
const SCHEMA_LIMIT = 100_000_000
/** How many expressions are blamed for the sum, and how much they must cost at least. */
const MOST_BLAMED = 4
const WORTH_BLAME = SCHEMA_LIMIT / 100

/** The costs of all expressions of a schema. */
export class RuleCosts {
  readonly #isLimited: boolean
  readonly #dear: { path: string; cost: number }[] = []
  #total = 0

  /** Each expression has a limit, except in a schema that was accepted before. */
  constructor(isLimited: boolean) {
    this.#isLimited = isLimited
  }

  /** Adds an expression that costs so much; gives the error if that is too much. */
  observe(what: 'rule' | 'messageExpression', path: string, cost: number): FieldError[] {
    this.#total += cost
    if (cost >= WORTH_BLAME) this.#dear.push({ path, cost })
    if (!this.#isLimited || cost <= EXPRESSION_LIMIT) return []
    return [forbiddenField(path, exceeds(`estimated ${what} cost`, cost, EXPRESSION_LIMIT))]
  }

  /** The errors of the sum: the dearest expressions, and the schema itself. */
  errors(path: string): FieldError[] {
    if (this.#total <= SCHEMA_LIMIT) return []
    const blamed = this.#dear.toSorted((a, b) => b.cost - a.cost).slice(0, MOST_BLAMED)
    const total = 'x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema'
    return [
      ...blamed.map((expression) =>
        forbiddenField(
          expression.path,
          'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema',
        ),
      ),
      forbiddenField(path, exceeds(total, this.#total, SCHEMA_LIMIT)),
    ]
  }
}

function exceeds(what: string, cost: number, limit: number): string {
  const factor = cost / limit
  const shown =
    factor > 100 ? 'more than 100x' : factor < 1.5 ? `${factor.toFixed(6)}x` : `${factor.toFixed(1)}x`
  return `${what} exceeds budget by factor of ${shown} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`
}

/** The most that an expression can cost once. */
export function mostCost(program: Program, sizeAt: SizeAt): number {
  return estimateCost(program.tree, program.facts(), sizeAt).max
}

/**
 * How often the parts of a value can be there for each time that it is there itself; infinite where the schema sets no
 * limit.
 */
export function mostParts({ type, additionalProperties, maxItems, maxProperties }: JSONSchemaProps): number {
  if (type === 'array') return limit(maxItems)
  return type === 'object' && additionalProperties !== undefined ? limit(maxProperties) : 1
}

function limit(value: number | undefined): number {
  return value === undefined ? Number.POSITIVE_INFINITY : Math.max(value, 0)
}
