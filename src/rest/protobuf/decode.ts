/** Objects that clients send as Protobuf: client-go does, for the kinds that it knows. Source: runtime/serializer/protobuf. */
import { definitionOf } from '../../api/schema/load-schema.ts'
import { hasStruct, type Schema, type StructSchema, structSchema } from '../../api/schema/schema.ts'
import { parseApiVersion } from '../../apimachinery/object.ts'
import { isJsonObject, type Json, type JsonObject, setOwn } from '../../base/json.ts'
import { type MessageField, messageFields } from './field-numbers.ts'
import { type WireField, wireFields } from './wire.ts'

/** What every such body begins with. */
const MAGIC = Buffer.from('k8s\0')

/** A value that stands for one that is absent in Go. */
const ZEROS: readonly unknown[] = ['', 0, false, null]

/**
 * The object of a body, with what its envelope says of its type; undefined where the server does not know the messages of
 * the kind. Throws WireError for bytes that are no message, Error for a body without an envelope.
 */
export function decodeProtobuf(bytes: Uint8Array): JsonObject | undefined {
  if (!MAGIC.equals(bytes.subarray(0, MAGIC.length)))
    throw new Error('provided data does not appear to be a protobuf message')
  const envelope = new Map<number, Uint8Array>()
  for (const { number, value } of wireFields(bytes.subarray(MAGIC.length)))
    if (typeof value !== 'bigint') envelope.set(number, value)
  const [apiVersion = '', kind = ''] = textsOf(envelope.get(1) ?? new Uint8Array(), [1, 2])
  const name = definitionOf({ ...parseApiVersion(apiVersion), kind }) ?? kind
  if (!hasStruct(name) || messageFields(name) === undefined) return undefined
  return { apiVersion, kind, ...readStruct(structSchema(name), envelope.get(2) ?? new Uint8Array()) }
}

function textsOf(bytes: Uint8Array, numbers: readonly number[]): string[] {
  const found = new Map([...wireFields(bytes)].map(({ number, value }) => [number, value]))
  return numbers.map((number) => textOf(found.get(number) ?? new Uint8Array()))
}

function textOf(value: WireField['value']): string {
  return typeof value === 'bigint' ? String(value) : Buffer.from(value).toString()
}

function bytesOf(value: WireField['value']): Uint8Array {
  return typeof value === 'bigint' ? new Uint8Array() : value
}

function readStruct(schema: StructSchema, bytes: Uint8Array, message = schema.name): JsonObject {
  const object: JsonObject = {}
  const fields = messageFields(message)
  if (fields === undefined) return object
  for (const { number, value } of wireFields(bytes)) {
    const field = fields.get(number)
    if (field === undefined) continue
    if (field.inline !== undefined) Object.assign(object, readStruct(schema, bytesOf(value), field.inline))
    else readField(object, field, schema.field(field.name), value)
  }
  return object
}

function readField(
  object: JsonObject,
  { name, isOptional }: MessageField,
  schema: Schema | undefined,
  value: WireField['value'],
): void {
  if (schema === undefined) return
  if (schema.type === 'list') {
    const list = (Object.hasOwn(object, name) ? object[name] : []) as Json[]
    setOwn(object, name, [...list, ...readItems(schema.items, value)])
  } else if (schema.type === 'map') {
    const map = (Object.hasOwn(object, name) ? object[name] : {}) as JsonObject
    const [key, entry] = readEntry(schema.values, bytesOf(value))
    setOwn(map, key, entry)
    setOwn(object, name, map)
  } else {
    const read = readValue(schema, value)
    if (isOptional || !isEmpty(read)) setOwn(object, name, read)
  }
}

function isEmpty(value: Json): boolean {
  return ZEROS.includes(value) || (isJsonObject(value) && Object.keys(value).length === 0)
}

/** Numbers may stand together in one field. */
function readItems(schema: Schema, value: WireField['value']): Json[] {
  const isPacked = ['int32', 'int64', 'boolean'].includes(schema.type) && typeof value !== 'bigint'
  return isPacked ? [...varints(value)].map((each) => readValue(schema, each)) : [readValue(schema, value)]
}

function* varints(bytes: Uint8Array): Generator<bigint> {
  let [value, shift] = [0n, 0n]
  for (const byte of bytes) {
    value |= BigInt(byte & 0x7f) << shift
    shift += 7n
    if (byte >= 0x80) continue
    yield value
    value = 0n
    shift = 0n
  }
}

/** A map is a list of entries; a list in a map is a message that has it as its first field. */
function readEntry(schema: Schema, bytes: Uint8Array): [key: string, value: Json] {
  let key = ''
  let value: WireField['value'] = new Uint8Array()
  for (const field of wireFields(bytes)) {
    if (field.number === 1) key = textOf(field.value)
    else value = field.value
  }
  if (schema.type !== 'list') return [key, readValue(schema, value)]
  return [key, [...wireFields(bytesOf(value))].flatMap((item) => readItems(schema.items, item.value))]
}

function readValue(schema: Schema, value: WireField['value']): Json {
  switch (schema.type) {
    case 'struct':
      return readStruct(schema, bytesOf(value))
    case 'boolean':
      return value !== 0n
    case 'int32':
    case 'int64':
      return typeof value === 'bigint' ? Number(BigInt.asIntN(64, value)) : 0
    case 'double':
      return typeof value === 'bigint' ? doubleOf(value) : 0
    case 'bytes':
      return Buffer.from(bytesOf(value)).toString('base64')
    case 'time':
    case 'microTime':
      return timeOf(bytesOf(value), schema.type === 'microTime' ? 6 : 0)
    case 'quantity':
      return textsOf(bytesOf(value), [1])[0] ?? ''
    case 'intOrString':
      return intOrStringOf(bytesOf(value))
    case 'any':
      return JSON.parse(textsOf(bytesOf(value), [1])[0] || 'null') as Json
    default:
      return textOf(value)
  }
}

function doubleOf(bits: bigint): number {
  const view = new DataView(new ArrayBuffer(8))
  view.setBigUint64(0, bits)
  return view.getFloat64(0)
}

function numbersOf(bytes: Uint8Array): Map<number, number> {
  return new Map(
    [...wireFields(bytes)].map(({ number, value }) => [
      number,
      typeof value === 'bigint' ? Number(BigInt.asIntN(64, value)) : 0,
    ]),
  )
}

/** Seconds and nanoseconds as RFC 3339; null where there is no time. */
function timeOf(bytes: Uint8Array, digits: number): string | null {
  const numbers = numbersOf(bytes)
  if (!numbers.has(1)) return null
  const whole = new Date((numbers.get(1) ?? 0) * 1000).toISOString().slice(0, 19)
  const fraction = String(numbers.get(2) ?? 0)
    .padStart(9, '0')
    .slice(0, digits)
  return `${whole}${fraction === '' ? '' : `.${fraction}`}Z`
}

function intOrStringOf(bytes: Uint8Array): number | string {
  const numbers = numbersOf(bytes)
  return numbers.get(1) === 1 ? (textsOf(bytes, [3])[0] ?? '') : (numbers.get(2) ?? 0)
}
