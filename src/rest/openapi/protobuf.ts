/** The wire format of protocol buffers, as far as documents need it. Source: protobuf.dev, Encoding. */

const VARINT = 0
const DOUBLE = 1
const BYTES = 2

/** A field that holds a message, or bytes. Empty messages are told of, since their presence may mean something. */
export function message(field: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat(parts)
  return Buffer.concat([tag(field, BYTES), varint(body.length), body])
}

/** A field that holds text; nothing for empty text, which is what a missing field means. */
export function text(field: number, value: string | undefined): Uint8Array {
  return value === undefined || value === '' ? NOTHING : message(field, Buffer.from(value))
}

/** A field that holds a truth value; nothing for false. */
export function flag(field: number, value: boolean | undefined): Uint8Array {
  return value ? Buffer.concat([tag(field, VARINT), varint(1)]) : NOTHING
}

/** A field that holds a whole number that is not negative. */
export function integer(field: number, value: number | undefined): Uint8Array {
  return value === undefined ? NOTHING : Buffer.concat([tag(field, VARINT), varint(value)])
}

/** A field that holds any number. */
export function double(field: number, value: number | undefined): Uint8Array {
  if (value === undefined) return NOTHING
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(value)
  return Buffer.concat([tag(field, DOUBLE), bytes])
}

/** A field that may be there several times. */
export function repeated<T>(values: Iterable<T> | undefined, encode: (value: T) => Uint8Array): Uint8Array {
  return values === undefined ? NOTHING : Buffer.concat([...values].map(encode))
}

const NOTHING = new Uint8Array()

function tag(field: number, type: number): Uint8Array {
  return varint(field * 8 + type)
}

/** Seven bits a byte, the lowest first; the eighth says that there are more. */
function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = value
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80)
    rest = Math.floor(rest / 0x80)
  }
  return Uint8Array.from([...bytes, rest])
}
