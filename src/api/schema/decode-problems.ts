/** Puts into words what is wrong with a document: the slow second look, taken only when something is. */
import { goType } from '../../apimachinery/go-format.ts'
import { isJsonObject } from '../../base/json.ts'
import { base64Fault, decodeScalar, INVALID, quantityProblem } from './decode-scalar.ts'
import { goTypeName } from './go-type-name.ts'
import type { ListSchema, MapSchema, ScalarSchema, Schema, StructSchema } from './schema.ts'
import { timeProblem } from './time-problem.ts'

/** How Go comes from a value to an object: it reads JSON, or converts what a strategic merge patch has made. */
export type Reading = 'decode' | 'convert'

/** What is wrong with an object that is decoded. */
export interface Problems {
  /** The first value of a wrong type, in Go's words. */
  typeError?: string
  /** Paths of unknown fields, such as `spec.containers[0].bogus`. */
  unknownFields: string[]
}

/** The API server stops counting there. */
const MAX_UNKNOWN = 100

type JsonFields = Readonly<Record<string, unknown>>

/** Where the decoder is: the struct and the fields that led there, and the path with list indexes. */
interface Place {
  how: Reading
  struct: string
  field: string
  fields: string
  path: string
}

/** An error of a type that reads its own JSON; it ends the decoding at once. */
class Abort extends Error {}

/**
 * All that is wrong with a value that is to be of the struct's type. Go's decoder goes through a document as
 * kubectl sends it, with sorted keys; so the first error is the first in that order.
 */
export function describeProblems(
  schema: StructSchema,
  value: unknown,
  { root = '', how = 'decode' }: { root?: string; how?: Reading } = {},
): Problems {
  const problems: Problems = { unknownFields: [] }
  try {
    visit(schema, value, { how, struct: '', field: '', fields: root, path: root }, problems)
  } catch (error) {
    if (!(error instanceof Abort)) throw error
    problems.typeError = error.message
  }
  return problems
}

function visit(schema: Schema, value: unknown, place: Place, problems: Problems): void {
  if (value === null || value === undefined || schema.type === 'any') return
  if (schema.type === 'struct' && isJsonObject(value)) visitStruct(schema, value, place, problems)
  else if (schema.type === 'map' && isJsonObject(value)) visitMap(schema, value, place, problems)
  else if (schema.type === 'list' && Array.isArray(value)) visitList(schema, value, place, problems)
  else if (schema.type === 'struct' || schema.type === 'map' || schema.type === 'list')
    saveTypeError(schema, value, place, problems)
  else if (decodeScalar(schema.type, value) === INVALID) visitScalar(schema, value, place, problems)
}

function visitList(schema: ListSchema, value: unknown[], place: Place, problems: Problems): void {
  for (const [index, item] of value.entries())
    visit(schema.items, item, { ...place, path: `${place.path}[${index}]` }, problems)
}

function visitMap(schema: MapSchema, value: JsonFields, place: Place, problems: Problems): void {
  for (const key of Object.keys(value).sort())
    visit(schema.values, value[key], { ...place, path: join(place.path, key) }, problems)
}

function visitStruct(
  schema: StructSchema,
  value: Record<string, unknown>,
  place: Place,
  problems: Problems,
): void {
  for (const key of Object.keys(value).sort()) {
    const field = schema.field(key)
    const path = join(place.path, key)
    if (field !== undefined) {
      const inside = { ...place, struct: schema.goName, field: key, fields: join(place.fields, key), path }
      visit(field, value[key], inside, problems)
    } else if (problems.unknownFields.length < MAX_UNKNOWN) problems.unknownFields.push(path)
  }
}

function visitScalar(schema: ScalarSchema, value: unknown, place: Place, problems: Problems): void {
  if (schema.type === 'quantity') throw new Abort(quantityProblem(value))
  if (schema.type === 'intOrString') throw new Abort(typeError(value, 'int32', place))
  if (schema.type === 'time' || schema.type === 'microTime')
    throw new Abort(
      typeof value === 'string' ? timeProblem(value, schema.type) : typeError(value, 'string', place),
    )
  if (schema.type === 'bytes' && typeof value === 'string')
    problems.typeError ??= `${place.how === 'convert' ? 'error decoding from json: ' : ''}illegal base64 data at input byte ${base64Fault(value)}`
  else saveTypeError(schema, value, place, problems)
}

function saveTypeError(schema: Schema, value: unknown, place: Place, problems: Problems): void {
  const type = goTypeName(schema, place.struct, place.field)
  problems.typeError ??=
    place.how === 'convert' ? conversionError(schema, value, type) : typeError(value, type, place)
}

/** In the words of apimachinery's pkg/runtime/converter.go. */
function conversionError(schema: Schema, value: unknown, type: string): string {
  const given = goKind(value)
  if (schema.type === 'struct') return `cannot restore struct from: ${given}`
  if (schema.type === 'map') return `cannot restore map from ${given}`
  if (schema.type === 'list' || schema.type === 'bytes') return `cannot restore slice from ${given}`
  // Go could turn a number into a character, or cut it: what it could do, but does not, it calls a conversion.
  const couldConvert =
    typeof value === 'number' && (schema.type === 'string' ? given === 'int64' : schema.type !== 'boolean')
  return couldConvert
    ? `cannot convert ${given} to ${type}`
    : `unrecognized type: ${type.includes('.') ? 'string' : type}`
}

function goKind(value: unknown): string {
  if (Array.isArray(value)) return 'slice'
  return isJsonObject(value) ? 'map' : goType(value)
}

function typeError(value: unknown, goType: string, place: Place): string {
  const where =
    place.struct === '' || place.how === 'convert'
      ? 'Go value'
      : `Go struct field ${place.struct}.${place.fields}`
  return `json: cannot unmarshal ${describeValue(value, goType)} into ${where} of type ${goType}`
}

/** Go shows a number only where a number of another kind was wanted. */
function describeValue(value: unknown, goType: string): string {
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return /^(int|float)/.test(goType) ? `number ${value}` : 'number'
  return typeof value === 'boolean' ? 'bool' : typeof value
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}
