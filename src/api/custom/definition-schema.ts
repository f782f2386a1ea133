/** All that a definition's schema must be (validateCustomResourceDefinitionValidation of apiextensions-apiserver). */
import { type FieldError, forbiddenField, invalidValue } from '../../apimachinery/field-error.ts'
import type { JSONSchemaProps } from '../../generated/types.ts'
import { validateStructuralSchema } from '../schema/structural-schema.ts'
import { validateDefaults } from './default-values.ts'
import { validateRuleTexts } from './rule-texts.ts'
import { validateSchemaParts } from './schema-parts.ts'

/** What a schema's root may say where the status has a road of its own, by the names that the server gives them. */
const AT_ROOT: Readonly<Record<string, string>> = {
  description: 'Description',
  type: 'Type',
  format: 'Format',
  title: 'Title',
  maximum: 'Maximum',
  exclusiveMaximum: 'ExclusiveMaximum',
  minimum: 'Minimum',
  exclusiveMinimum: 'ExclusiveMinimum',
  maxLength: 'MaxLength',
  minLength: 'MinLength',
  pattern: 'Pattern',
  maxItems: 'MaxItems',
  minItems: 'MinItems',
  uniqueItems: 'UniqueItems',
  multipleOf: 'MultipleOf',
  required: 'Required',
  items: 'Items',
  properties: 'Properties',
  externalDocs: 'ExternalDocs',
  example: 'Example',
  'x-kubernetes-preserve-unknown-fields': 'XPreserveUnknownFields',
  'x-kubernetes-validations': 'XValidations',
}

/** The errors of a version's schema. Rules and defaults are asked only once the rest is in order. */
export function validateDefinitionSchema(
  schema: JSONSchemaProps,
  path: string,
  { hasStatus = false, isUnchanged = false }: { hasStatus?: boolean; isUnchanged?: boolean } = {},
): FieldError[] {
  const root = [...(hasStatus ? validateRoot(schema, path) : [])]
  if (schema.nullable) root.push(forbiddenField(`${path}.nullable`, 'nullable cannot be true at the root'))
  const structural = validateStructuralSchema(schema, path)
  const errors = [...root, ...(structural.length > 0 ? structural : validateDefaults(schema, path))]
  const parts = validateSchemaParts(schema, path)
  // What is wrong with the types of a schema would only confuse those who read what is wrong with its rules.
  const rules =
    parts.length === 0 && errors.length === root.length
      ? validateRuleTexts(schema, path, { isUnchanged })
      : []
  return [...errors, ...parts, ...rules]
}

function validateRoot(schema: JSONSchemaProps, path: string): FieldError[] {
  const other = Object.keys(schema).find((key) => AT_ROOT[key] === undefined)
  if (other === undefined) return []
  const detail = `only [${Object.values(AT_ROOT).join(' ')}] fields are allowed at the root of the schema if the status subresource is enabled`
  return [invalidValue(path, schema, detail)]
}
