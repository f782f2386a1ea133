/** Does a schema have rules anywhere? */
import { isJsonObject } from '../../base/json.ts'
import type { JSONSchemaProps } from '../../generated/types.ts'

const known = new WeakMap<JSONSchemaProps, boolean>()

/** True if the schema, or a part of it, has rules in CEL. */
export function hasRules(schema: JSONSchemaProps): boolean {
  const before = known.get(schema)
  if (before !== undefined) return before
  const parts = [...Object.values(schema.properties ?? {}), schema.items, schema.additionalProperties]
  const found =
    (schema['x-kubernetes-validations'] ?? []).length > 0 ||
    parts.some((part) => isJsonObject(part) && hasRules(part as JSONSchemaProps))
  known.set(schema, found)
  return found
}
