/** The types of one way of calling a function. */
import type { Type } from '../type.ts'

/** What goes in, and what comes out. */
export interface Signature {
  readonly params: readonly Type[]
  readonly result: Type
}
