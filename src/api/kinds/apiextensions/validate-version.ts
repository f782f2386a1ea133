/** The rules of one version of a custom kind: its schema must be structural, its columns and paths must parse. */
import {
  duplicate,
  type FieldError,
  invalidValue,
  required,
  tooMany,
} from '../../../apimachinery/field-error.ts'
import { byteLength, checkDns1035Label } from '../../../apimachinery/names.ts'
import type {
  CustomResourceColumnDefinition,
  CustomResourceDefinitionVersion,
  JSONSchemaProps,
} from '../../../generated/types.ts'
import { type FoundField, followFieldPath } from '../../custom/field-path.ts'
import { compileJsonPath } from '../../simple-json-path.ts'
import type { VersionFields } from './shared-fields.ts'

const COLUMN_TYPES = ['boolean', 'date', 'integer', 'number', 'string']
const COLUMN_FORMATS = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password']
const MAX_SELECTABLE = 8

/**
 * Checks a version's schema: all of it, by code that is loaded only when a definition is written. Rules of a schema that
 * is what it was before may cost more than new ones may.
 */
export type CheckSchema = (
  schema: JSONSchemaProps,
  path: string,
  options: { readonly hasStatus: boolean; readonly isUnchanged: boolean },
) => FieldError[]

/** The errors of what a version alone can say. */
export function validateVersion(version: CustomResourceDefinitionVersion, path: string): FieldError[] {
  const { name = '' } = version
  const messages = checkDns1035Label(name)
  return [
    ...(messages.length > 0 ? [invalidValue(`${path}.name`, name, messages.join(','))] : []),
    ...deprecationProblems(version).map((message) =>
      invalidValue(`${path}.deprecationWarning`, version.deprecationWarning, message),
    ),
  ]
}

/** The errors of what versions can share; `schemaPath` is where the schema stands, `path` where the rest does. */
export function validateFields(
  fields: VersionFields,
  { path, schemaPath }: { path: string; schemaPath: string },
  check: (schema: JSONSchemaProps, path: string) => FieldError[],
): FieldError[] {
  const { schema, additionalPrinterColumns = [], selectableFields = [] } = fields
  const root = schema?.openAPIV3Schema
  const errors = [
    ...(root ? check(root, `${schemaPath}.openAPIV3Schema`) : []),
    ...validateScale(fields, `${path}.subresources.scale`),
  ]
  additionalPrinterColumns.forEach((column, index) => {
    errors.push(...validateColumn(column, `${path}.additionalPrinterColumns[${index}]`))
  })
  return root
    ? [...errors, ...validateSelectable(selectableFields, root, `${path}.selectableFields`)]
    : errors
}

function deprecationProblems({ deprecated, deprecationWarning }: CustomResourceDefinitionVersion): string[] {
  if (deprecationWarning === undefined) return []
  if (!deprecated) return ['can only be set for deprecated versions']
  const problems: string[] = []
  if (byteLength(deprecationWarning) > 256) problems.push('must be <= 256 characters long')
  if (deprecationWarning === '') problems.push('must not be an empty string')
  const index = deprecationWarning.search(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u)
  if (index >= 0)
    problems.push(
      `must only contain printable UTF-8 characters; non-printable character found at index ${index}`,
    )
  return problems
}

function validateColumn(column: CustomResourceColumnDefinition, path: string): FieldError[] {
  const { name = '', type = '', format = '', jsonPath = '' } = column
  const errors: FieldError[] = []
  if (name === '') errors.push(required(`${path}.name`))
  if (type === '') errors.push(required(`${path}.type`, `must be one of ${COLUMN_TYPES.join(',')}`))
  else if (!COLUMN_TYPES.includes(type))
    errors.push(invalidValue(`${path}.type`, type, `must be one of ${COLUMN_TYPES.join(',')}`))
  if (format !== '' && !COLUMN_FORMATS.includes(format))
    errors.push(invalidValue(`${path}.format`, format, `must be one of ${COLUMN_FORMATS.join(',')}`))
  // The server calls the field so, though it is written otherwise.
  if (jsonPath === '') errors.push(required(`${path}.JSONPath`))
  else errors.push(...validatePath(jsonPath, `${path}.JSONPath`))
  return errors
}

/** Fields that lists can be asked by: scalars of the schema, outside of metadata. */
function validateSelectable(
  fields: readonly { jsonPath: string }[],
  schema: JSONSchemaProps,
  path: string,
): FieldError[] {
  const seen = new Set<string>()
  const errors = fields.flatMap(({ jsonPath = '' }, index) => {
    const at = `${path}[${index}].jsonPath`
    if (jsonPath === '') return [required(at)]
    const found = fieldOf(schema, jsonPath)
    if (typeof found === 'string') return [invalidValue(at, jsonPath, `is an invalid path: ${found}`)]
    const own: FieldError[] = []
    if (/^metadata\b/.test(found.path))
      own.push(invalidValue(at, jsonPath, 'must not point to fields in metadata'))
    if (!['string', 'boolean', 'integer'].includes(found.schema.type ?? '')) {
      const detail =
        'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.'
      own.push(invalidValue(at, jsonPath, detail))
    }
    if (seen.has(found.path)) own.push(duplicate(at, jsonPath))
    seen.add(found.path)
    return own
  })
  return seen.size > MAX_SELECTABLE ? [...errors, tooMany(path, seen.size, MAX_SELECTABLE)] : errors
}

function fieldOf(schema: JSONSchemaProps, path: string): FoundField | string {
  try {
    return followFieldPath(schema, path, { brackets: false })
  } catch (error) {
    return (error as Error).message
  }
}

function validatePath(text: string, path: string): FieldError[] {
  if (!text.startsWith('.')) return [invalidValue(path, text, 'must be a simple json path starting with .')]
  try {
    compileJsonPath(text)
    return []
  } catch (error) {
    return [invalidValue(path, text, `is an invalid JSON path: ${(error as Error).message}`)]
  }
}

/** The paths of the scale subresource: within spec or status, names and dots only. */
function validateScale({ subresources }: VersionFields, path: string): FieldError[] {
  const scale = subresources?.scale
  if (!scale) return []
  return [
    ...scalePath(scale.specReplicasPath, `${path}.specReplicasPath`, '.spec.'),
    ...scalePath(scale.statusReplicasPath, `${path}.statusReplicasPath`, '.status.'),
    ...selectorPath(scale.labelSelectorPath, `${path}.labelSelectorPath`),
  ]
}

function scalePath(value: string | undefined, path: string, prefix: string): FieldError[] {
  if (!value) return [required(path)]
  if (!/^(\.[A-Za-z_][-\w]*)+$/.test(value))
    return [invalidValue(path, value, 'must be a json path without array notation')]
  if (value.startsWith(prefix)) return []
  return [invalidValue(path, value, `should be a json path under ${prefix.slice(0, -1)}`)]
}

function selectorPath(value: string | undefined, path: string): FieldError[] {
  if (!value) return []
  if (!value.startsWith('.')) return [invalidValue(path, value, 'must be a simple json path starting with .')]
  if (value.startsWith('.spec.') || value.startsWith('.status.')) return []
  return [invalidValue(path, value, 'should be a json path under either .spec or .status')]
}
