/** The arithmetic of estimates: whole numbers of 64 bits that stop at the largest one (cel-go, checker/cost.go). */

/** From the least to the most that something can cost, or be long. */
export interface Range {
  readonly min: number
  readonly max: number
}

/** What is too large to count. */
export const UNBOUNDED = 2 ** 64

/** A size of which nothing is known. */
export const UNKNOWN: Range = { min: 0, max: UNBOUNDED }

const bounded = (value: number): number => Math.min(value, UNBOUNDED)

/** Exactly so much. */
export function exactly(value: number): Range {
  return { min: value, max: value }
}

/** All of them one after the other. */
export function sum(...ranges: readonly Range[]): Range {
  return ranges.reduce(
    (total, { min, max }) => ({ min: bounded(total.min + min), max: bounded(total.max + max) }),
    exactly(0),
  )
}

/** Each of the one with each of the other. */
export function product(a: Range, b: Range): Range {
  return { min: bounded(a.min * b.min), max: bounded(a.max * b.max) }
}

/** So many times as much, rounded up. */
export function scaled({ min, max }: Range, factor: number): Range {
  return { min: bounded(Math.ceil(min * factor)), max: bounded(Math.ceil(max * factor)) }
}

/** One of them, and it is not known which. */
export function eitherOf(...ranges: readonly Range[]): Range {
  return {
    min: Math.min(...ranges.map(({ min }) => min)),
    max: Math.max(...ranges.map(({ max }) => max)),
  }
}
