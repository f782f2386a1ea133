/** Values in LMDB: msgpack whose property names are kept once for each resource; JSON text for what that cannot hold. */
import { Packr, RESERVE_START_SPACE } from 'msgpackr'

/** Lists of property names, by the record number that stands for them in values. */
export type Shapes = (string[] | null)[]

/** Where the shapes of a resource are kept, in the transaction that is under way. */
export interface ShapeStorage {
  load(resource: string): Shapes | undefined
  save(resource: string, shapes: Shapes): void
}

/** Turns values into bytes and back. */
export interface ValueCodec {
  encode(key: string, value: unknown): Uint8Array
  /** Decodes the first `length` bytes. */
  decode(key: string, bytes: Uint8Array, length: number): unknown
  /** Forgets the shapes it knows: to be called when a transaction that may have added some was undone. */
  reset(): void
}

/** How many lists of names one resource may share; objects beyond that carry their names with them. */
const MAX_SHAPES = 128
/** Objects of more names than this are one of a kind: a ConfigMap's data, not a Pod's spec. */
const MAX_SHARED_NAMES = 64

const FORMAT_JSON = 0
const FORMAT_PACKED = 1

/** A codec whose shapes live in the storage. Shapes are only ever added, so knowing more of them does no harm. */
export function createValueCodec(storage: ShapeStorage): ValueCodec {
  const packers = new Map<string, Packr>()
  const packerOf = (key: string) => {
    const resource = resourceOf(key)
    let packer = packers.get(resource)
    if (packer === undefined) {
      packer = createPacker(storage, resource)
      packers.set(resource, packer)
    }
    return packer
  }
  return {
    encode(key, value) {
      if (!isPackable(value))
        return Buffer.from(`${String.fromCharCode(FORMAT_JSON)}${JSON.stringify(value)}`)
      const bytes = packerOf(key).pack(value, RESERVE_START_SPACE | 1)
      bytes[0] = FORMAT_PACKED
      return bytes
    },
    decode(key, bytes, length) {
      if (bytes[0] === FORMAT_JSON) return JSON.parse(Buffer.prototype.utf8Slice.call(bytes, 1, length))
      return packerOf(key).unpack(bytes as Buffer, { start: 1, end: length })
    },
    reset: () => packers.clear(),
  }
}

/** `pods` of `/registry/pods/default/web`; empty for keys that are not laid out so. */
function resourceOf(key: string): string {
  const from = key.indexOf('/', 1) + 1
  const to = key.indexOf('/', from)
  return from === 0 || to < 0 ? '' : key.slice(from, to)
}

function createPacker(storage: ShapeStorage, resource: string): Packr {
  return new Packr({
    maxSharedStructures: MAX_SHAPES,
    // All strings of a value stand together: a process that has just started reads them twice as fast.
    bundleStrings: true,
    shouldShareStructure: (names: string[]) => names.length <= MAX_SHARED_NAMES,
    getStructures: () => (storage.load(resource) ?? []) as object[],
    saveStructures(shapes: object[], isCompatible: unknown) {
      const compatible = isCompatible as (existing: Shapes | undefined) => boolean
      if (!compatible(storage.load(resource))) return false
      storage.save(resource, [...(shapes as Shapes)])
      return true
    },
  } as ConstructorParameters<typeof Packr>[0])
}

/** The packer takes these names for methods or renames them; a ConfigMap may well have them as keys. */
function isPackable(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) return value.every(isPackable)
  for (const name in value) {
    if (name === '__proto__' || name === 'constructor' || name === 'toJSON') return false
    const inner = (value as Record<string, unknown>)[name]
    if (typeof inner === 'object' && !isPackable(inner)) return false
  }
  return true
}
