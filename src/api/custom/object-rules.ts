/** All that a definition's schema says of an object: what ajv finds, lists, embedded objects, and rules in CEL. */
import { type FieldError, invalidValue } from '../../apimachinery/field-error.ts'
import { deepEqual, isJsonObject } from '../../base/json.ts'
import type { JSONSchemaProps } from '../../generated/types.ts'
import { itemsOf, valuesOf } from '../schema/custom-schema.ts'
import { type SchemaFault, validateBySchema } from '../schema/custom-validator.ts'
import { correlated } from './correlate.ts'
import { validateEmbeddedObjects } from './embedded-objects.ts'
import { hasRules } from './has-rules.ts'
import { validateUniqueItems } from './unique-items.ts'

const UNCHECKED =
  'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation'

/** After errors of these kinds, rules would be asked about values that they are not made for (hasBlockingErr). */
const BLOCKING = [
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]

/** Asks the rules in CEL, which are loaded only for schemas that have some. */
export type AskRules = (schema: JSONSchemaProps, object: unknown, old?: unknown) => FieldError[]

/**
 * The errors of a new object, or of the step from an old one: what was wrong before, and has not been touched, may
 * stay so (KEP-4008).
 */
export function validateObject(
  schema: JSONSchemaProps,
  object: unknown,
  old: unknown,
  askRules: AskRules | undefined,
): FieldError[] {
  const errors = [
    ...validateBySchema(schema, object)
      .filter((fault) => !isOld(schema, object, old, fault))
      .map(({ error }) => error),
    ...validateEmbeddedObjects(schema, object, ''),
    ...validateUniqueItems(schema, object, ''),
  ]
  if (askRules === undefined || !hasRules(schema)) return errors
  if (!errors.some(({ type }) => BLOCKING.includes(type)))
    return [...errors, ...askRules(schema, object, old)]
  return [...errors, invalidValue('<nil>', null, UNCHECKED)]
}

/** Was the value that the error is about, or one around it, the same before? */
function isOld(schema: JSONSchemaProps, object: unknown, old: unknown, { at }: SchemaFault): boolean {
  let [node, value, before]: [JSONSchemaProps | undefined, unknown, unknown] = [schema, object, old]
  for (const key of at) {
    if (node === undefined || before === undefined) return false
    if (deepEqual(value, before)) return true
    const parts = correlated(node, before)
    const inner = (value as Record<string, unknown> | undefined)?.[key]
    before = Array.isArray(value) ? parts.item(inner) : parts.entry(key)
    node = partOf(node, key, Array.isArray(value))
    value = inner
  }
  return before !== undefined && deepEqual(value, before)
}

function partOf(schema: JSONSchemaProps, key: string, isList: boolean): JSONSchemaProps | undefined {
  if (isList) return itemsOf(schema)
  const values = valuesOf(schema)
  return schema.properties?.[key] ?? (isJsonObject(values) ? (values as JSONSchemaProps) : undefined)
}
