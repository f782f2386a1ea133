/** What ajv finds, in the words of the API server. */
import type { ErrorObject } from 'ajv'
import {
  childPath,
  type FieldError,
  invalidValue,
  notSupported,
  required,
  tooLongCharacters,
  tooMany,
  typeInvalid,
} from '../../apimachinery/field-error.ts'

/** The error of one field of a value, whose own path is `root`. */
export function customFieldError(error: ErrorObject, object: unknown, root = ''): FieldError {
  const path = fieldPath(error.instancePath, object, root)
  const special = SPECIAL[error.keyword]
  if (special !== undefined) return special(error, path)
  const detail = DETAILS[error.keyword]?.(error) ?? (error.message || 'is invalid')
  return invalidValue(path, error.data, `${path} in body ${detail}`)
}

const SPECIAL: Readonly<Record<string, (error: ErrorObject, path: string) => FieldError>> = {
  required: ({ params }, path) => required(childPath(path, String(params.missingProperty))),
  enum: ({ params, data }, path) =>
    notSupported(
      path,
      data,
      (params.allowedValues as unknown[]).filter((value) => value !== null).map(plainText),
    ),
  type: ({ params, data }, path) =>
    wrongType(
      path,
      [params.type]
        .flat()
        .filter((type) => type !== 'null')
        .join(','),
      data,
    ),
  maxLength: ({ params }, path) => tooLongCharacters(path, Number(params.limit)),
  maxItems: ({ params, data }, path) => tooMany(path, (data as unknown[]).length, Number(params.limit)),
  maxProperties: ({ params, data }, path) =>
    tooMany(path, Object.keys(data as object).length, Number(params.limit)),
  format: ({ params, data }, path) =>
    invalidValue(
      path,
      data,
      `${path} in body must be of type ${String(params.format)}: ${JSON.stringify(data)}`,
    ),
  anyOf: ({ data }, path) => alternative(path, data, 'must validate at least one schema (anyOf)'),
  oneOf: ({ data }, path) => alternative(path, data, 'must validate one and only one schema (oneOf)'),
  not: ({ data }, path) => alternative(path, data, 'must not validate the schema (not)'),
}

const DETAILS: Readonly<Record<string, (error: ErrorObject) => string>> = {
  pattern: ({ params }) => `should match '${String(params.pattern)}'`,
  minimum: ({ params }) => `should be greater than or equal to ${String(params.limit)}`,
  maximum: ({ params }) => `should be less than or equal to ${String(params.limit)}`,
  exclusiveMinimum: ({ params }) => `should be greater than ${String(params.limit)}`,
  exclusiveMaximum: ({ params }) => `should be less than ${String(params.limit)}`,
  multipleOf: ({ params }) => `should be a multiple of ${String(params.multipleOf)}`,
  minLength: ({ params }) => `should be at least ${String(params.limit)} chars long`,
  minItems: ({ params }) => `should have at least ${String(params.limit)} items`,
  minProperties: ({ params }) => `should have at least ${String(params.limit)} properties`,
  uniqueItems: () => "shouldn't contain duplicates",
}

function wrongType(path: string, expected: string, data: unknown): FieldError {
  const found = typeName(data)
  return typeInvalid(path, found, `${path} in body must be of type ${expected}: "${found}"`)
}

function alternative(path: string, data: unknown, problem: string): FieldError {
  const shown = typeof data === 'object' ? '' : data
  return invalidValue(path, shown, `"${path}" ${problem}`)
}

function typeName(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

function plainText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** The keys of a JSON pointer. */
export function pointerKeys(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** A JSON pointer into the object as a field path: /spec/list/0/name is spec.list[0].name. */
function fieldPath(pointer: string, object: unknown, root: string): string {
  let path = root
  let value = object
  for (const key of pointerKeys(pointer)) {
    path = Array.isArray(value) ? `${path}[${key}]` : childPath(path, key)
    value = (value as Record<string, unknown> | undefined)?.[key]
  }
  return path
}
