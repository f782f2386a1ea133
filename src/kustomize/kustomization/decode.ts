/** Checks a kustomization against its types as Go's JSON decoder does, in its words. */
import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts'
import { KustomizeError } from '../error.ts'
import { PLUGIN_STRUCTS } from './plugin-types.ts'
import { type ShortType, STRUCTS, type Struct } from './types.ts'

const SCALARS: Readonly<Record<string, { goType: string; fits(value: Json): boolean }>> = {
  s: { goType: 'string', fits: (value) => typeof value === 'string' },
  b: { goType: 'bool', fits: (value) => typeof value === 'boolean' },
  i: { goType: 'int', fits: (value) => Number.isInteger(value) },
  l: { goType: 'int64', fits: (value) => Number.isInteger(value) },
  PatchStrategicMerge: { goType: 'types.PatchStrategicMerge', fits: (value) => typeof value === 'string' },
}

const ALL_STRUCTS: Readonly<Record<string, Struct>> = { ...STRUCTS, ...PLUGIN_STRUCTS }

/** Where the decoder is: the struct, and the fields that led there. */
interface Place {
  struct: string
  path: readonly string[]
}

/** A field of a struct: its name, its type, and the structs without a name that it is in. */
interface Field {
  name: string
  type: ShortType
  within: readonly string[]
}

/**
 * The value as the struct has it: fields under their right names, nulls left out. Throws for unknown fields, if
 * `strict`, and for values of a wrong type: whichever comes first.
 */
export function decodeStruct(struct: string, value: Json, strict: boolean): JsonObject {
  return readStruct(struct, value, { struct: '', path: [] }, strict) as JsonObject
}

function readStruct(name: string, value: Json, place: Place, strict: boolean): Json {
  if (!isJsonObject(value)) throw wrongType(value, `types.${name}`, place)
  const result: JsonObject = {}
  for (const key of Object.keys(value).sort()) {
    const field = findField(name, key)
    if (field === undefined && strict) throw new KustomizeError(`json: unknown field "${key}"`)
    if (field === undefined) continue
    const path = [...place.path, ...field.within, field.name]
    const item = value[key]!
    if (item !== null) result[field.name] = readValue(field.type, item, { struct: name, path }, strict)
  }
  return result
}

/** Go takes a field by its name in any case. */
function findField(struct: string, key: string, within: readonly string[] = []): Field | undefined {
  const { fields, inline = [] } = ALL_STRUCTS[struct]!
  const names = Object.keys(fields)
  const name =
    names.find((each) => each === key) ?? names.find((each) => each.toLowerCase() === key.toLowerCase())
  if (name !== undefined) return { name, type: fields[name]!, within }
  for (const inner of inline) {
    const field = findField(inner, key, [...within, inner])
    if (field !== undefined) return field
  }
  return undefined
}

function readValue(type: ShortType, value: Json, place: Place, strict: boolean): Json {
  if (type === '*') return value
  if (type.startsWith('[]')) {
    if (!Array.isArray(value)) throw wrongType(value, goTypeOf(type), place)
    return value.map((item) =>
      item === null ? zeroOf(type.slice(2)) : readValue(type.slice(2), item, place, strict),
    )
  }
  if (type.startsWith('{}')) return readMap(type.slice(2), value, place, strict)
  const scalar = SCALARS[type]
  if (scalar === undefined) return readStruct(type, value, place, strict)
  if (!scalar.fits(value)) throw wrongType(value, scalar.goType, place)
  return value
}

function readMap(type: ShortType, value: Json, place: Place, strict: boolean): Json {
  if (!isJsonObject(value)) throw wrongType(value, goTypeOf(`{}${type}`), place)
  const result: JsonObject = {}
  for (const key of Object.keys(value).sort())
    result[key] = value[key] === null ? zeroOf(type) : readValue(type, value[key]!, place, strict)
  return result
}

function zeroOf(type: ShortType): Json {
  return { s: '', PatchStrategicMerge: '', b: false, i: 0, l: 0 }[type] ?? {}
}

function goTypeOf(type: ShortType): string {
  if (type.startsWith('[]')) return `[]${goTypeOf(type.slice(2))}`
  if (type.startsWith('{}')) return `map[string]${goTypeOf(type.slice(2))}`
  return SCALARS[type]?.goType ?? `types.${type}`
}

function wrongType(value: Json, goType: string, { struct, path }: Place): KustomizeError {
  const where = struct === '' ? 'Go value' : `Go struct field ${struct}.${path.join('.')}`
  return new KustomizeError(
    `json: cannot unmarshal ${describe(value, goType)} into ${where} of type ${goType}`,
  )
}

/** Go tells a number itself only where another kind of number was wanted. */
function describe(value: Json, goType: string): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return goType.startsWith('int') ? `number ${value}` : 'number'
  return typeof value === 'boolean' ? 'bool' : typeof value
}
