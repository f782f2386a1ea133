/** Why Go cannot read a time. */
import { quote } from '../../apimachinery/go-format.ts'

const LAYOUTS = { time: '2006-01-02T15:04:05Z07:00', microTime: '2006-01-02T15:04:05.000000Z07:00' }

/** The layout's elements with what may stand for them. */
const ELEMENTS: readonly [layout: string, pattern: RegExp][] = [
  ['2006', /^\d{4}/],
  ['-', /^-/],
  ['01', /^\d{2}/],
  ['-', /^-/],
  ['02', /^\d{2}/],
  ['T', /^T/],
  ['15', /^\d{2}/],
  [':', /^:/],
  ['04', /^\d{2}/],
  [':', /^:/],
  ['05', /^\d{2}(?:\.\d+)?/],
  ['Z07:00', /^(?:Z|[+-]\d{2}:\d{2})/],
]

const RANGES: readonly [name: string, position: number, min: number, max: number][] = [
  ['month', 5, 1, 12],
  ['hour', 11, 0, 23],
  ['minute', 14, 0, 59],
  ['second', 17, 0, 59],
  ['day', 8, 1, 31],
]

/** `parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"`. */
export function timeProblem(text: string, type: 'time' | 'microTime'): string {
  const range = RANGES.find(([, position, min, max]) =>
    isOutside(text.slice(position, position + 2), min, max),
  )
  let rest = text
  for (const [element, pattern] of ELEMENTS) {
    const match = pattern.exec(rest)
    if (match === null)
      return `parsing time ${quote(text)} as ${quote(LAYOUTS[type])}: cannot parse ${quote(rest)} as ${quote(element)}`
    rest = rest.slice(match[0].length)
  }
  if (rest !== '') return `parsing time ${quote(text)}: extra text: ${quote(rest)}`
  return `parsing time ${quote(text)}: ${range?.[0] ?? 'day'} out of range`
}

function isOutside(digits: string, min: number, max: number): boolean {
  return /^\d{2}$/.test(digits) && (Number(digits) < min || Number(digits) > max)
}
