/** --validate: how unknown and duplicate fields are met. */
import { quote } from '../../apimachinery/go-format.ts'
import type { WriteOptions } from '../../apiserver/client.ts'
import { CliError } from '../errors.ts'
import { string } from '../flags/flag.ts'

/** The flag. */
export const validateFlag = {
  validate: string(
    'strict',
    'Must be one of: strict (or true), warn, ignore (or false). "strict" refuses objects with unknown or duplicate fields, "warn" tells of them, "ignore" drops them.',
    { alone: 'strict' },
  ),
}

const DIRECTIVES: Readonly<Record<string, NonNullable<WriteOptions['fieldValidation']>>> = {
  strict: 'Strict',
  true: 'Strict',
  warn: 'Warn',
  ignore: 'Ignore',
  false: 'Ignore',
}

/** Reads the flag's value. */
export function readValidation(text: string): NonNullable<WriteOptions['fieldValidation']> {
  const lower = text.toLowerCase()
  const directive = Object.hasOwn(DIRECTIVES, lower) ? DIRECTIVES[lower] : undefined
  if (directive !== undefined) return directive
  throw new CliError(
    `invalid - validate option ${quote(text)}; must be one of: strict (or true), warn, ignore (or false)`,
  )
}
