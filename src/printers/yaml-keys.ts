/** The order in which Go's YAML encoder writes the keys of a map: numbers in keys count as numbers. */

const PLAIN = /^[A-Za-z]*$/
const LETTER = /\p{L}/u
const DIGIT = /\p{Nd}/u

/** The keys of a map that carry a value, in the encoder's order: `a2` before `a10`, symbols before letters. */
export function sortYamlKeys(map: Record<string, unknown>): string[] {
  const keys = Object.keys(map).filter((key) => map[key] !== undefined)
  return keys.length < 2 ? keys : keys.sort(compareKeys)
}

function compareKeys(a: string, b: string): number {
  if (a === b) return 0
  if (PLAIN.test(a) && PLAIN.test(b)) return a < b ? -1 : 1
  return isLess([...a], [...b]) ? -1 : 1
}

function isLess(a: string[], b: string[]): boolean {
  const shorter = Math.min(a.length, b.length)
  let at = 0
  while (at < shorter && a[at] === b[at]) at++
  if (at === shorter) return a.length < b.length
  const left = a[at] ?? ''
  const right = b[at] ?? ''
  const leftIsLetter = LETTER.test(left)
  const rightIsLetter = LETTER.test(right)
  if (leftIsLetter && rightIsLetter) return isRuneLess(left, right)
  if (leftIsLetter || rightIsLetter) return rightIsLetter
  return isNumberLess(a, b, at)
}

/** Compares from the first difference on, with the digits that begin there read as numbers. */
function isNumberLess(a: string[], b: string[], at: number): boolean {
  const prefix = (a[at] === '0' || b[at] === '0') && followsNonZeroDigit(a, at) ? 1 : 0
  const left = readNumber(a, at, prefix)
  const right = readNumber(b, at, prefix)
  if (left.value !== right.value) return left.value < right.value
  if (left.end !== right.end) return left.end < right.end
  return isRuneLess(a[at] ?? '', b[at] ?? '')
}

function followsNonZeroDigit(runes: string[], at: number): boolean {
  for (let index = at - 1; index >= 0 && DIGIT.test(runes[index] ?? ''); index--)
    if (runes[index] !== '0') return true
  return false
}

function readNumber(runes: string[], start: number, prefix: number): { value: bigint; end: number } {
  let value = BigInt(prefix)
  let end = start
  for (; DIGIT.test(runes[end] ?? ''); end++)
    value = BigInt.asIntN(64, value * 10n + BigInt((runes[end]?.codePointAt(0) ?? 48) - 48))
  return { value, end }
}

function isRuneLess(a: string, b: string): boolean {
  return (a.codePointAt(0) ?? 0) < (b.codePointAt(0) ?? 0)
}
