/** JSON as values of CEL, made as they are looked at. */
import { isJsonObject } from '../../base/json.ts'
import { MapValue, type Value } from './value.ts'

/** A JSON value of which no schema is known: whole numbers are ints, others doubles. */
export function fromJson(json: unknown): Value {
  if (typeof json === 'number') return Number.isSafeInteger(json) ? BigInt(json) : json
  if (Array.isArray(json)) return json.map(fromJson)
  return isJsonObject(json) ? new JsonMap(json, { value: fromJson }) : ((json ?? null) as Value)
}

/** How the entries of a JSON object become values. */
export interface JsonShape {
  /** The name of the object's type; 'map' when left out. */
  readonly typeName?: string
  /** The value of an entry, by its key in the JSON; undefined for one that is not to be seen. */
  value(json: unknown, key: string): Value | undefined
  /** The key in the JSON of a name in expressions; the name itself when left out. Undefined: there is no such field. */
  key?(name: string): string | undefined
  /** The name in expressions of a key in the JSON: the inverse. */
  name?(key: string): string | undefined
}

/** A JSON object as a map. Entries are converted when they are asked for, once. */
export class JsonMap extends MapValue {
  readonly #json: Readonly<Record<string, unknown>>
  readonly #shape: JsonShape
  readonly #known = new Map<string, Value>()
  #keys: readonly string[] | undefined

  constructor(json: Readonly<Record<string, unknown>>, shape: JsonShape) {
    super()
    this.#json = json
    this.#shape = shape
  }

  override get typeName(): string {
    return this.#shape.typeName ?? 'map'
  }

  override get size(): number {
    return this.keys().length
  }

  override get(key: Value): Value | undefined {
    if (typeof key !== 'string') return undefined
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const name = this.#shape.key ? this.#shape.key(key) : key
    if (name === undefined || !Object.hasOwn(this.#json, name)) return undefined
    const json = this.#json[name]
    const value = json === undefined ? undefined : this.#shape.value(json, name)
    if (value !== undefined) this.#known.set(key, value)
    return value
  }

  override keys(): string[] {
    this.#keys ??= Object.keys(this.#json)
      .map((key) => (this.#shape.name ? this.#shape.name(key) : key))
      .filter((name) => name !== undefined && this.get(name) !== undefined) as string[]
    return [...this.#keys]
  }
}
