/** Hashes of Fowler, Noll and Vo, of 32 bits: fast, and good enough for names and orders. */

/** Where a hash begins that has no start of its own. */
export const FNV_OFFSET = 0x811c9dc5

/** What a hash is multiplied with for each byte. */
export const FNV_PRIME = 0x01000193

/** FNV-1a over the UTF-16 units of a text, not negative. */
export function hashText(text: string, start: number = FNV_OFFSET): number {
  let hash = start
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), FNV_PRIME)
  return hash >>> 0
}

/** As many hashes of the text, which differ in where they begin, as hexadecimal digits: eight of each. */
export function hashToHex(text: string, hashes: number): string {
  const parts = Array.from({ length: hashes }, (_, index) => hashText(text, FNV_OFFSET ^ index))
  return parts.map((part) => part.toString(16).padStart(8, '0')).join('')
}
