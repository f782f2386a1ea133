/** Protobuf's wire format: tags, numbers, and what has a length. */

/** One field of a message, as it stands in its bytes. */
export interface WireField {
  number: number
  /** A number of a varint or of fixed width, or the bytes of anything else. */
  value: bigint | Uint8Array
}

/** Bytes that are no message. */
export class WireError extends Error {
  override name = 'WireError'
}

/** The fields of a message one after the other. Throws WireError. */
export function* wireFields(bytes: Uint8Array): Generator<WireField> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let position = 0
  const varint = () => {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[position++]
      if (byte === undefined) throw new WireError('unexpected EOF')
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
    throw new WireError('proto: integer overflow')
  }
  const take = (length: number) => {
    const start = position
    position += length
    if (position > bytes.length) throw new WireError('unexpected EOF')
    return start
  }
  while (position < bytes.length) {
    const tag = Number(varint())
    const number = tag >>> 3
    const type = tag & 7
    if (type === 0) yield { number, value: varint() }
    else if (type === 1) yield { number, value: view.getBigUint64(take(8), true) }
    else if (type === 5) yield { number, value: BigInt(view.getUint32(take(4), true)) }
    else if (type === 2) {
      const length = Number(varint())
      const start = take(length)
      yield { number, value: bytes.subarray(start, start + length) }
    } else throw new WireError(`proto: illegal wireType ${type}`)
  }
}
