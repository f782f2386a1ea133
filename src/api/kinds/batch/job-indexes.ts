/** Sets of a job's completion indexes in their text form: `1,3-5,7`. */
import { quote } from '../../../apimachinery/go-format.ts'

/** Why a text is no set of indexes. */
export interface IndexesProblem {
  error: string
}

/** How many indexes the text names, or what is wrong with it. Intervals are in order and do not overlap. */
export function countIndexes(text: string, completions: number): number | IndexesProblem {
  if (text === '') return 0
  let total = 0
  let last: number | undefined
  for (const interval of text.split(',')) {
    const parsed = parseInterval(interval, completions)
    if ('error' in parsed) return parsed
    if (last !== undefined && last >= parsed.first)
      return { error: `non-increasing order, previous: ${last}, current: ${parsed.first}` }
    total += parsed.last - parsed.first + 1
    last = parsed.last
  }
  return total
}

function parseInterval(text: string, completions: number): { first: number; last: number } | IndexesProblem {
  const limits = text.split('-')
  if (limits.length > 2)
    return {
      error: `the fragment ${quote(text)} violates the requirement that an index interval can have at most two parts separated by '-'`,
    }
  const numbers: number[] = []
  for (const limit of limits) {
    if (!/^[+-]?\d+$/.test(limit))
      return {
        error: `cannot convert string to integer for index: ${quote(limit)}`,
      }
    numbers.push(Number(limit))
    const value = numbers.at(-1) ?? 0
    if (value >= completions) return { error: `too large index: ${quote(limit)}` }
  }
  const [first = 0, last = first] = numbers
  if (first > last || (limits.length === 2 && first === last))
    return { error: `non-increasing order, previous: ${first}, current: ${last}` }
  return { first, last }
}
