/** Turns a file's bytes into text, and finds what no YAML document may hold. */
import { decodeUtf8 } from '../../base/utf8.ts'

/** Text out of bytes. */
export interface DecodedText {
  text: string
  /** The first malformed byte sequence: where the text begins to be wrong, and why. */
  problem?: { position: number; message: string }
}

/** The text of UTF-8 bytes; a string is text already. */
export function decodeText(data: string | Uint8Array): DecodedText {
  if (typeof data === 'string') return { text: data }
  const text = decodeUtf8(data)
  if (text !== undefined) return { text }
  const { offset, message } = findFault(data)
  const lenient = new TextDecoder('utf-8', { ignoreBOM: true })
  const position = lenient.decode(data.subarray(0, offset)).length
  return { text: lenient.decode(data), problem: { position, message } }
}

/** The first byte that is not UTF-8, in the words of the YAML reader. */
function findFault(data: Uint8Array): { offset: number; message: string } {
  let offset = 0
  while (offset < data.length) {
    const width = sequenceLength(data[offset] ?? 0)
    if (width === 0) return { offset, message: 'invalid leading UTF-8 octet' }
    if (offset + width > data.length) return { offset, message: 'incomplete UTF-8 octet sequence' }
    const message = sequenceFault(data.subarray(offset, offset + width))
    if (message !== undefined) return { offset, message }
    offset += width
  }
  return { offset, message: 'invalid leading UTF-8 octet' }
}

function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1
  if ((lead & 0xe0) === 0xc0) return 2
  if ((lead & 0xf0) === 0xe0) return 3
  return (lead & 0xf8) === 0xf0 ? 4 : 0
}

function sequenceFault(bytes: Uint8Array): string | undefined {
  if (bytes.length === 1) return undefined
  let code = (bytes[0] ?? 0) & (0x7f >> bytes.length)
  for (const byte of bytes.subarray(1)) {
    if ((byte & 0xc0) !== 0x80) return 'invalid trailing UTF-8 octet'
    code = code * 64 + (byte & 0x3f)
  }
  const shortest = [0, 0, 0x80, 0x800, 0x10000][bytes.length] ?? 0
  if (code < shortest) return 'invalid length of a UTF-8 sequence'
  return (code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff ? 'invalid Unicode character' : undefined
}
