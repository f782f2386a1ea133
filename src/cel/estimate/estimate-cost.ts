/** Estimates what an expression can cost before it meets a value (cel-go, checker/cost.go), so that limits can be set. */
import type { Facts } from '../check/facts.ts'
import { dottedVariable } from '../check/qualified-name.ts'
import type {
  Bind,
  Call,
  Expression,
  ListLiteral,
  MapLiteral,
  OptionalMap,
  Select,
} from '../syntax/expression.ts'
import { DYN, type Type } from '../type.ts'
import type { Value } from '../values/value.ts'
import { estimateFold } from './estimate-fold.ts'
import type { Estimation } from './estimation.ts'
import { estimateLibrary } from './library-calls.ts'
import { LocalVariables } from './local-variables.ts'
import {
  type CallEstimate,
  type EntrySizes,
  type EstimatedCall,
  eitherEntries,
  type Part,
  type Path,
  type SizeAt,
  sizeOf,
} from './part.ts'
import { CALL, FREE, MAKE_LIST, MAKE_MAP, MAKE_STRUCT, READ } from './prices.ts'
import { eitherOf, exactly, type Range, sum, UNKNOWN } from './range.ts'
import { estimateStandard } from './standard-calls.ts'

/** The least and the most that a checked expression can cost. `sizeAt` tells how long its inputs can be. */
export function estimateCost(tree: Expression, facts: Facts, sizeAt: SizeAt): Range {
  return new Estimator(facts, sizeAt).cost(tree)
}

/** One estimate. What is found out of a part is kept for those around it. */
class Estimator implements Estimation {
  readonly locals = new LocalVariables()
  readonly #facts: Facts
  readonly #sizeAt: SizeAt
  readonly #paths = new Map<Expression, Path>()
  readonly #sizes = new Map<Expression, Range>()
  readonly #entries = new Map<Expression, EntrySizes>()

  constructor(facts: Facts, sizeAt: SizeAt) {
    this.#facts = facts
    this.#sizeAt = sizeAt
  }

  /** Constants are free, and whether something is there can be asked for nothing (base.go of k8s.io/apiserver). */
  cost(node: Expression): Range {
    switch (node.kind) {
      case 'literal':
        return FREE
      case 'identifier':
        this.#paths.set(node, this.pathOf(node))
        return READ
      case 'select':
        return this.#select(node)
      case 'call':
        return this.#call(node)
      case 'list':
        return this.#list(node)
      case 'map':
        return this.#map(node)
      case 'struct':
        return sum(MAKE_STRUCT, ...node.fields.map(({ value }) => this.cost(value)))
      case 'fold':
        return estimateFold(this, node)
      case 'bind':
        return this.#bind(node)
      case 'optionalMap':
        return this.#optionalMap(node)
    }
  }

  pathOf(node: Expression): Path {
    if (node.kind !== 'identifier') return this.#paths.get(node)
    const local = this.locals.find(node.name)
    return local ? local.path : [node.name]
  }

  typeOf(node: Expression): Type {
    return this.#facts.types.get(node) ?? DYN
  }

  /** How long the value can be; undefined where nothing is known of it. */
  sizeOf(node: Expression): Range | undefined {
    const known = this.#sizes.get(node) ?? writtenSize(node)
    if (known) return known
    const path = this.pathOf(node)
    const declared = path && path.length > 0 ? this.#sizeAt(path) : undefined
    if (declared) return declared
    if (isScalar(this.typeOf(node))) return exactly(1)
    return node.kind === 'identifier' ? this.locals.find(node.name)?.size : undefined
  }

  entriesOf(node: Expression): EntrySizes | undefined {
    const known = this.#entries.get(node)
    return known ?? (node.kind === 'identifier' ? this.locals.find(node.name)?.entries : undefined)
  }

  /** Remembers what is known of a part beyond what stands in it. */
  remember(node: Expression, size: Range | undefined, entries?: EntrySizes): void {
    if (size) this.#sizes.set(node, size)
    if (entries) this.#entries.set(node, entries)
  }

  #select(node: Select): Range {
    const dotted = dottedVariable(node)
    if (dotted !== undefined && !this.#facts.types.has(node.operand)) {
      this.#paths.set(node, [dotted])
      return READ
    }
    const operand = this.cost(node.operand)
    if (node.mode === 'presence') return operand
    if (node.mode === 'optional') return sum(operand, CALL)
    const { kind } = this.typeOf(node.operand)
    this.#paths.set(node, [...(this.pathOf(node.operand) ?? []), node.field])
    return ['object', 'map', 'param'].includes(kind) ? sum(operand, READ) : operand
  }

  #call(node: Call): Range {
    const resolved = this.#facts.calls.get(node)
    if (node.name === 'dyn' && node.target === undefined) return this.#dyn(node)
    const receiver = resolved?.hasReceiver ? node.target : undefined
    const argCosts = node.args.map((argument) => this.cost(argument))
    const receiverCost = receiver ? this.cost(receiver) : FREE
    const args = node.args.map((argument) => this.#part(argument))
    const target = receiver && this.#part(receiver)
    const calls = (resolved?.overloads ?? []).map(
      ({ params }): EstimatedCall => ({ name: resolved!.name, params, target, args, itemsOf: this.#itemsOf }),
    )
    if (calls.length === 0) return FREE
    const estimates = calls.map((call) => this.#estimate(call, node, argCosts))
    const sizes = estimates.flatMap(({ size }) => (size ? [size] : []))
    this.remember(node, sizes.length > 0 ? eitherOf(...sizes) : undefined)
    this.#trackIndexing(node)
    return sum(receiverCost, eitherOf(...estimates.map(({ cost }) => cost)))
  }

  /** The arguments of `&&`, `||` and `?:` are not all looked at; those of other calls are. */
  #estimate(call: EstimatedCall, node: Call, argCosts: readonly Range[]): CallEstimate {
    const [first = FREE, second = FREE, third = FREE] = argCosts
    if (call.name === '_&&_' || call.name === '_||_')
      return { cost: { min: first.min, max: sum(first, second).max } }
    if (call.name === '_?_:_') {
      this.#rememberEither(node, node.args[1]!, node.args[2]!)
      const size = eitherOf(sizeOf(call.args[1]!), sizeOf(call.args[2]!))
      return { cost: sum(first, eitherOf(second, third)), size }
    }
    if (call.name === '_+_') this.#rememberEither(node, node.args[0]!, node.args[1]!)
    const estimate = estimateLibrary(call) ?? estimateStandard(call) ?? { cost: CALL }
    return { ...estimate, cost: sum(estimate.cost, ...argCosts) }
  }

  #rememberEither(node: Expression, left: Expression, right: Expression): void {
    this.remember(node, undefined, eitherEntries(this.entriesOf(left), this.entriesOf(right)))
  }

  /** What is taken out of a list or a map is found where its items are. */
  #trackIndexing(node: Call): void {
    if (node.name !== '_[_]') return
    const [container] = node.args as [Expression]
    const type = this.typeOf(container)
    if (type.kind !== 'list' && type.kind !== 'map') return
    this.#paths.set(node, [...(this.pathOf(container) ?? []), type.kind === 'list' ? '@items' : '@values'])
    this.remember(node, this.entriesOf(container)?.value)
  }

  /** It only hides the type. */
  #dyn(node: Call): Range {
    const [argument] = node.args as [Expression]
    const cost = this.cost(argument)
    this.remember(node, this.sizeOf(argument), this.entriesOf(argument))
    return sum(CALL, cost)
  }

  #list(node: ListLiteral): Range {
    const cost = sum(MAKE_LIST, ...node.items.map((item) => this.cost(item)))
    this.remember(node, undefined, {
      container: 'list',
      key: exactly(1),
      value: this.#sizeOfAny(node.items),
    })
    return cost
  }

  #map(node: MapLiteral): Range {
    const parts = node.entries.flatMap(({ key, value }) => [this.cost(key), this.cost(value)])
    this.remember(node, undefined, {
      container: 'map',
      key: this.#sizeOfAny(node.entries.map(({ key }) => key)),
      value: this.#sizeOfAny(node.entries.map(({ value }) => value)),
    })
    return sum(MAKE_MAP, ...parts)
  }

  /** The size of one of several parts, whichever it is. */
  #sizeOfAny(nodes: readonly Expression[]): Range {
    return nodes.length === 0 ? FREE : eitherOf(...nodes.map((node) => this.sizeOf(node) ?? UNKNOWN))
  }

  /** Bindings are comprehensions over an empty list to cel-go, and cost as much. */
  #bind(node: Bind): Range {
    const value = this.cost(node.value)
    const bound = {
      path: this.pathOf(node.value),
      size: this.sizeOf(node.value),
      entries: this.entriesOf(node.value),
    }
    return this.locals.within([[node.name, bound]], () => {
      const body = this.cost(node.body)
      this.remember(node, this.sizeOf(node.body), this.entriesOf(node.body))
      return sum(MAKE_LIST, value, body)
    })
  }

  /** `x.hasValue() ? optional.of(cel.bind(name, x.value(), body)) : optional.none()`. */
  #optionalMap(node: OptionalMap): Range {
    const value = sum(this.cost(node.value), CALL)
    const body = this.locals.within([[node.name, { path: undefined }]], () => this.cost(node.body))
    const present = sum(MAKE_LIST, value, body, node.flat ? FREE : CALL)
    return sum(value, eitherOf(present, CALL))
  }

  #part(node: Expression): Part {
    const constant =
      node.kind === 'literal' && typeof node.value === 'bigint' ? Number(node.value) : undefined
    return {
      path: this.pathOf(node),
      type: this.typeOf(node),
      size: this.sizeOf(node),
      ...(constant !== undefined && { constant }),
    }
  }

  readonly #itemsOf = ({ path, type }: Part): Part | undefined => {
    if (type.kind !== 'list') return undefined
    if (path === undefined) return { path, type: type.item, size: undefined }
    const inner = [...path, '@items']
    return { path: inner, type: type.item, size: this.#sizeAt(inner) }
  }
}

/** The size of what stands in the expression itself. */
function writtenSize(node: Expression): Range | undefined {
  if (node.kind === 'literal') return exactly(literalSize(node.value))
  if (node.kind === 'list') return exactly(node.items.length)
  return node.kind === 'map' ? exactly(node.entries.length) : undefined
}

function literalSize(value: Value): number {
  if (typeof value === 'string') return [...value].length
  return value instanceof Uint8Array ? value.length : 1
}

function isScalar(type: Type): boolean {
  if (type.kind === 'optional') return isScalar(type.value)
  return (
    type.kind === 'primitive' &&
    ['bool', 'double', 'duration', 'int', 'timestamp', 'uint'].includes(type.name)
  )
}
