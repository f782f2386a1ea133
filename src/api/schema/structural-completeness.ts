/** What alternatives of a schema speak of must be specified outside of them too (schema/complete.go). */
import { type FieldError, required } from '../../apimachinery/field-error.ts'
import type { JSONSchemaProps } from '../../generated/types.ts'
import { itemsOf, propertyOf } from './custom-schema.ts'

/** An error for each field that only an alternative of the schema knows. */
export function validateCompleteness(schema: JSONSchemaProps, path: string): FieldError[] {
  return branchesOf(schema, path).flatMap(([branch, at]) => compare(branch, at, schema, path))
}

function branchesOf(schema: JSONSchemaProps, path: string): [JSONSchemaProps, string][] {
  const { not, allOf = [], anyOf = [], oneOf = [] } = schema
  const lists = Object.entries({ allOf, anyOf, oneOf }).flatMap(([key, branches]) =>
    branches.map((branch, index): [JSONSchemaProps, string] => [branch, `${path}.${key}[${index}]`]),
  )
  return not ? [[not, `${path}.not`], ...lists] : lists
}

function compare(
  branch: JSONSchemaProps,
  at: string,
  schema: JSONSchemaProps | undefined,
  path: string,
): FieldError[] {
  if (schema === undefined) return [required(path, `because it is defined in ${at}`)]
  const errors = branchesOf(branch, at).flatMap(([inner, where]) => compare(inner, where, schema, path))
  const items = itemsOf(branch)
  if (items) errors.push(...compare(items, `${at}.items`, itemsOf(schema), `${path}.items`))
  for (const [name, property] of Object.entries(branch.properties ?? {})) {
    const key = `properties[${name}]`
    errors.push(...compare(property, `${at}.${key}`, propertyOf(schema, name), `${path}.${key}`))
  }
  return errors
}
