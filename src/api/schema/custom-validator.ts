/** Validates custom objects by their definition's schema: ajv finds the faults, this puts them as the server does. */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import type { FieldError } from '../../apimachinery/field-error.ts'
import { compilePattern } from '../../apimachinery/go-pattern.ts'
import { compareStrings } from '../../base/compare-strings.ts'
import type { JSONSchemaProps } from '../../generated/types.ts'
import { customFieldError, pointerKeys } from './custom-field-error.ts'
import { toJsonSchema } from './to-json-schema.ts'

const compiled = new WeakMap<JSONSchemaProps, ValidateFunction>()

/** One fault, and the keys that lead to the value that has it. */
export interface SchemaFault {
  readonly error: FieldError
  readonly at: readonly string[]
}

/** All that is wrong with a value, sorted by field; `root` is the path of the value itself. */
export function validateBySchema(schema: JSONSchemaProps, value: unknown, root = ''): SchemaFault[] {
  const validate = compiled.get(schema) ?? compile(schema)
  if (validate(value)) return []
  return (validate.errors ?? [])
    .filter((error) => !isBranch(error))
    .map((error) => ({ error: customFieldError(error, value, root), at: pointerKeys(error.instancePath) }))
    .sort((a, b) => compareStrings(a.error.field, b.error.field))
}

function compile(schema: JSONSchemaProps): ValidateFunction {
  const ajv = new Ajv({
    allErrors: true,
    ownProperties: true, // `constructor` is a name as any other
    verbose: true,
    strict: false,
    logger: false,
    code: { regExp: compilePattern },
  })
  addFormats.default(ajv, ['date', 'email', 'hostname', 'ipv4', 'ipv6', 'uri', 'uuid'])
  for (const [name, format] of Object.entries(FORMATS)) ajv.addFormat(name, format)
  const validate = ajv.compile(toJsonSchema(schema))
  compiled.set(schema, validate)
  return validate
}

/** What alternatives (anyOf and the like) say of themselves is told once, by the alternative as a whole. */
function isBranch({ schemaPath }: ErrorObject): boolean {
  return /\/(?:anyOf|oneOf)\/\d+\//.test(schemaPath)
}

const FORMATS = {
  int32: {
    type: 'number',
    validate: (value: number) => Number.isInteger(value) && Math.abs(value) <= 2 ** 31,
  },
  int64: { type: 'number', validate: (value: number) => Number.isInteger(value) },
  float: { type: 'number', validate: () => true },
  double: { type: 'number', validate: () => true },
  byte: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
  'date-time':
    /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/,
  duration:
    /^(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h))+$|^0$|^\d+ ?(?:seconds?|minutes?|hours?|days?|weeks?)$/,
  ip: /^[0-9a-fA-F.:]+$/,
  cidr: /^[0-9a-fA-F.:]+\/\d{1,3}$/,
  mac: /^(?:[0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}$/,
} as const
