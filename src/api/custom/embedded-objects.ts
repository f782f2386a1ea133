/** Objects within objects (`x-kubernetes-embedded-resource`) say what they are (schema/objectmeta/validation.go). */
import { type FieldError, invalidValue, required } from '../../apimachinery/field-error.ts'
import { validateAnnotations, validateLabels } from '../../apimachinery/labels.ts'
import { checkDns1035Label } from '../../apimachinery/names.ts'
import { isJsonObject } from '../../base/json.ts'
import type { JSONSchemaProps } from '../../generated/types.ts'
import { itemsOf, valuesOf } from '../schema/custom-schema.ts'

/** The errors of all embedded objects in a value. */
export function validateEmbeddedObjects(schema: JSONSchemaProps, value: unknown, path: string): FieldError[] {
  if (Array.isArray(value)) {
    const items = itemsOf(schema)
    return items
      ? value.flatMap((item, index) => validateEmbeddedObjects(items, item, `${path}[${index}]`))
      : []
  }
  if (!isJsonObject(value)) return []
  const values = valuesOf(schema)
  const own = schema['x-kubernetes-embedded-resource'] ? validateIdentity(value, path) : []
  const inner = Object.entries(value).flatMap(([key, part]) => {
    const property = schema.properties?.[key]
    if (property) return validateEmbeddedObjects(property, part, path === '' ? key : `${path}.${key}`)
    return values === undefined || values === true
      ? []
      : validateEmbeddedObjects(values, part, `${path}[${key}]`)
  })
  return [...own, ...inner]
}

function validateIdentity(object: Readonly<Record<string, unknown>>, path: string): FieldError[] {
  return [
    ...validateText(object.apiVersion, `${path}.apiVersion`, checkApiVersion),
    ...validateText(object.kind, `${path}.kind`, checkKind),
    ...validateMetadata(object.metadata, `${path}.metadata`),
  ]
}

function validateText(
  value: unknown,
  path: string,
  check: (text: string) => string | undefined,
): FieldError[] {
  if (value === undefined) return [required(path)]
  if (typeof value !== 'string') return [invalidValue(path, value, 'must be a string')]
  if (value === '') return [invalidValue(path, value, 'must not be empty')]
  const problem = check(value)
  return problem === undefined ? [] : [invalidValue(path, value, problem)]
}

function checkApiVersion(text: string): string | undefined {
  return text.split('/').length > 2 ? `unexpected GroupVersion string: ${text}` : undefined
}

function checkKind(text: string): string | undefined {
  const messages = checkDns1035Label(text.toLowerCase())
  return messages.length === 0
    ? undefined
    : `may have mixed case, but should otherwise match: ${messages.join(',')}`
}

function validateMetadata(metadata: unknown, path: string): FieldError[] {
  if (metadata === undefined) return []
  if (!isJsonObject(metadata)) return [invalidValue(path, metadata, 'must be an object')]
  return [
    ...validateLabels(textsOf(metadata.labels), `${path}.labels`),
    ...validateAnnotations(textsOf(metadata.annotations), `${path}.annotations`),
  ]
}

function textsOf(value: unknown): Record<string, string> | undefined {
  return isJsonObject(value) ? (value as Record<string, string>) : undefined
}
