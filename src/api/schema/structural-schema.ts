/** Checks that a definition's schema is structural: each field has its type, and nothing that cannot be served. */
import {
  type FieldError,
  forbiddenField,
  formatFieldError,
  invalidValue,
  required,
} from '../../apimachinery/field-error.ts'
import { parsePattern } from '../../apimachinery/go-pattern.ts'
import { deepEqual } from '../../base/json.ts'
import type { JSONSchemaProps } from '../../generated/types.ts'
import { itemsOf, valuesOf } from './custom-schema.ts'
import { validateCompleteness } from './structural-completeness.ts'

const LOGIC = ['allOf', 'anyOf', 'oneOf'] as const
/** Both ways in which a field may say that it is an integer or a string (schema/validation.go). */
const INT_OR_STRING: readonly JSONSchemaProps[] = [{ type: 'integer' }, { type: 'string' }]

/** Where a schema stands, which decides what it must say. */
type Level = 'root' | 'item' | 'field'

const EMPTY_TYPE: Readonly<Record<Level, string>> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
}

/** What is wrong with a schema, sorted as the server sorts it; `path` is where it stands in the definition. */
export function validateStructuralSchema(schema: JSONSchemaProps, path: string): FieldError[] {
  const errors = [...checkNode(schema, path, 'root'), ...validateCompleteness(schema, path)]
  return errors
    .map((error) => ({ error, text: formatFieldError(error) }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .map(({ error }) => error)
}

function checkNode(schema: JSONSchemaProps, path: string, level: Level): FieldError[] {
  return [
    ...checkType(schema, path, level),
    ...checkExtensions(schema, path),
    ...checkIdentity(schema, path, level),
    ...checkLogic(schema, path),
    ...checkParts(schema, path, level),
  ]
}

function checkType(schema: JSONSchemaProps, path: string, level: Level): FieldError[] {
  const { type = '' } = schema
  const at = `${path}.type`
  const isEmbedded = schema['x-kubernetes-embedded-resource'] ?? false
  if (isEmbedded && type !== 'object') {
    const detail = 'must be object if x-kubernetes-embedded-resource is true'
    return [type === '' ? required(at, detail) : invalidValue(at, type, detail)]
  }
  if (schema['x-kubernetes-int-or-string'])
    return type === '' ? [] : [invalidValue(at, type, 'must be empty if x-kubernetes-int-or-string is true')]
  if (type === '')
    return schema['x-kubernetes-preserve-unknown-fields'] ? [] : [required(at, EMPTY_TYPE[level])]
  if (level === 'root' && type !== 'object') return [invalidValue(at, type, 'must be object at the root')]
  return type === 'array' && schema.items === undefined
    ? [required(`${path}.items`, 'must be specified')]
    : []
}

function checkExtensions(schema: JSONSchemaProps, path: string): FieldError[] {
  const errors: FieldError[] = []
  const [preserve, embedded] = [
    'x-kubernetes-preserve-unknown-fields',
    'x-kubernetes-embedded-resource',
  ] as const
  for (const extension of [preserve, embedded])
    if (schema['x-kubernetes-int-or-string'] && schema[extension])
      errors.push(
        invalidValue(`${path}.${extension}`, true, 'must be false if x-kubernetes-int-or-string is true'),
      )
  if (schema[embedded] && schema.additionalProperties !== undefined) {
    const detail = 'must not be used if x-kubernetes-embedded-resource is set'
    errors.push(forbiddenField(`${path}.additionalProperties`, detail))
  }
  if (schema[embedded] && !schema[preserve] && Object.keys(schema.properties ?? {}).length === 0) {
    const detail =
      'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields'
    errors.push(required(`${path}.properties`, detail))
  }
  return errors
}

/** Kind, version and metadata of an object are what they are for all: a schema can only restrict its names. */
function checkIdentity(schema: JSONSchemaProps, path: string, level: Level): FieldError[] {
  if (level !== 'root' && !schema['x-kubernetes-embedded-resource']) return []
  const errors: FieldError[] = []
  const { kind, apiVersion, metadata } = schema.properties ?? {}
  for (const [name, property] of Object.entries({ kind, apiVersion }))
    if (property && property.type !== 'string')
      errors.push(invalidValue(`${path}.properties[${name}].type`, property.type ?? '', 'must be string'))
  if (!metadata) return errors
  const at = `${path}.properties[metadata]`
  if (metadata.type !== 'object')
    errors.push(invalidValue(`${at}.type`, metadata.type ?? '', 'must be object'))
  if (level === 'root' && !isPlainMetadata(metadata)) {
    const detail =
      'must not specify anything other than name and generateName, but metadata is implicitly specified'
    errors.push(forbiddenField(at, detail))
  }
  return errors
}

function isPlainMetadata({ type: _, default: __, properties = {}, ...rest }: JSONSchemaProps): boolean {
  const names = Object.keys(properties)
  return Object.keys(rest).length === 0 && names.every((name) => name === 'name' || name === 'generateName')
}

/** Alternatives may restrict values, but neither bring in types nor defaults. */
function checkLogic(schema: JSONSchemaProps, path: string): FieldError[] {
  const errors: FieldError[] = []
  if (schema.pattern !== undefined && !isPattern(schema.pattern)) {
    const detail = `must be a valid regular expression, but isn't: error parsing regexp: invalid pattern`
    errors.push(invalidValue(`${path}.pattern`, schema.pattern, detail))
  }
  for (const key of LOGIC)
    (schema[key] ?? []).forEach((branch, index) => {
      if (!isIntOrString(schema, key, index)) errors.push(...checkBranch(branch, `${path}.${key}[${index}]`))
    })
  if (schema.not) errors.push(...checkBranch(schema.not, `${path}.not`))
  return errors
}

/** Flags within a pattern are Go's alone, so that a pattern with some may be right although it cannot be read here. */
function isPattern(pattern: string): boolean {
  return /\(\?[imsU-]/.test(pattern) || parsePattern(pattern) !== undefined
}

/** The alternatives that say no more than that a value is an integer or a string. */
function isIntOrString(schema: JSONSchemaProps, key: (typeof LOGIC)[number], index: number): boolean {
  if (!schema['x-kubernetes-int-or-string']) return false
  if (key === 'anyOf') return deepEqual(schema.anyOf, INT_OR_STRING)
  return key === 'allOf' && index === 0 && deepEqual(schema.allOf?.[0]?.anyOf, INT_OR_STRING)
}

/** What a branch must not say, and in which words. */
const NOT_IN_BRANCHES = [
  ['type', 'empty'],
  ['additionalProperties', 'undefined'],
  ['default', 'undefined'],
  ['title', 'empty'],
  ['description', 'empty'],
  ['nullable', 'false'],
  ['x-kubernetes-preserve-unknown-fields', 'false'],
  ['x-kubernetes-embedded-resource', 'false'],
  ['x-kubernetes-int-or-string', 'false'],
  ['x-kubernetes-list-map-keys', 'empty'],
  ['x-kubernetes-list-type', 'undefined'],
  ['x-kubernetes-map-type', 'undefined'],
  ['x-kubernetes-validations', 'empty'],
] as const

function checkBranch(branch: JSONSchemaProps, path: string): FieldError[] {
  const items = itemsOf(branch)
  return [
    ...checkLogic(branch, path),
    ...(items ? checkBranch(items, `${path}.items`) : []),
    ...Object.entries(branch.properties ?? {}).flatMap(([name, property]) =>
      checkBranch(property, `${path}.properties[${name}]`),
    ),
    ...NOT_IN_BRANCHES.filter(([name]) => isSaid(branch[name])).map(([name, wanted]) =>
      forbiddenField(`${path}.${name}`, `must be ${wanted} to be structural`),
    ),
    ...(branch.properties?.metadata
      ? [forbiddenField(`${path}.properties[metadata]`, 'must not be specified in a nested context')]
      : []),
  ]
}

function isSaid(value: unknown): boolean {
  return (
    value !== undefined && value !== '' && value !== false && !(Array.isArray(value) && value.length === 0)
  )
}

function checkParts(schema: JSONSchemaProps, path: string, level: Level): FieldError[] {
  const errors: FieldError[] = []
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    if (name !== 'metadata' || level !== 'root')
      errors.push(...checkNode(property, `${path}.properties[${name}]`, 'field'))
  const items = itemsOf(schema)
  if (items !== undefined) errors.push(...checkNode(items, `${path}.items`, 'item'))
  if (schema.additionalProperties !== undefined && level === 'root')
    errors.push(forbiddenField(`${path}.additionalProperties`, 'must not be used at the root'))
  const values = valuesOf(schema)
  if (values !== undefined && values !== true)
    errors.push(...checkNode(values, `${path}.additionalProperties`, 'field'))
  return errors
}
