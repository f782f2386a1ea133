/** DER, the encoding of certificates: values with a tag and a length, inside of each other. */

/** One value. Tags are single bytes, as all that certificates use. */
export interface DerValue {
  tag: number
  /** Tag, length and content. */
  raw: Buffer
  content: Buffer
}

/** The tags that are used by name. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const

/** The values in a row. Throws Error where the bytes are not DER. */
export function readDer(bytes: Buffer): DerValue[] {
  const values: DerValue[] = []
  for (let at = 0; at < bytes.length; ) {
    const value = readValue(bytes.subarray(at))
    values.push(value)
    at += value.raw.length
  }
  return values
}

function readValue(bytes: Buffer): DerValue {
  const first = bytes[1]
  if (first === undefined) throw new Error('asn1: syntax error: truncated tag or length')
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f
  if (lengthBytes > 4 || bytes.length < 2 + lengthBytes)
    throw new Error('asn1: syntax error: length too large')
  const length = lengthBytes === 0 ? first & 0x7f : bytes.readUIntBE(2, lengthBytes)
  const start = 2 + lengthBytes
  if (first === 0x80 || bytes.length < start + length) throw new Error('asn1: syntax error: data truncated')
  return {
    tag: bytes[0]!,
    raw: bytes.subarray(0, start + length),
    content: bytes.subarray(start, start + length),
  }
}

/** A value of the contents, one behind the other. */
export function writeDer(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents)
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content.length)]), content])
}

function lengthOf(length: number): number[] {
  if (length < 0x80) return [length]
  const bytes: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
  return [0x80 | bytes.length, ...bytes]
}

/** `1.2.840.113549.1.9.14` out of the content of an object identifier. */
export function readOid(content: Buffer): string {
  const parts: number[] = []
  let part = 0
  for (const byte of content) {
    part = part * 128 + (byte & 0x7f)
    if (byte < 0x80) {
      if (parts.length === 0) parts.push(Math.min(Math.floor(part / 40), 2))
      parts.push(parts.length === 1 ? part - parts[0]! * 40 : part)
      part = 0
    }
  }
  return parts.join('.')
}

/** An object identifier. */
export function writeOid(oid: string): Buffer {
  const [first = 0, second = 0, ...rest] = oid.split('.').map(Number)
  const bytes = [first * 40 + second, ...rest].flatMap((part) => {
    const digits = [part % 128]
    for (let more = Math.floor(part / 128); more > 0; more = Math.floor(more / 128))
      digits.unshift(0x80 | (more % 128))
    return digits
  })
  return writeDer(TAG.oid, Buffer.from(bytes))
}

/** An integer that is not negative, out of its bytes. */
export function writeInteger(bytes: Uint8Array): Buffer {
  const start = bytes.findIndex((byte) => byte !== 0)
  const digits = start < 0 ? Buffer.from([0]) : Buffer.from(bytes.subarray(start))
  return writeDer(TAG.integer, ...(digits[0]! >= 0x80 ? [Buffer.from([0])] : []), digits)
}
