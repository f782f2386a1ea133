/** Keys in LMDB: bytes that sort as the strings do by UTF-16 code unit. ASCII stays one byte a character. */
import { StoreError } from '../store.ts'

/** What LMDB allows with pages of 4 KiB, as the lmdb package sets it up. */
const MAX_KEY_BYTES = 1978

/** Writes a key at a position and returns the position after it. Each code unit becomes its own UTF-8 sequence. */
export function writeKey(key: string, target: Uint8Array, start: number): number {
  let at = start
  for (let i = 0; i < key.length; i++) {
    const unit = key.charCodeAt(i)
    if (unit < 0x80) target[at++] = unit
    else if (unit < 0x800) {
      target[at++] = 0xc0 | (unit >> 6)
      target[at++] = 0x80 | (unit & 0x3f)
    } else {
      target[at++] = 0xe0 | (unit >> 12)
      target[at++] = 0x80 | ((unit >> 6) & 0x3f)
      target[at++] = 0x80 | (unit & 0x3f)
    }
  }
  if (at - start > MAX_KEY_BYTES)
    throw new StoreError(
      'io',
      `a key of ${at - start} bytes is longer than the store can hold (${MAX_KEY_BYTES})`,
    )
  return at
}

/** Reads what writeKey wrote. */
export function readKey(source: Uint8Array, start: number, end: number): string {
  for (let i = start; i < end; i++) if (source[i]! >= 0x80) return readUnits(source, start, end)
  return Buffer.prototype.latin1Slice.call(source, start, end)
}

function readUnits(source: Uint8Array, start: number, end: number): string {
  const units: number[] = []
  for (let at = start; at < end; ) {
    const first = source[at++]!
    if (first < 0x80) units.push(first)
    else if (first < 0xe0) units.push(((first & 0x1f) << 6) | (source[at++]! & 0x3f))
    else units.push(((first & 0x0f) << 12) | ((source[at++]! & 0x3f) << 6) | (source[at++]! & 0x3f))
  }
  return String.fromCharCode(...units)
}
