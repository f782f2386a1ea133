/** The parameters that classes hand to a storage driver. */
import { type FieldError, invalidValue, tooLong } from '../../../apimachinery/field-error.ts'
import { byteLength } from '../../../apimachinery/names.ts'

const MAX_PARAMETERS = 512
const MAX_BYTES = 256 * 1024

/** Errors of too many, too large or nameless parameters. */
export function validateParameters(parameters: Readonly<Record<string, string>> | undefined): FieldError[] {
  const entries = Object.entries(parameters ?? {})
  if (entries.length > MAX_PARAMETERS) return [tooLong('parameters', MAX_PARAMETERS)]
  const errors = entries
    .filter(([key]) => key === '')
    .map(([key]) => invalidValue('parameters', key, 'field can not be empty.'))
  const size = entries.reduce((sum, [key, value]) => sum + byteLength(key) + byteLength(value), 0)
  return size > MAX_BYTES ? [...errors, tooLong('parameters', MAX_BYTES)] : errors
}
