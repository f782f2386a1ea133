/** The syntax tree of CEL. Macros are nodes of their own, so that nothing needs to be expanded and folded back. */
import type { Value } from '../values/value.ts'

/** An expression. `at` is where it stands in the source, as cel-go reports it: at the operator or bracket of a call. */
export type Expression =
  | Literal
  | Identifier
  | Select
  | Call
  | ListLiteral
  | MapLiteral
  | StructLiteral
  | Fold
  | Bind
  | OptionalMap

interface Located {
  readonly at: number
}

/** A constant. */
export interface Literal extends Located {
  readonly kind: 'literal'
  readonly value: Value
}

/** A name: of a variable, or of a type. */
export interface Identifier extends Located {
  readonly kind: 'identifier'
  readonly name: string
}

/** `operand.field`, `operand.?field`, or `has(operand.field)`. */
export interface Select extends Located {
  readonly kind: 'select'
  readonly operand: Expression
  readonly field: string
  readonly mode: 'value' | 'optional' | 'presence'
}

/** A function or method; operators are functions with names such as `_+_`. */
export interface Call extends Located {
  readonly kind: 'call'
  readonly name: string
  readonly target: Expression | undefined
  readonly args: readonly Expression[]
}

/** `[a, ?b]`. */
export interface ListLiteral extends Located {
  readonly kind: 'list'
  readonly items: readonly Expression[]
  /** The indexes of the items that are only there if they have a value. */
  readonly optional: ReadonlySet<number>
}

/** `{k: v, ?k: v}`. */
export interface MapLiteral extends Located {
  readonly kind: 'map'
  readonly entries: readonly MapEntry[]
}

/** One entry of a map; one with `optional` is only there if it has a value. */
export interface MapEntry extends Located {
  readonly key: Expression
  readonly value: Expression
  readonly optional: boolean
}

/** `Name{field: value}`. */
export interface StructLiteral extends Located {
  readonly kind: 'struct'
  readonly name: string
  readonly fields: readonly StructField[]
}

/** One field of a struct. */
export interface StructField extends Located {
  readonly name: string
  readonly value: Expression
  readonly optional: boolean
}

/** What a fold does with the items of its range. */
export type FoldKind =
  | 'all'
  | 'exists'
  | 'existsOne'
  | 'filter'
  | 'map'
  | 'transformList'
  | 'transformMap'
  | 'transformMapEntry'

/** `range.all(x, …)` and its kin. With two variables: index or key, and item or value. */
export interface Fold extends Located {
  readonly kind: 'fold'
  readonly fold: FoldKind
  readonly range: Expression
  readonly variables: readonly string[]
  /** What decides about an item; missing where all are taken. */
  readonly predicate: Expression | undefined
  /** What is made of an item. */
  readonly transform: Expression | undefined
}

/** `cel.bind(name, value, body)`. */
export interface Bind extends Located {
  readonly kind: 'bind'
  readonly name: string
  readonly value: Expression
  readonly body: Expression
}

/** `value.optMap(name, body)`, or `optFlatMap`, whose body is an optional itself. */
export interface OptionalMap extends Located {
  readonly kind: 'optionalMap'
  readonly flat: boolean
  readonly value: Expression
  readonly name: string
  readonly body: Expression
}
