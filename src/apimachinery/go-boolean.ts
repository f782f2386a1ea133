/** Booleans as Go reads them. */
import { quote } from './go-format.ts'

const TRUE = new Set(['1', 't', 'T', 'TRUE', 'true', 'True'])
const FALSE = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False'])

/** A boolean as Go's strconv.ParseBool reads it. Throws an Error with Go's text. */
export function parseBool(text: string): boolean {
  if (TRUE.has(text)) return true
  if (FALSE.has(text)) return false
  throw new Error(`strconv.ParseBool: parsing ${quote(text)}: invalid syntax`)
}
