/** The natural order of strings: numbers inside them count as numbers. */
import { compareStrings } from '../base/compare-strings.ts'

const PARTS = /[0-9]+|[^0-9]/gu

/** True where `a` comes before `b`: `pod-2` before `pod-10`, digits before other characters. */
export function naturalLess(a: string, b: string): boolean {
  const left = a.match(PARTS) ?? []
  const right = b.match(PARTS) ?? []
  for (let at = 0; at < left.length && at < right.length; at++) {
    const order = compareParts(left[at] ?? '', right[at] ?? '')
    if (order !== 0) return order < 0
  }
  return Buffer.byteLength(a) < Buffer.byteLength(b)
}

function compareParts(a: string, b: string): number {
  if (a === b) return 0
  const isDigitsA = isDigits(a)
  const isDigitsB = isDigits(b)
  if (isDigitsA !== isDigitsB) return isDigitsA ? -1 : 1
  return isDigitsA ? compareNumbers(a, b) : compareStrings(a, b)
}

function isDigits(part: string): boolean {
  const code = part.charCodeAt(0)
  return code >= 0x30 && code <= 0x39
}

/** Equal numbers are told apart by their leading zeros: fewer come first. */
function compareNumbers(a: string, b: string): number {
  const left = a.replace(/^0+/, '')
  const right = b.replace(/^0+/, '')
  if (left.length !== right.length) return left.length - right.length
  return left === right ? a.length - b.length : compareStrings(left, right)
}
