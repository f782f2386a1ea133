/** The types that expressions give to objects, where the kind of the objects is known. */
import {
  BOOL,
  BYTES,
  DOUBLE,
  DYN,
  INT,
  listOf,
  mapOf,
  type ObjectType,
  STRING,
  TIMESTAMP,
  type Type,
} from '../../cel/type.ts'
import type { JSONSchemaProps } from '../../generated/types.ts'
import { celTypeOf } from '../custom/cel-type.ts'
import { escapeProperty } from '../custom/property-name.ts'
import { type ScalarType, type Schema, type StructSchema, structSchema } from '../schema/schema.ts'

const SCALARS: Readonly<Record<ScalarType, Type>> = {
  string: STRING,
  int32: INT,
  int64: INT,
  double: DOUBLE,
  boolean: BOOL,
  bytes: BYTES,
  time: TIMESTAMP,
  microTime: TIMESTAMP,
  quantity: DYN,
  intOrString: DYN,
  any: DYN,
}

/** The type of a built-in kind, or of a part of one. */
export function typeOfSchema(schema: Schema, name: string): Type {
  switch (schema.type) {
    case 'list':
      return listOf(typeOfSchema(schema.items, `${name}.@idx`))
    case 'map':
      return mapOf(STRING, typeOfSchema(schema.values, `${name}.@elem`))
    case 'struct':
      return typeOfStruct(schema, name)
    default:
      return SCALARS[schema.type]
  }
}

/** The type of a custom kind in one of its versions. */
export function typeOfCustom(schema: JSONSchemaProps | undefined, name: string): Type {
  const type = schema && celTypeOf(schema, name, true)
  if (type?.kind !== 'object') return DYN
  const metadata = typeOfSchema(structSchema('ObjectMeta'), `${name}.metadata`)
  return { ...type, fields: { get: (field) => (field === 'metadata' ? metadata : type.fields.get(field)) } }
}

/** Fields get their types as they are asked for: a struct may hold others of its type. */
function typeOfStruct(struct: StructSchema, name: string): ObjectType {
  const properties = new Map(struct.fieldNames.map((property) => [escapeProperty(property), property]))
  return {
    kind: 'object',
    name,
    fields: {
      get(field) {
        const property = properties.get(field)
        const schema = property === undefined ? undefined : struct.field(property)
        return schema && typeOfSchema(schema, `${name}.${property}`)
      },
    },
  }
}
