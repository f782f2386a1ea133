/** Evaluates a checked expression. */

import { typeNamed } from './check/check.ts'
import { dottedVariable, qualifiedName } from './check/qualified-name.ts'
import type { Meter } from './cost.ts'
import { EvaluationError, noSuchKey, noSuchOverload } from './errors.ts'
import { type Evaluation, type Variables, withVariable } from './evaluation.ts'
import { foldItems } from './fold.ts'
import type { Functions, Overload } from './functions/overload.ts'
import { applyOperator } from './operators.ts'
import type { Call, Expression, ListLiteral, MapLiteral, Select, StructLiteral } from './syntax/expression.ts'
import { EntriesMap, hasType, MapValue, NONE, Optional, TypeValue, type Value } from './values/value.ts'

/** One evaluation: what it reads, what it may call, and what it costs. */
export class Evaluator implements Evaluation {
  readonly meter: Meter
  readonly #functions: Functions

  constructor(functions: Functions, meter: Meter) {
    this.#functions = functions
    this.meter = meter
  }

  run(node: Expression, variables: Variables): Value {
    this.meter.charge(1)
    switch (node.kind) {
      case 'literal':
        return node.value
      case 'identifier':
        return identifier(node.name, variables)
      case 'select':
        return this.#select(node, variables)
      case 'call':
        return this.#call(node, variables)
      case 'list':
        return this.#list(node, variables)
      case 'map':
        return this.#map(node, variables)
      case 'struct':
        return this.#struct(node, variables)
      case 'fold':
        return foldItems(this, node, variables)
      case 'bind':
        return this.run(node.body, withVariable(variables, node.name, this.run(node.value, variables)))
      case 'optionalMap': {
        const value = this.run(node.value, variables)
        if (!(value instanceof Optional)) throw noSuchOverload()
        if (value.value === undefined) return NONE
        const mapped = this.run(node.body, withVariable(variables, node.name, value.value))
        return node.flat ? mapped : new Optional(mapped)
      }
    }
  }

  #select(node: Select, variables: Variables): Value {
    const dotted = dottedVariable(node)
    const variable = dotted === undefined ? undefined : variables(dotted)
    if (variable !== undefined) return variable
    const operand = this.run(node.operand, variables)
    const isOptional = operand instanceof Optional
    const holder = isOptional ? operand.value : operand
    if (holder !== undefined && !(holder instanceof MapValue)) throw noSuchOverload()
    const value = holder?.get(node.field)
    if (node.mode === 'presence') return value !== undefined
    if (isOptional || node.mode === 'optional') return value === undefined ? NONE : new Optional(value)
    if (value === undefined) throw noSuchKey(node.field)
    return value
  }

  #call(node: Call, variables: Variables): Value {
    const operator = applyOperator(this, node, variables)
    if (operator !== undefined) return operator
    if (node.target && /^or(Value)?$/.test(node.name)) return this.#alternative(node, node.target, variables)
    const overloads = this.#overloads(node, variables)
    const args = (
      node.target && overloads[0]?.isMethod !== false ? [node.target, ...node.args] : node.args
    ).map((argument) => this.run(argument, variables))
    const overload = overloads.find(
      ({ params }) =>
        params.length === args.length && params.every((type, index) => hasType(args[index]!, type)),
    )
    if (!overload) throw noSuchOverload()
    this.meter.chargeFor(args)
    return overload.run(...args)
  }

  /** `a.or(b)`, `a.orValue(b)`: what stands behind is only looked at if it is needed. */
  #alternative(node: Call, target: Expression, variables: Variables): Value {
    const first = this.run(target, variables)
    if (!(first instanceof Optional)) throw noSuchOverload()
    if (first.value !== undefined) return node.name === 'or' ? first : first.value
    return this.run(node.args[0]!, variables)
  }

  #overloads({ name, target }: Call, variables: Variables): readonly Overload[] {
    if (target === undefined) return this.#functions.find(name, false)
    const prefix = qualifiedName(target, (variable) => variables(variable) !== undefined)
    const plain = prefix === undefined ? [] : this.#functions.find(`${prefix}.${name}`, false)
    return plain.length > 0 ? plain : this.#functions.find(name, true)
  }

  #list({ items, optional }: ListLiteral, variables: Variables): Value {
    return items.flatMap((item, index) => {
      const value = this.run(item, variables)
      return optional.has(index) ? presentValues(value) : [value]
    })
  }

  #map({ entries }: MapLiteral, variables: Variables): Value {
    const pairs: [Value, Value][] = []
    for (const entry of entries) {
      const key = this.run(entry.key, variables)
      const value = this.run(entry.value, variables)
      for (const present of entry.optional ? presentValues(value) : [value]) pairs.push([key, present])
    }
    const map = new EntriesMap(pairs)
    if (map.size < pairs.length) throw new EvaluationError('Failed with repeated key')
    return map
  }

  #struct({ name, fields }: StructLiteral, variables: Variables): Value {
    const pairs: [Value, Value][] = []
    for (const field of fields) {
      const value = this.run(field.value, variables)
      for (const present of field.optional ? presentValues(value) : [value]) pairs.push([field.name, present])
    }
    return new EntriesMap(pairs, name)
  }
}

/** What an optional item or entry adds: its value, or nothing. */
function presentValues(value: Value): Value[] {
  if (!(value instanceof Optional)) throw noSuchOverload()
  return value.value === undefined ? [] : [value.value]
}

function identifier(name: string, variables: Variables): Value {
  const value = variables(name)
  if (value !== undefined) return value
  const type = typeNamed(name)
  if (type) return new TypeValue(name)
  throw new EvaluationError(`no such attribute(s): ${name}`)
}
