/** What an estimate knows of a part of an expression. */
import type { Type } from '../type.ts'
import { eitherOf, type Range, UNKNOWN } from './range.ts'

/**
 * Where a value is found: the name of a variable, then names of fields, `@items`, `@values` and `@keys`. Undefined for
 * a value that is made, not found.
 */
export type Path = readonly string[] | undefined

/** How long the value at a path can be; undefined where nothing is declared of it. */
export type SizeAt = (path: readonly string[]) => Range | undefined

/** A part: a receiver or an argument of a call. */
export interface Part {
  readonly path: Path
  readonly type: Type
  /** How long it can be, as far as that is known. */
  readonly size: Range | undefined
  /** Its value, where it is a whole number that stands in the expression. */
  readonly constant?: number
}

/** How long the keys or indexes of a container are, and its values or items. */
export interface EntrySizes {
  readonly container: 'list' | 'map'
  readonly key: Range
  readonly value: Range
}

/** What a call costs beside its arguments, and how long its result can be. */
export interface CallEstimate {
  readonly cost: Range
  readonly size?: Range
}

/** One way in which a call may be carried out. */
export interface EstimatedCall {
  /** With its prefix, where it has one: `ip.isCanonical`. */
  readonly name: string
  /** Of a method, the receiver's comes first. */
  readonly params: readonly Type[]
  readonly target: Part | undefined
  readonly args: readonly Part[]
  /** What is known of the items of a list. */
  itemsOf(list: Part): Part | undefined
}

/** How long a part can be. */
export function sizeOf({ size }: Part): Range {
  return size ?? UNKNOWN
}

/** What is known of the entries of one of two containers. */
export function eitherEntries(
  left: EntrySizes | undefined,
  right: EntrySizes | undefined,
): EntrySizes | undefined {
  if (!left || !right) return undefined
  return {
    container: left.container,
    key: eitherOf(left.key, right.key),
    value: eitherOf(left.value, right.value),
  }
}
