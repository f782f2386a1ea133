/** The order of strings. */

const SURROGATE = /[\ud800-\udfff]/

/** Order of two strings by their bytes in UTF-8, as Go compares them: what a sort expects. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0
  if (!SURROGATE.test(a) && !SURROGATE.test(b)) return a < b ? -1 : 1
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
