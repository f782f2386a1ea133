/** What the values of behaviours may look like. Durations are ms. */
import { parseDuration } from '../../apimachinery/duration.ts'
import { quote } from '../../apimachinery/go-format.ts'

/** A duration that is not negative: `90s`, `1m30s`. */
export function duration(text: string): number {
  const ms = durationOf(text)
  if (ms === undefined) throw new Error('must be a duration such as 90s or 1m30s')
  return ms
}

/** A duration, or one of some words that stand for what a duration cannot say. */
export function durationOr<W extends string>(...words: readonly W[]): (text: string) => number | W {
  return (text) => {
    const word = words.find((each) => each === text)
    const value = word ?? durationOf(text)
    if (value !== undefined) return value
    throw new Error(`must be a duration such as 90s, or ${words.join(', or ')}`)
  }
}

/** One of some words. */
export function word<W extends string>(...words: readonly W[]): (text: string) => W {
  return (text) => {
    const found = words.find((each) => each === text)
    if (found === undefined) throw new Error(`must be ${words.map(quote).join(' or ')}`)
    return found
  }
}

/** A whole number within bounds. */
export function integer(min: number, max: number): (text: string) => number {
  return (text) => {
    const number = Number(text)
    const isWhole = /^\d+$/.test(text) && number >= min && number <= max
    if (!isWhole) throw new Error(`must be a whole number from ${min} to ${max}`)
    return number
  }
}

function durationOf(text: string): number | undefined {
  try {
    const ms = parseDuration(text)
    return ms >= 0 ? ms : undefined
  } catch {
    return undefined
  }
}
