/**
 * The v2 document as protocol buffers: the only form that kubectl reads (client-go, discovery_client.go; the messages are
 * those of gnostic, openapiv2/OpenAPIv2.proto).
 */
import { double, flag, integer, message, repeated, text } from './protobuf.ts'
import type { SchemaObject } from './schema-object.ts'
import type { SwaggerDocument, SwaggerOperation, SwaggerParameter, SwaggerPath } from './swagger.ts'

/** The document as a message of the type openapi.v2.Document. */
export function encodeDocument({ swagger, info, paths, definitions }: SwaggerDocument): Uint8Array {
  return Buffer.concat([
    text(1, swagger),
    message(2, text(1, info.title), text(2, info.version)),
    message(8, namedAll(2, paths, encodePath)),
    message(9, namedAll(1, definitions, encodeSchema)),
  ])
}

/** The entries of a map, each a message of name and value. */
function namedAll<T>(
  field: number,
  record: Readonly<Record<string, T>>,
  encode: (value: T) => Uint8Array,
): Uint8Array {
  return repeated(Object.entries(record), ([name, value]) =>
    message(field, text(1, name), message(2, encode(value))),
  )
}

/** Extensions hold YAML, of which JSON is a part. */
function extensions(field: number, object: object): Uint8Array {
  const own = Object.entries(object).filter(([key]) => key.startsWith('x-'))
  return namedAll(field, Object.fromEntries(own), (value) => text(2, JSON.stringify(value)))
}

/** What a schema may limit, by the numbers of the fields. */
type Limits = Partial<
  Record<'multipleOf' | 'maximum' | 'minimum' | 'maxLength' | 'minLength' | 'maxItems' | 'minItems', number>
> &
  Partial<Record<'maxProperties' | 'minProperties', number>> &
  Partial<Record<'exclusiveMaximum' | 'exclusiveMinimum' | 'uniqueItems', boolean>> & { pattern?: string }

function encodeLimits(limits: Limits): Uint8Array {
  return Buffer.concat([
    double(6, limits.multipleOf),
    double(7, limits.maximum),
    flag(8, limits.exclusiveMaximum),
    double(9, limits.minimum),
    flag(10, limits.exclusiveMinimum),
    integer(11, limits.maxLength),
    integer(12, limits.minLength),
    text(13, limits.pattern),
    integer(14, limits.maxItems),
    integer(15, limits.minItems),
    flag(16, limits.uniqueItems),
    integer(17, limits.maxProperties),
    integer(18, limits.minProperties),
  ])
}

function encodeSchema(schema: SchemaObject): Uint8Array {
  const { type, items, properties, additionalProperties: values } = schema
  return Buffer.concat([
    text(1, schema.$ref),
    text(2, schema.format),
    text(4, schema.description),
    encodeLimits(schema as Limits),
    repeated(schema.required, (name) => text(19, name)),
    repeated(schema.enum, (value) => message(20, text(2, JSON.stringify(value)))),
    typeof values === 'object' ? message(21, message(1, encodeSchema(values))) : NOTHING,
    typeof values === 'boolean' ? message(21, flag(2, values)) : NOTHING,
    type === undefined ? NOTHING : message(22, text(1, type)),
    items === undefined ? NOTHING : message(23, message(1, encodeSchema(items))),
    properties === undefined ? NOTHING : message(25, namedAll(1, properties, encodeSchema)),
    extensions(31, schema),
  ])
}

const NOTHING = new Uint8Array()

const METHODS = { get: 2, put: 3, post: 4, delete: 5, patch: 8 } as const

function encodePath(path: SwaggerPath): Uint8Array {
  const methods = Object.entries(METHODS) as [keyof typeof METHODS, number][]
  return Buffer.concat([
    ...methods.map(([method, field]) => {
      const operation = path[method]
      return operation === undefined ? NOTHING : message(field, encodeOperation(operation))
    }),
    repeated(path.parameters, (parameter) => message(9, encodeParameter(parameter))),
  ])
}

function encodeOperation(operation: SwaggerOperation): Uint8Array {
  return Buffer.concat([
    repeated(operation.tags, (tag) => text(1, tag)),
    text(3, operation.description),
    text(5, operation.operationId),
    repeated(operation.produces, (type) => text(6, type)),
    repeated(operation.consumes, (type) => text(7, type)),
    repeated(operation.parameters, (parameter) => message(8, encodeParameter(parameter))),
    message(9, namedAll(1, operation.responses, encodeResponse)),
    extensions(13, operation),
  ])
}

/** Each alternative is a message in a message: whether it is a reference, a body, and where it stands. */
function encodeParameter(parameter: SwaggerParameter): Uint8Array {
  const { name, in: place, required, description, schema, type, uniqueItems } = parameter
  if (schema !== undefined) {
    const body = [text(1, description), text(2, name), text(3, place), flag(4, required)]
    return message(1, message(1, ...body, message(5, encodeSchema(schema))))
  }
  const common = [flag(1, required), text(2, place), text(3, description), text(4, name)]
  const other =
    place === 'path'
      ? message(4, ...common, text(5, type), flag(18, uniqueItems))
      : message(3, ...common, text(6, type), flag(20, uniqueItems))
  return message(1, message(2, other))
}

function encodeResponse({ description, schema }: { description: string; schema?: SchemaObject }): Uint8Array {
  const content = schema === undefined ? NOTHING : message(2, message(1, encodeSchema(schema)))
  return message(1, text(1, description), content)
}
