/** Values that are a number or a percentage, such as maxUnavailable; or a port's number or name. */
import { quote } from './go-format.ts'

/** A number, or a string that stands for one: a percentage, the name of a port. */
export type IntOrString = number | string

/**
 * The number, or the percentage of the total, rounded up or down. Throws for a string that is no percentage.
 */
export function scaleIntOrPercent(value: IntOrString, total: number, roundUp: boolean): number {
  if (typeof value === 'number') return value
  const scaled = (parsePercent(value) * total) / 100
  return roundUp ? Math.ceil(scaled) : Math.floor(scaled)
}

function parsePercent(value: string): number {
  const prefix = 'invalid value for IntOrString:'
  if (!value.endsWith('%')) throw new Error(`${prefix} invalid type: string is not a percentage`)
  const digits = value.slice(0, -1)
  if (/^[+-]?\d+$/.test(digits)) return Number(digits)
  const cause = `strconv.Atoi: parsing ${quote(digits)}: invalid syntax`
  throw new Error(`${prefix} invalid value ${quote(value)}: ${cause}`)
}

/** Text as a number where it is a whole number, else as it is: how kubectl reads `--target-port`. */
export function parseIntOrString(text: string): IntOrString {
  if (!/^[+-]?\d{1,10}$/.test(text)) return text
  const number = Number(text)
  return number >= -(2 ** 31) && number < 2 ** 31 ? number : text
}
