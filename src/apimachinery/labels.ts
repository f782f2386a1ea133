/** Validation of labels and annotations. */
import { type FieldError, invalidValue, tooLong } from './field-error.ts'
import { byteLength, type Messages, regexMessage, VALID } from './names.ts'
import { checkQualifiedName } from './qualified-name.ts'

const VALUE = '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?'
const VALUE_REGEXP = new RegExp(`^${VALUE}$`)
const MISMATCH = regexMessage(
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  VALUE,
  'MyValue',
  'my_value',
  '12345',
)

/** How many bytes all keys and values of an object's annotations may take together. */
export const MAX_ANNOTATION_BYTES = 256 * 1024

/** The messages for a label's value; empty where it is valid. */
export function checkLabelValue(value: string): Messages {
  const matches = VALUE_REGEXP.test(value)
  if (matches && value.length <= 63) return VALID
  const long = byteLength(value) > 63 ? ['must be no more than 63 bytes'] : []
  return matches ? long : [...long, MISMATCH]
}

/** The errors of one label key, all at the path. */
export function validateLabelKey(key: string, path: string): FieldError[] {
  return checkQualifiedName(key).map((message) => invalidValue(path, key, message))
}

/** The errors of a set of labels, keys in order, all at the path. */
export function validateLabels(
  labels: Readonly<Record<string, string>> | undefined,
  path: string,
): FieldError[] {
  const errors: FieldError[] = []
  for (const key in labels) {
    for (const message of checkQualifiedName(key)) errors.push(invalidValue(path, key, message))
    const value = labels[key]!
    for (const message of checkLabelValue(value)) errors.push(invalidValue(path, value, message))
  }
  return errors
}

/** The errors of a set of annotations: keys as qualified names in any case, and their size together. */
export function validateAnnotations(
  annotations: Readonly<Record<string, string>> | undefined,
  path: string,
): FieldError[] {
  const errors: FieldError[] = []
  let size = 0
  for (const key in annotations) {
    for (const message of checkQualifiedName(key.toLowerCase())) errors.push(invalidValue(path, key, message))
    size += byteLength(key) + byteLength(annotations[key]!)
  }
  if (size > MAX_ANNOTATION_BYTES) errors.push(tooLong(path, MAX_ANNOTATION_BYTES))
  return errors
}
