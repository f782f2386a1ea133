/** One estimate, as its parts see it. */
import type { Expression } from '../syntax/expression.ts'
import type { Type } from '../type.ts'
import type { LocalVariables } from './local-variables.ts'
import type { EntrySizes, Path } from './part.ts'
import type { Range } from './range.ts'

/** What it costs, and what is known of the values. */
export interface Estimation {
  readonly locals: LocalVariables
  /** What a part costs, with all that is in it. */
  cost(node: Expression): Range
  typeOf(node: Expression): Type
  pathOf(node: Expression): Path
  /** How long the value can be; undefined where nothing is known of it. */
  sizeOf(node: Expression): Range | undefined
  /** The same of what is in a list or a map. */
  entriesOf(node: Expression): EntrySizes | undefined
  /** Keeps what is known of a part beyond what stands in it. */
  remember(node: Expression, size: Range | undefined, entries?: EntrySizes): void
}
