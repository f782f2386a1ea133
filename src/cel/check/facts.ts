/** What checking an expression finds out about its parts, for who wants to know more than its type. */
import type { Call, Expression } from '../syntax/expression.ts'
import type { Type } from '../type.ts'
import type { Signature } from './signature.ts'

/** The types of all parts, and for each call the ways in which it can be carried out. */
export interface Facts {
  readonly types: Map<Expression, Type>
  readonly calls: Map<Call, ResolvedCall>
}

/** What a call may call. */
export interface ResolvedCall {
  /** With its prefix, where it has one: `ip.isCanonical`. */
  readonly name: string
  /** Is what stands before the dot a receiver, and no prefix? */
  readonly hasReceiver: boolean
  readonly overloads: readonly Signature[]
}

/** To be filled by a check. */
export function createFacts(): Facts {
  return { types: new Map(), calls: new Map() }
}
