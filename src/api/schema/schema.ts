/** The structure of the built-in kinds as a graph of nodes, made as far as it is walked. */
import { schemasText } from '../../generated/schemas.ts'
import { definitionLine } from './definition-line.ts'
import { type ListType, listTypeOf, retainsKeys } from './list-types.ts'

/** The types of values that hold no others. */
export type ScalarType =
  | 'string'
  | 'int32'
  | 'int64'
  | 'double'
  | 'boolean'
  | 'bytes'
  | 'time'
  | 'microTime'
  | 'quantity'
  | 'intOrString'
  /** Any JSON value. */
  | 'any'

/** A value that holds no others. */
export interface ScalarSchema {
  readonly type: ScalarType
}

/** A list, and how it is merged. */
export interface ListSchema extends ListType {
  readonly type: 'list'
  readonly items: Schema
}

/** String keys with values of one type. */
export interface MapSchema {
  readonly type: 'map'
  readonly values: Schema
}

/** An object with named fields. There is one node per type, so nodes can be compared and used as keys. */
export interface StructSchema {
  readonly type: 'struct'
  /** As in src/generated/types.ts; '' for a struct without fields. */
  readonly name: string
  /** The name of the Go type, which texts contain: 'DeploymentSpec'. */
  readonly goName: string
  /** The Go package that the type is in: 'v1', 'v2'. */
  readonly goPackage: string
  readonly fieldNames: readonly string[]
  /** Not enforced when decoding: the kinds' validation does that. */
  readonly required: readonly string[]
  /** The allowed values of the fields that have a closed set of them. */
  readonly enums: Readonly<Record<string, readonly string[]>>
  /** Undefined for a field that does not exist. Names are case-sensitive. */
  field(name: string): Schema | undefined
  /** Whether strategic merge patches of the object in this field carry $retainKeys. */
  retainsKeys(name: string): boolean
}

/** What a value of the API may look like. */
export type Schema = ScalarSchema | ListSchema | MapSchema | StructSchema

const SCALARS: Readonly<Record<string, ScalarSchema>> = {
  s: { type: 'string' },
  i: { type: 'int32' },
  l: { type: 'int64' },
  f: { type: 'double' },
  b: { type: 'boolean' },
  y: { type: 'bytes' },
  t: { type: 'time' },
  u: { type: 'microTime' },
  q: { type: 'quantity' },
  x: { type: 'intOrString' },
  '*': { type: 'any' },
}

interface CompactType {
  p: Record<string, string>
  r?: string[]
  e?: Record<string, string[]>
  g?: string
  v?: string
}

const EMPTY: CompactType = { p: {} }
const structs = new Map<string, StructSchema>()

/** The type of a name in src/generated/types.ts. Throws for a name that does not exist. */
export function structSchema(name: string): StructSchema {
  const known = structs.get(name)
  if (known !== undefined) return known
  const struct = makeStruct(name, name === '' ? EMPTY : readCompact(name))
  structs.set(name, struct)
  return struct
}

/** Whether there is a type of this name. */
export function hasStruct(name: string): boolean {
  return structs.has(name) || definitionLine(schemasText, name) !== undefined
}

/** Makes types known that stand in a text of their own, in the form of `schemasText`. */
export function learnStructs(text: string): void {
  for (const line of text.trim().split('\n')) {
    const end = line.indexOf(' ')
    const name = line.slice(0, end)
    if (!structs.has(name))
      structs.set(name, makeStruct(name, JSON.parse(line.slice(end + 1)) as CompactType))
  }
}

function readCompact(name: string): CompactType {
  const line = definitionLine(schemasText, name)
  if (line === undefined) throw new Error(`no type is named ${name}`)
  return JSON.parse(line) as CompactType
}

function makeStruct(name: string, compact: CompactType): StructSchema {
  const types = new Map(Object.entries(compact.p))
  const fields = new Map<string, Schema>()
  return {
    type: 'struct',
    name,
    goName: compact.g ?? name,
    goPackage: compact.v ?? 'v1',
    fieldNames: [...types.keys()],
    required: compact.r ?? [],
    enums: compact.e ?? {},
    retainsKeys: (field) => retainsKeys(name, field),
    field(field) {
      const known = fields.get(field)
      if (known !== undefined) return known
      const type = types.get(field)
      if (type === undefined) return undefined
      const schema = readType(type, name, field)
      fields.set(field, schema)
      return schema
    },
  }
}

/** Reads the short form: `[]` a list, `{}` a map, `#Name` a struct, else one letter. */
function readType(type: string, owner: string, field: string): Schema {
  if (type.startsWith('#')) return structSchema(type.slice(1))
  if (type.startsWith('{}')) return { type: 'map', values: readType(type.slice(2), owner, field) }
  if (!type.startsWith('[]')) return SCALARS[type] as ScalarSchema
  const item = type.slice(2)
  const listType = listTypeOf(owner, field, item.startsWith('#') ? item.slice(1) : '')
  return { type: 'list', items: readType(item, owner, field), ...listType }
}
