/** The one source of chance: a seeded generator for names, uids and choices. */

/** A sequence that follows from its seed. */
export interface Random {
  /** A whole number from 0 up to but without the bound (at most 2^32). */
  int(bound: number): number
  /** A version 4 UUID. */
  uuid(): string
  /** A suffix as Kubernetes appends to generateName: letters and digits that spell no words. */
  suffix(length: number): string
}

/** The letters of k8s.io/apimachinery/pkg/util/rand: no vowels, no digits that look like letters. */
const SAFE_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'

/** A generator whose whole sequence follows from the seed (sfc32 seeded by a string hash). */
export function createRandom(seed: string): Random {
  const next = sfc32(hash128(seed))
  const int = (bound: number) => Math.floor((next() / 0x1_0000_0000) * bound)
  return { int, uuid: () => formatUuid(next), suffix: (length) => pickLetters(length, int) }
}

/** Makes a map of the safe alphabet's letters out of a number, as k8s.io/apimachinery SafeEncodeString does. */
export function safeEncode(text: string): string {
  let encoded = ''
  for (let i = 0; i < text.length; i++) encoded += SAFE_ALPHABET[text.charCodeAt(i) % SAFE_ALPHABET.length]
  return encoded
}

function pickLetters(length: number, int: (bound: number) => number): string {
  let letters = ''
  for (let i = 0; i < length; i++) letters += SAFE_ALPHABET[int(SAFE_ALPHABET.length)]
  return letters
}

function formatUuid(next: () => number): string {
  const a = next()
  const b = (next() & 0xffff0fff) | 0x4000
  const c = (next() & 0x3fffffff) | 0x80000000
  const d = next()
  return `${hex16(a >>> 16)}${hex16(a)}-${hex16(b >>> 16)}-${hex16(b)}-${hex16(c >>> 16)}-${hex16(c)}${hex16(d >>> 16)}${hex16(d)}`
}

/** The lower 16 bits as four digits. */
function hex16(word: number): string {
  return `${HEX[(word >>> 8) & 0xff]}${HEX[word & 0xff]}`
}

/** Two digits for each byte. */
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Four 32-bit words that depend on every character of the text. */
function hash128(text: string): [number, number, number, number] {
  let [a, b, c, d] = [1779033703, 3144134277, 1013904242, 2773480762]
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    a = b ^ Math.imul(a ^ code, 597399067)
    b = c ^ Math.imul(b ^ code, 2869860233)
    c = d ^ Math.imul(c ^ code, 951274213)
    d = a ^ Math.imul(d ^ code, 2716044179)
  }
  return [a >>> 0, b >>> 0, c >>> 0, d >>> 0]
}

/** The sfc32 generator: 32 random bits a call; the first rounds mix the seed. */
function sfc32([a, b, c, d]: [number, number, number, number]): () => number {
  const next = () => {
    const sum = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    c |= 0
    return sum >>> 0
  }
  for (let i = 0; i < 12; i++) next()
  return next
}
