/** The defaults of a schema must be what the schema allows (schema/defaulting/validation.go). */
import { type FieldError, invalidValue } from '../../apimachinery/field-error.ts'
import { deepEqual } from '../../base/json.ts'
import type { JSONSchemaProps } from '../../generated/types.ts'
import { itemsOf } from '../schema/custom-schema.ts'
import { validateBySchema } from '../schema/custom-validator.ts'
import { pruneBySchema } from '../schema/prune.ts'
import { validateEmbeddedObjects } from './embedded-objects.ts'
import { validateValueRules } from './validate-rules.ts'

/** The errors of all defaults of a schema. */
export function validateDefaults(schema: JSONSchemaProps, path: string): FieldError[] {
  const items = itemsOf(schema)
  return [
    ...(schema.default === undefined ? [] : validateDefault(schema, `${path}.default`)),
    ...(items ? validateDefaults(items, `${path}.items`) : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
      validateDefaults(property, `${path}.properties[${name}]`),
    ),
  ]
}

function validateDefault(schema: JSONSchemaProps, path: string): FieldError[] {
  const value = schema.default
  const errors = deepEqual(pruneBySchema(schema, value), value)
    ? []
    : [invalidValue(path, value, 'must not have unknown fields')]
  const embedded = validateEmbeddedObjects(schema, value, path)
  if (embedded.length > 0) return [...errors, ...embedded]
  const faults = validateBySchema(schema, value, path).map(({ error }) => error)
  if (faults.length > 0) return [...errors, ...faults]
  const rules = validateValueRules(schema, value, value, path)
  return [...errors, ...(rules.length > 0 ? rules : validateValueRules(schema, value, undefined, path))]
}
