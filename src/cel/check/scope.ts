/** The names that an expression can use, while its types are checked. */
import type { Functions } from '../functions/overload.ts'
import type { ObjectType, Type } from '../type.ts'
import type { Facts } from './facts.ts'

/** What an expression is checked against. */
export interface Declarations {
  readonly variables: ReadonlyMap<string, Type>
  readonly functions: Functions
  /** The types that `Name{…}` can make; undefined for a name of none. */
  readonly structs?: (name: string) => ObjectType | undefined
  /** Where to write down what is found out; nowhere when left out. */
  readonly facts?: Facts
}

/** Variables of folds and bindings, over those that are declared. */
export class Scope {
  readonly #names: ReadonlyMap<string, Type>
  readonly #parent: Scope | undefined

  constructor(names: ReadonlyMap<string, Type>, parent?: Scope) {
    this.#names = names
    this.#parent = parent
  }

  find(name: string): Type | undefined {
    return this.#names.get(name) ?? this.#parent?.find(name)
  }

  with(names: readonly (readonly [string, Type])[]): Scope {
    return new Scope(new Map(names), this)
  }
}
