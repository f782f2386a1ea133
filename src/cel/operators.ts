/** What the operators of CEL do. */

import { applyArithmetic } from './arithmetic.ts'
import { EvaluationError, noSuchKey, noSuchOverload } from './errors.ts'
import type { Evaluation, Variables } from './evaluation.ts'
import type { Call, Expression } from './syntax/expression.ts'
import { isEqual, isNumber, order } from './values/equality.ts'
import { isList, MapValue, NONE, Optional, Uint, type Value } from './values/value.ts'

/** The value of a call of an operator; undefined where the call is of something else. */
export function applyOperator(
  evaluation: Evaluation,
  { name, args }: Call,
  variables: Variables,
): Value | undefined {
  const [first, second, third] = args as [Expression, Expression, Expression]
  const run = (expression: Expression) => evaluation.run(expression, variables)
  switch (name) {
    case '_&&_':
      return decide(
        false,
        () => run(first),
        () => run(second),
      )
    case '_||_':
      return decide(
        true,
        () => run(first),
        () => run(second),
      )
    case '_?_:_':
      return requireBool(run(first)) ? run(second) : run(third)
    case '!_':
      return !requireBool(run(first))
    case '-_':
      return applyArithmetic('-_', run(first), 0n)
    case '_[_]':
      return index(run(first), run(second))
    case '_[?_]':
      return optionalIndex(run(first), run(second))
    default:
      return BINARY.has(name) ? applyBinary(evaluation, name, run(first), run(second)) : undefined
  }
}

const BINARY = new Set('_==_ _!=_ _<_ _<=_ _>_ _>=_ @in _+_ _-_ _*_ _/_ _%_'.split(' '))

function applyBinary(evaluation: Evaluation, name: string, a: Value, b: Value): Value {
  evaluation.meter.chargeFor([a, b])
  switch (name) {
    case '_==_':
      return isEqual(a, b)
    case '_!=_':
      return !isEqual(a, b)
    case '@in':
      return contains(b, a)
    case '_<_':
      return order(a, b) < 0
    case '_<=_':
      return order(a, b) <= 0
    case '_>_':
      return order(a, b) > 0
    case '_>=_':
      return order(a, b) >= 0
    default:
      return applyArithmetic(name, a, b)
  }
}

function requireBool(value: Value): boolean {
  if (typeof value === 'boolean') return value
  throw noSuchOverload()
}

/** `&&` and `||`: one side that decides is enough, even where the other one fails. */
function decide(deciding: boolean, left: () => Value, right: () => Value): Value {
  const first = attempt(left)
  if (first === deciding) return deciding
  const second = attempt(right)
  if (second === deciding) return deciding
  if (first instanceof EvaluationError) throw first
  if (second instanceof EvaluationError) throw second
  return !deciding
}

/** A bool, or the error that is there instead of one. */
export function attempt(run: () => Value): boolean | EvaluationError {
  try {
    const value = run()
    return typeof value === 'boolean' ? value : noSuchOverload()
  } catch (error) {
    if (error instanceof EvaluationError) return error
    throw error
  }
}

function contains(collection: Value, value: Value): boolean {
  if (isList(collection)) return collection.some((item) => isEqual(item, value))
  if (collection instanceof MapValue) return collection.get(value) !== undefined
  throw noSuchOverload()
}

/** `a[i]`. Out of an optional, an optional. */
function index(collection: Value, key: Value): Value {
  if (collection instanceof Optional) return optionalIndex(collection, key)
  const value = entry(collection, key)
  if (value !== undefined) return value
  if (isList(collection)) throw new EvaluationError(`index out of bounds: ${show(key)}`)
  throw noSuchKey(show(key))
}

function optionalIndex(collection: Value, key: Value): Value {
  const holder = collection instanceof Optional ? collection.value : collection
  const value = holder === undefined ? undefined : entry(holder, key)
  return value === undefined ? NONE : new Optional(value)
}

function entry(collection: Value, key: Value): Value | undefined {
  if (collection instanceof MapValue) return collection.get(key)
  if (!isList(collection) || !isNumber(key)) throw noSuchOverload()
  const position = Number(key instanceof Uint ? key.value : key)
  if (!Number.isInteger(position)) throw noSuchOverload()
  return collection[position]
}

function show(value: Value): string {
  return value instanceof Uint ? String(value.value) : String(value)
}
