/** The built-in kinds' structure as JSON Schema: what ajv needs to be the walker's oracle. */
import type { ScalarType, Schema, StructSchema } from '../../../src/api/schema/schema.ts'

type JsonSchema = Record<string, unknown>

const INT32 = 2 ** 31
const SCALARS: Readonly<Record<ScalarType, JsonSchema>> = {
  string: { type: ['string', 'null'] },
  boolean: { type: ['boolean', 'null'] },
  double: { type: ['number', 'null'] },
  int32: { type: ['integer', 'null'], minimum: -INT32, maximum: INT32 - 1 },
  int64: { type: ['integer', 'null'], minimum: -(2 ** 63), exclusiveMaximum: 2 ** 63 },
  intOrString: { type: ['integer', 'string', 'null'], minimum: -INT32, maximum: INT32 - 1 },
  quantity: {
    type: ['string', 'number', 'null'],
    pattern: '^\\s*[+-]?(\\d+\\.?\\d*|\\.\\d+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?\\d+)?\\s*$',
  },
  bytes: {
    type: ['string', 'null'],
    pattern: '^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$',
  },
  time: { $ref: '#/$defs/time' },
  microTime: { $ref: '#/$defs/time' },
  any: {},
}
const TIME = {
  type: ['string', 'null'],
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)$',
}

/** A schema with all that it refers to, that accepts what the API server's strict decoding accepts. */
export function toJsonSchema(root: StructSchema): JsonSchema {
  const $defs: Record<string, JsonSchema> = { time: TIME }
  convert(root, $defs)
  return { $ref: `#/$defs/${root.name}`, $defs }
}

function convert(schema: Schema, $defs: Record<string, JsonSchema>): JsonSchema {
  if (schema.type === 'list') return { type: ['array', 'null'], items: convert(schema.items, $defs) }
  if (schema.type === 'map')
    return { type: ['object', 'null'], additionalProperties: convert(schema.values, $defs) }
  if (schema.type !== 'struct') return SCALARS[schema.type]
  if ($defs[schema.name] === undefined) {
    const properties: Record<string, JsonSchema> = {}
    $defs[schema.name] = { type: ['object', 'null'], properties, additionalProperties: false }
    for (const name of schema.fieldNames) properties[name] = convert(schema.field(name) as Schema, $defs)
  }
  return { $ref: `#/$defs/${schema.name}` }
}
