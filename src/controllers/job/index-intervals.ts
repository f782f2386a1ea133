/** Sets of completion indexes as ordered intervals, and their text form `1,3-5,7`. Source: indexed_job_utils.go. */

/** Indexes from first to last, both included. */
export interface Interval {
  first: number
  last: number
}

/** In order, apart from each other. */
export type Intervals = readonly Interval[]

/** The intervals that a text names. Indexes from `completions` on are left out, and what cannot be read. */
export function parseIntervals(text: string | undefined, completions: number): Intervals {
  const found = (text ?? '')
    .split(',')
    .filter((part) => /^\d+(-\d+)?$/.test(part))
    .map((part) => {
      const [first = 0, last = first] = part.split('-').map(Number)
      return { first, last: Math.min(last, completions - 1) }
    })
  return mergeIntervals(
    found.filter(({ first }) => first < completions),
    [],
  )
}

/** Three indexes in a row and more are written with a hyphen. */
export function formatIntervals(intervals: Intervals): string {
  return intervals
    .map(({ first, last }) => {
      if (first === last) return `${first}`
      return `${first}${last === first + 1 ? ',' : '-'}${last}`
    })
    .join(',')
}

/** What either names. */
export function mergeIntervals(a: Intervals, b: Intervals): Intervals {
  const merged: Interval[] = []
  for (const { first, last } of [...a, ...b].sort((one, other) => one.first - other.first)) {
    const previous = merged.at(-1)
    if (previous === undefined || first > previous.last + 1) merged.push({ first, last })
    else previous.last = Math.max(previous.last, last)
  }
  return merged
}

/** The intervals with more indexes. */
export function withIndexes(intervals: Intervals, indexes: Iterable<number>): Intervals {
  const more = [...indexes].map((index) => ({ first: index, last: index }))
  return more.length === 0 ? intervals : mergeIntervals(intervals, more)
}

/** How many indexes the intervals hold. */
export function countIndexes(intervals: Intervals): number {
  return intervals.reduce((total, { first, last }) => total + last - first + 1, 0)
}

/** Whether an index is among them. */
export function hasIndex(intervals: Intervals, index: number): boolean {
  return intervals.some(({ first, last }) => first <= index && index <= last)
}

/** The first indexes below `completions` that are not among them, at most `count`. */
export function firstMissing(intervals: Intervals, count: number, completions: number): number[] {
  const missing: number[] = []
  let candidate = 0
  for (const { first, last } of [...intervals, { first: completions, last: completions }]) {
    for (; candidate < Math.min(first, completions) && missing.length < count; candidate++)
      missing.push(candidate)
    candidate = Math.max(candidate, last + 1)
  }
  return missing
}

/** How many indexes are in both. */
export function countCommon(a: Intervals, b: Intervals): number {
  let common = 0
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [one, other] = [a[i]!, b[j]!]
    common += Math.max(0, Math.min(one.last, other.last) - Math.max(one.first, other.first) + 1)
    if (one.last <= other.last) i++
    else j++
  }
  return common
}
