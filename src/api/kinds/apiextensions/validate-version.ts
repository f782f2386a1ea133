/** The rules of one version of a custom kind: its schema must be structural, its columns and paths must parse. */
import { type FieldError, invalidValue, required } from '../../../apimachinery/field-error.ts'
import { checkDns1035Label } from '../../../apimachinery/names.ts'
import type {
  CustomResourceColumnDefinition,
  CustomResourceDefinitionVersion,
} from '../../../generated/types.ts'
import { validateStructuralSchema } from '../../schema/structural-schema.ts'
import { compileJsonPath } from '../../simple-json-path.ts'

const COLUMN_TYPES = ['boolean', 'date', 'integer', 'number', 'string']

/** All errors of a version. */
export function validateVersion(version: CustomResourceDefinitionVersion, path: string): FieldError[] {
  const { name = '', schema, additionalPrinterColumns = [] } = version
  const errors: FieldError[] = []
  const messages = checkDns1035Label(name)
  if (messages.length > 0) errors.push(invalidValue(`${path}.name`, name, messages.join(',')))
  const schemaPath = `${path}.schema.openAPIV3Schema`
  const root = schema?.openAPIV3Schema
  if (!root) errors.push(required(schemaPath, 'schemas are required'))
  else errors.push(...validateStructuralSchema(root, schemaPath))
  additionalPrinterColumns.forEach((column, index) => {
    errors.push(...validateColumn(column, `${path}.additionalPrinterColumns[${index}]`))
  })
  return [...errors, ...validateScale(version, `${path}.subresources.scale`)]
}

function validateColumn(column: CustomResourceColumnDefinition, path: string): FieldError[] {
  const { name = '', type = '', jsonPath = '' } = column
  const errors: FieldError[] = []
  if (name === '') errors.push(required(`${path}.name`))
  if (type === '') errors.push(required(`${path}.type`, `must be one of ${COLUMN_TYPES.join(',')}`))
  else if (!COLUMN_TYPES.includes(type))
    errors.push(invalidValue(`${path}.type`, type, `must be one of ${COLUMN_TYPES.join(',')}`))
  if (jsonPath === '') errors.push(required(`${path}.jsonPath`))
  else errors.push(...validatePath(jsonPath, `${path}.jsonPath`))
  return errors
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
function validateScale({ subresources }: CustomResourceDefinitionVersion, path: string): FieldError[] {
  const scale = subresources?.scale
  if (!scale) return []
  return [
    ...scalePath(scale.specReplicasPath, `${path}.specReplicasPath`, '.spec.'),
    ...scalePath(scale.statusReplicasPath, `${path}.statusReplicasPath`, '.status.'),
  ]
}

function scalePath(value: string | undefined, path: string, prefix: string): FieldError[] {
  if (!value) return [required(path)]
  if (!/^(\.[A-Za-z_][-\w]*)+$/.test(value))
    return [invalidValue(path, value, 'must be a json path without array notation')]
  if (value.startsWith(prefix)) return []
  return [invalidValue(path, value, `should be a json path under ${prefix.slice(0, -1)}`)]
}
