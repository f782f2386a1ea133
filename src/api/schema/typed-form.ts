/** Objects as Go writes those of which it knows the types: `kubectl create deployment -o json`, `kubectl set image -o yaml`. */
import type { Unstructured } from '../../apimachinery/object.ts'
import { parseApiVersion } from '../../apimachinery/object.ts'
import { compareStrings } from '../../base/compare-strings.ts'
import { isJsonObject, setOwn } from '../../base/json.ts'
import { decodeStructured } from './decode.ts'
import { zeroOf } from './decode-scalar.ts'
import { goFields } from './go-fields.ts'
import { definitionOf } from './load-schema.ts'
import { hasStruct, type Schema, type StructSchema, structSchema } from './schema.ts'

/**
 * The object with its fields in the order of the Go type, the empty ones that it does not leave out, and nothing that
 * the type does not have. Kinds that are not built in are given back as they are. Throws BadRequest for values of the
 * wrong type.
 */
export function typedForm(object: Unstructured): Unstructured {
  const schema = schemaOf(object)
  if (schema === undefined) return object
  return writeStruct(schema, decodeStructured(schema, object, { mode: 'Ignore' })) as unknown as Unstructured
}

function schemaOf({ apiVersion, kind }: Unstructured): StructSchema | undefined {
  const name = definitionOf({ ...parseApiVersion(apiVersion), kind })
  return name !== undefined && hasStruct(name) ? structSchema(name) : undefined
}

function writeStruct(schema: StructSchema, value: object): Record<string, unknown> {
  const written: Record<string, unknown> = {}
  const given = value as Record<string, unknown>
  for (const { name, empty } of goFields(schema.name, schema.fieldNames)) {
    const field = schema.field(name)
    if (field === undefined) continue
    if (Object.hasOwn(given, name)) written[name] = writeValue(field, given[name])
    else if (empty !== undefined) written[name] = empty === 'null' ? null : writeValue(field, zeroOf(field))
  }
  return written
}

function writeValue(schema: Schema, value: unknown): unknown {
  if (schema.type === 'struct' && isJsonObject(value)) return writeStruct(schema, value)
  if (schema.type === 'list' && Array.isArray(value))
    return value.map((item) => writeValue(schema.items, item))
  if (schema.type === 'map' && isJsonObject(value)) return writeMap(schema.values, value)
  return value
}

/** Go sorts the keys of maps. */
function writeMap(values: Schema, map: Record<string, unknown>): Record<string, unknown> {
  const written: Record<string, unknown> = {}
  for (const key of Object.keys(map).sort(compareStrings)) setOwn(written, key, writeValue(values, map[key]))
  return written
}
