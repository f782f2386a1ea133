/** Checks that a definition's schema is structural: each field has its type, and nothing that cannot be served. */
import {
  type FieldError,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
} from '../../apimachinery/field-error.ts'
import type { JSONSchemaProps } from '../../generated/types.ts'
import { itemsOf, valuesOf } from './custom-schema.ts'

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string']
const LOGIC = ['allOf', 'anyOf', 'oneOf'] as const

/** What is wrong with a schema; `path` is where it stands in the definition. */
export function validateStructuralSchema(schema: JSONSchemaProps, path: string): FieldError[] {
  const errors = checkNode(schema, path, 'must not be empty at the root')
  if (schema.type !== undefined && schema.type !== '' && schema.type !== 'object')
    errors.push(invalidValue(`${path}.type`, schema.type, 'must be object at the root'))
  return errors
}

function checkNode(schema: JSONSchemaProps, path: string, emptyType: string): FieldError[] {
  return [
    ...checkType(schema, path, emptyType),
    ...checkForbidden(schema, path),
    ...checkLogic(schema, path),
    ...checkParts(schema, path),
  ]
}

function checkType(schema: JSONSchemaProps, path: string, emptyType: string): FieldError[] {
  const { type } = schema
  if (schema['x-kubernetes-int-or-string']) {
    if (!type) return []
    return [invalidValue(`${path}.type`, type, 'must be empty if x-kubernetes-int-or-string is true')]
  }
  if (!type)
    return schema['x-kubernetes-preserve-unknown-fields'] ? [] : [required(`${path}.type`, emptyType)]
  if (!TYPES.includes(type)) return [notSupported(`${path}.type`, type, TYPES)]
  if (type === 'array' && itemsOf(schema) === undefined)
    return [required(`${path}.items`, 'must be specified')]
  return []
}

function checkForbidden(schema: JSONSchemaProps, path: string): FieldError[] {
  const errors: FieldError[] = []
  if (schema.uniqueItems)
    errors.push(
      forbiddenField(
        `${path}.uniqueItems`,
        'uniqueItems cannot be set to true since the runtime complexity becomes quadratic',
      ),
    )
  if (schema.properties !== undefined && schema.additionalProperties !== undefined)
    errors.push(
      forbiddenField(
        `${path}.additionalProperties`,
        'additionalProperties and properties are mutual exclusive',
      ),
    )
  if (schema.additionalProperties === false)
    errors.push(forbiddenField(`${path}.additionalProperties`, 'additionalProperties cannot be set to false'))
  if (schema.$ref !== undefined) errors.push(forbiddenField(`${path}.$ref`, '$ref is not supported'))
  for (const name of ['definitions', 'dependencies', 'patternProperties', 'id', 'additionalItems'] as const)
    if (schema[name] !== undefined) errors.push(forbiddenField(`${path}.${name}`, `${name} is not supported`))
  return errors
}

/** Alternatives may restrict values, but neither bring in types nor defaults. */
function checkLogic(schema: JSONSchemaProps, path: string): FieldError[] {
  const branches = LOGIC.flatMap((key) =>
    (schema[key] ?? []).map((branch, index) => ({ branch, at: `${path}.${key}[${index}]` })),
  )
  if (schema.not) branches.push({ branch: schema.not, at: `${path}.not` })
  return branches.flatMap(({ branch, at }) =>
    checkBranch(branch, at, schema['x-kubernetes-int-or-string'] ?? false),
  )
}

const NOT_IN_BRANCHES = ['description', 'type', 'default', 'additionalProperties', 'nullable'] as const

function checkBranch(branch: JSONSchemaProps, path: string, intOrString: boolean): FieldError[] {
  return NOT_IN_BRANCHES.filter(
    (name) => branch[name] !== undefined && !(name === 'type' && intOrString),
  ).map((name) =>
    forbiddenField(`${path}.${name}`, `must be ${name === 'nullable' ? 'false' : 'empty'} to be structural`),
  )
}

function checkParts(schema: JSONSchemaProps, path: string): FieldError[] {
  const errors: FieldError[] = []
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    errors.push(
      ...checkNode(property, `${path}.properties[${name}]`, 'must not be empty for specified object fields'),
    )
  const items = itemsOf(schema)
  if (items !== undefined)
    errors.push(...checkNode(items, `${path}.items`, 'must not be empty for specified array items'))
  const values = valuesOf(schema)
  if (values !== undefined && values !== true)
    errors.push(
      ...checkNode(values, `${path}.additionalProperties`, 'must not be empty for specified object fields'),
    )
  return errors
}
