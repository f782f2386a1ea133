/** Validation of files that are made out of the keys of a config map or secret. */
import type { FieldError } from '../../../../../apimachinery/field-error.ts'
import type { KeyToPath } from '../../../../../generated/types.ts'
import { fileMode, present } from './fields.ts'
import { unreservedPath } from './paths.ts'

/** The errors of one key and the file that it becomes. */
export function validateKeyToPath({ key, path = '', mode }: Partial<KeyToPath>, at: string): FieldError[] {
  return [
    ...present(key, `${at}.key`),
    ...present(path, `${at}.path`),
    ...unreservedPath(path, `${at}.path`),
    ...fileMode(mode, `${at}.mode`),
  ]
}
