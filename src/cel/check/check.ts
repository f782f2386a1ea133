/** Finds the type of an expression, and what in it cannot be: cel-go's checker, in its words. */
import type {
  Call,
  Expression,
  Fold,
  ListLiteral,
  MapLiteral,
  Select,
  StructLiteral,
} from '../syntax/expression.ts'
import type { Issue } from '../syntax/issue.ts'
import {
  BOOL,
  DYN,
  formatType,
  INT,
  isAssignable,
  isDyn,
  listOf,
  mapOf,
  NULL,
  optionalOf,
  parseType,
  STRING,
  substitute,
  type Type,
} from '../type.ts'
import type { Value } from '../values/value.ts'
import { operatorOverloads } from './operators.ts'
import { dottedVariable, qualifiedName } from './qualified-name.ts'
import { type Declarations, Scope } from './scope.ts'
import type { Signature } from './signature.ts'

/** The type of an expression, and all its faults. */
export interface CheckResult {
  readonly type: Type
  readonly issues: readonly Issue[]
}

/** Checks an expression whose variables and functions are those that are declared. */
export function check(expression: Expression, declarations: Declarations): CheckResult {
  const checker = new Checker(declarations)
  const type = checker.typeOf(expression, new Scope(declarations.variables))
  return { type, issues: checker.issues.sort((a, b) => a.at - b.at) }
}

/** The functions that a call may mean; `receiver` is there where they are methods. */
interface Candidates {
  readonly name: string
  readonly overloads: readonly Signature[]
  readonly receiver?: Expression
}

class Checker {
  readonly issues: Issue[] = []
  readonly #declarations: Declarations

  constructor(declarations: Declarations) {
    this.#declarations = declarations
  }

  /** A fault, told once for each place and text. What is wrong has any type, so that one fault makes no second. */
  #refuse(at: number, message: string): Type {
    if (!this.issues.some((issue) => issue.at === at && issue.message === message))
      this.issues.push({ at, message })
    return DYN
  }

  typeOf(node: Expression, scope: Scope): Type {
    const type = this.#typeOf(node, scope)
    this.#declarations.facts?.types.set(node, type)
    return type
  }

  #typeOf(node: Expression, scope: Scope): Type {
    switch (node.kind) {
      case 'literal':
        return literalType(node.value)
      case 'identifier':
        return this.#identifier(node.name, node.at, scope)
      case 'select':
        return this.#select(node, scope)
      case 'call':
        return this.#call(node, scope)
      case 'list':
        return this.#list(node, scope)
      case 'map':
        return this.#map(node, scope)
      case 'struct':
        return this.#struct(node, scope)
      case 'fold':
        return this.#fold(node, scope)
      case 'bind':
        return this.typeOf(node.body, scope.with([[node.name, this.typeOf(node.value, scope)]]))
      case 'optionalMap': {
        const value = this.#optionalValue(this.typeOf(node.value, scope), node.at)
        const body = this.typeOf(node.body, scope.with([[node.name, value]]))
        return node.flat ? body : optionalOf(body)
      }
    }
  }

  #optionalValue(type: Type, at: number): Type {
    if (type.kind === 'optional') return type.value
    return isDyn(type)
      ? DYN
      : this.#refuse(at, `found no matching overload for 'optMap' applied to '${formatType(type)}'`)
  }

  #identifier(name: string, at: number, scope: Scope): Type {
    const variable = scope.find(name)
    if (variable) return variable
    const type = typeNamed(name)
    if (type) return { kind: 'type', of: type }
    return this.#refuse(at, `undeclared reference to '${name}' (in container '')`)
  }

  #select(node: Select, scope: Scope): Type {
    const dotted = dottedVariable(node)
    const variable = dotted === undefined ? undefined : scope.find(dotted)
    if (variable) return variable
    const operand = this.typeOf(node.operand, scope)
    const field = this.#fieldType(operand, node)
    if (node.mode === 'presence') return BOOL
    const isOptional = node.mode === 'optional' || operand.kind === 'optional'
    return isOptional && field.kind !== 'optional' ? optionalOf(field) : field
  }

  #fieldType(operand: Type, node: Select): Type {
    if (operand.kind === 'optional') return this.#fieldType(operand.value, node)
    if (isDyn(operand)) return DYN
    if (operand.kind === 'map') return operand.value
    if (operand.kind !== 'object')
      return this.#refuse(node.at, `type '${formatType(operand)}' does not support field selection`)
    return operand.fields.get(node.field) ?? this.#refuse(node.at, `undefined field '${node.field}'`)
  }

  #call(node: Call, scope: Scope): Type {
    const operators = operatorOverloads(node.name)
    const { name, target } = node
    if (operators) return this.#resolve(node, { name, overloads: operators }, scope)
    const { functions } = this.#declarations
    if (target === undefined)
      return this.#resolve(node, { name, overloads: functions.find(name, false) }, scope)
    const qualified = qualifiedName(target, (variable) => scope.find(variable) !== undefined)
    const plain = qualified === undefined ? [] : functions.find(`${qualified}.${name}`, false)
    if (plain.length > 0)
      return this.#resolve(node, { name: `${qualified}.${name}`, overloads: plain }, scope)
    return this.#resolve(node, { name, overloads: functions.find(name, true), receiver: target }, scope)
  }

  #resolve(node: Call, { name, overloads, receiver }: Candidates, scope: Scope): Type {
    const args = receiver ? [receiver, ...node.args] : node.args
    if (overloads.length === 0) {
      const known = node.target === undefined ? [] : [this.typeOf(node.target, scope)]
      for (const argument of node.args) known.push(this.typeOf(argument, scope))
      return this.#refuse(node.at, `undeclared reference to '${node.name}' (in container '')`)
    }
    const types = args.map((argument) => this.typeOf(argument, scope))
    const fitting: Signature[] = []
    const results = overloads.flatMap((overload) => {
      const result = resultFor(overload, types)
      if (result.length > 0) fitting.push(overload)
      return result
    })
    const [first] = results
    const hasReceiver = receiver !== undefined
    this.#declarations.facts?.calls.set(node, { name, hasReceiver, overloads: fitting })
    if (first === undefined) return this.#noOverload(node, types)
    return results.every((result) => formatType(result) === formatType(first)) ? first : DYN
  }

  #noOverload(node: Call, types: readonly Type[]): Type {
    const method = node.target !== undefined && types.length > node.args.length
    const [receiver, ...rest] = types.map(formatType)
    const shown = method ? `${receiver}.(${rest.join(', ')})` : `(${types.map(formatType).join(', ')})`
    return this.#refuse(node.at, `found no matching overload for '${node.name}' applied to '${shown}'`)
  }

  /** Items of a literal have one type; k8s.io/apiserver asks for that (cel.HomogeneousAggregateLiterals). */
  #list({ items, optional }: ListLiteral, scope: Scope): Type {
    let item: Type | undefined
    items.forEach((expression, index) => {
      const type = this.typeOf(expression, scope)
      const own = optional.has(index) && type.kind === 'optional' ? type.value : type
      item = this.#sameType(item, own, expression.at)
    })
    return listOf(item ?? DYN)
  }

  #map({ entries }: MapLiteral, scope: Scope): Type {
    let key: Type | undefined
    let value: Type | undefined
    for (const entry of entries) {
      key = this.#sameType(key, this.typeOf(entry.key, scope), entry.key.at)
      const type = this.typeOf(entry.value, scope)
      const own = entry.optional && type.kind === 'optional' ? type.value : type
      value = this.#sameType(value, own, entry.value.at)
    }
    return mapOf(key ?? DYN, value ?? DYN)
  }

  #sameType(known: Type | undefined, type: Type, at: number): Type {
    if (known === undefined) return type
    if (isDyn(known) || isDyn(type)) return DYN
    if (isAssignable(known, type)) return known
    if (isAssignable(type, known)) return type
    return this.#refuse(at, `expected type '${formatType(known)}' but found '${formatType(type)}'`)
  }

  #struct(node: StructLiteral, scope: Scope): Type {
    const type = this.#declarations.structs?.(node.name)
    if (type === undefined)
      return this.#refuse(node.at, `undeclared reference to '${node.name}' (in container '')`)
    for (const field of node.fields) {
      const wanted = type.fields.get(field.name)
      const given = this.typeOf(field.value, scope)
      const own = field.optional && given.kind === 'optional' ? given.value : given
      if (wanted === undefined) this.#refuse(field.at, `undefined field '${field.name}'`)
      else if (!isAssignable(wanted, own)) {
        const shown = `expected type of field '${field.name}' is '${formatType(wanted)}' but provided type is '${formatType(own)}'`
        this.#refuse(field.at, shown)
      }
    }
    return type
  }

  #fold(node: Fold, scope: Scope): Type {
    const range = this.typeOf(node.range, scope)
    const inner = scope.with(this.#foldVariables(node, range))
    if (node.predicate) this.#requireBool(node, this.typeOf(node.predicate, inner))
    const item = node.transform ? this.typeOf(node.transform, inner) : undefined
    return foldResult(node, range, item ?? DYN)
  }

  #foldVariables({ variables, range: { at } }: Fold, range: Type): [string, Type][] {
    const [first = '', second] = variables
    if (isDyn(range)) return variables.map((name) => [name, DYN])
    if (range.kind === 'list')
      return second === undefined
        ? [[first, range.item]]
        : [
            [first, INT],
            [second, range.item],
          ]
    if (range.kind === 'map')
      return second === undefined
        ? [[first, range.key]]
        : [
            [first, range.key],
            [second, range.value],
          ]
    const message = `expression of type '${formatType(range)}' cannot be range of a comprehension (must be list, map, or dynamic)`
    this.#refuse(at, message)
    return variables.map((name) => [name, DYN])
  }

  #requireBool({ predicate }: Fold, type: Type): void {
    if (isAssignable(BOOL, type)) return
    this.#refuse(predicate!.at, `expected type 'bool' but found '${formatType(type)}'`)
  }
}

function resultFor({ params, result }: Signature, types: readonly Type[]): Type[] {
  if (params.length !== types.length) return []
  const bindings = new Map<string, Type>()
  const fits = params.every((param, index) => isAssignable(param, types[index]!, bindings))
  return fits ? [substitute(result, bindings)] : []
}

function foldResult({ fold }: Fold, range: Type, item: Type): Type {
  switch (fold) {
    case 'all':
    case 'exists':
    case 'existsOne':
      return BOOL
    case 'filter':
      return range.kind === 'map' ? listOf(range.key) : range.kind === 'list' ? range : listOf(DYN)
    case 'map':
    case 'transformList':
      return listOf(item)
    case 'transformMap':
      return mapOf(range.kind === 'map' ? range.key : range.kind === 'list' ? INT : DYN, item)
    case 'transformMapEntry':
      return item.kind === 'map' ? item : mapOf(DYN, DYN)
  }
}

function literalType(value: Value): Type {
  if (value === null) return NULL
  switch (typeof value) {
    case 'boolean':
      return BOOL
    case 'string':
      return STRING
    case 'bigint':
      return INT
    case 'number':
      return parseType('double')!
    default:
      return parseType(value instanceof Uint8Array ? 'bytes' : 'uint')!
  }
}

/** The types whose names are values. */
export function typeNamed(name: string): Type | undefined {
  switch (name) {
    case 'list':
      return listOf(DYN)
    case 'map':
      return mapOf(DYN, DYN)
    case 'null_type':
      return NULL
    case 'optional_type':
      return optionalOf(DYN)
    case 'type':
      return { kind: 'type', of: DYN }
    default:
      return /^(bool|bytes|double|int|string|uint)$/.test(name) ? parseType(name) : undefined
  }
}
