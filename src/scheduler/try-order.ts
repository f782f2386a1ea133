/** The order in which nodes are tried. */
import { hashText } from '../base/fnv.ts'

/** More nodes than these are mixed. */
const MIXED_ABOVE = 100

/**
 * Where only some of many nodes are looked at, neighbours by name (often of one zone) must not come together.
 * kube-scheduler goes round the zones; mixing by a hash of the name spreads as well without reading the nodes.
 */
export function tryOrder(names: readonly string[]): readonly string[] {
  if (names.length <= MIXED_ABOVE) return names
  return names
    .map((name) => ({ name, hash: hash(name) }))
    .sort((a, b) => a.hash - b.hash || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name)
}

/** FNV-1a with a final mix, so that names that differ in the last digit land far apart. */
function hash(text: string): number {
  let value = hashText(text)
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}
