/** Amounts of resources as flags write them: `cpu=100m,memory=256Mi`. Source: kubectl, pkg/generate/versioned. */
import { formatQuantity, tryParseQuantity } from '../../apimachinery/quantity.ts'
import { setOwn } from '../../base/json.ts'
import { CliError } from '../errors.ts'

/** Quantities by resource, in their canonical form. */
export type Amounts = Record<string, string>

/** Reads the text; '' is no amounts. Throws CliError in kubectl's words. */
export function readAmounts(text: string): Amounts {
  const amounts: Amounts = {}
  if (text === '') return amounts
  for (const part of text.split(',')) {
    const [name = '', amount, ...more] = part.split('=')
    if (amount === undefined || more.length > 0)
      throw new CliError(`Invalid argument syntax ${part}, expected <resource>=<value>`)
    const quantity = tryParseQuantity(amount)
    if (quantity === undefined)
      throw new CliError(
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
      )
    setOwn(amounts, name, formatQuantity(quantity))
  }
  return amounts
}
