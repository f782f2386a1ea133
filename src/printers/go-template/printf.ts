/** Go's `fmt.Sprintf` for the values that templates have. */
import { isJsonObject } from '../../base/json.ts'
import { sortedKeys } from '../go-value.ts'
import { type Flags, formatSimple, NO_FLAGS, pad } from './format-verb.ts'
import { goKind, goTypeName, numberOf, printed, TypedNumber } from './value.ts'

const LARGEST_WIDTH = 1_000_000
const FLAGS: Record<string, keyof Flags> = {
  '#': 'sharp',
  '0': 'zero',
  '+': 'plus',
  '-': 'minus',
  ' ': 'space',
}

interface Cursor {
  format: string
  args: readonly unknown[]
  at: number
  argument: number
  isReordered: boolean
  isGoodIndex: boolean
}

/** The text that a format makes of the arguments; what does not fit shows as `%!verb(type=value)`. */
export function sprintf(format: string, args: readonly unknown[]): string {
  const cursor: Cursor = { format, args, at: 0, argument: 0, isReordered: false, isGoodIndex: true }
  let text = ''
  for (;;) {
    const percent = format.indexOf('%', cursor.at)
    if (percent < 0) break
    text += format.slice(cursor.at, percent)
    cursor.at = percent + 1
    text += formatDirective(cursor)
  }
  return text + format.slice(cursor.at) + extraArguments(cursor)
}

/** Arguments as Go's `fmt.Sprint` joins them: a space between two that are both no strings. */
export function sprint(args: readonly unknown[]): string {
  let text = ''
  args.forEach((arg, index) => {
    if (index > 0 && typeof arg !== 'string' && typeof args[index - 1] !== 'string') text += ' '
    text += printed(arg)
  })
  return text
}

/** Arguments as Go's `fmt.Sprintln` joins them. */
export function sprintln(args: readonly unknown[]): string {
  return `${args.map(printed).join(' ')}\n`
}

function formatDirective(cursor: Cursor): string {
  const flags: Flags = { ...NO_FLAGS }
  cursor.isGoodIndex = true
  readFlags(cursor, flags)
  let isAfterIndex = readIndex(cursor)
  const width = readWidth(cursor, flags, isAfterIndex)
  if (width.isPresent) isAfterIndex = false
  const precision = readPrecision(cursor, flags, isAfterIndex)
  if (!precision.isAfterIndex) readIndex(cursor)
  const verb = readVerb(cursor)
  const problems = width.problem + precision.problem
  if (verb === '') return `${problems}%!(NOVERB)`
  if (verb === '%') return `${problems}%`
  if (!cursor.isGoodIndex) return `${problems}%!${verb}(BADINDEX)`
  if (cursor.argument >= cursor.args.length) return `${problems}%!${verb}(MISSING)`
  return problems + formatArgument(cursor.args[cursor.argument++], verb, flags)
}

function readFlags(cursor: Cursor, flags: Flags): void {
  for (;;) {
    const flag = FLAGS[cursor.format[cursor.at] ?? '']
    if (flag === undefined) break
    Object.assign(flags, { [flag]: true })
    cursor.at++
  }
  if (flags.minus) flags.zero = false
}

/** Reads `[n]`, the number of the argument to go on with; true where there was one. */
function readIndex(cursor: Cursor): boolean {
  if (cursor.format[cursor.at] !== '[') return false
  cursor.isReordered = true
  const close = cursor.format.indexOf(']', cursor.at)
  const digits = /^\d+$/.exec(cursor.format.slice(cursor.at + 1, Math.max(close, 0)))?.[0]
  const index = Number(digits ?? 0) - 1
  cursor.at = close < 0 ? cursor.at + 1 : close + 1
  cursor.isGoodIndex = index >= 0 && index < cursor.args.length
  if (cursor.isGoodIndex) cursor.argument = index
  return cursor.isGoodIndex
}

function readWidth(cursor: Cursor, flags: Flags, isAfterIndex: boolean) {
  if (cursor.format[cursor.at] === '*') {
    cursor.at++
    const width = starArgument(cursor)
    if (width === undefined) return { isPresent: true, problem: '%!(BADWIDTH)' }
    if (width < 0) Object.assign(flags, { minus: true, zero: false })
    flags.width = Math.abs(width)
    return { isPresent: true, problem: '' }
  }
  const digits = readDigits(cursor)
  if (digits !== '' && isAfterIndex) cursor.isGoodIndex = false
  if (digits !== '' && Number(digits) > LARGEST_WIDTH) cursor.at = cursor.format.length
  else if (digits !== '') flags.width = Number(digits)
  return { isPresent: digits !== '', problem: '' }
}

function readPrecision(cursor: Cursor, flags: Flags, isAfterIndex: boolean) {
  if (cursor.format[cursor.at] !== '.') return { isAfterIndex, problem: '' }
  cursor.at++
  if (isAfterIndex) cursor.isGoodIndex = false
  const isIndexed = readIndex(cursor)
  if (cursor.format[cursor.at] === '*') {
    cursor.at++
    const precision = starArgument(cursor)
    if (precision !== undefined && precision >= 0) flags.precision = precision
    return { isAfterIndex: false, problem: precision === undefined || precision < 0 ? '%!(BADPREC)' : '' }
  }
  const digits = readDigits(cursor)
  if (Number(digits) > LARGEST_WIDTH) cursor.at = cursor.format.length
  else flags.precision = Number(digits)
  return { isAfterIndex: isIndexed, problem: '' }
}

function readDigits(cursor: Cursor): string {
  const digits = /^\d*/.exec(cursor.format.slice(cursor.at, cursor.at + 20))?.[0] ?? ''
  cursor.at += digits.length
  return digits
}

function starArgument(cursor: Cursor): number | undefined {
  if (cursor.argument >= cursor.args.length) return undefined
  const value = numberOf(cursor.args[cursor.argument++])
  return value !== undefined && Number.isInteger(value) && Math.abs(value) <= LARGEST_WIDTH
    ? value
    : undefined
}

function readVerb(cursor: Cursor): string {
  const code = cursor.format.codePointAt(cursor.at)
  if (code === undefined) return ''
  const verb = String.fromCodePoint(code)
  cursor.at += verb.length
  return verb
}

function formatArgument(value: unknown, verb: string, flags: Flags): string {
  if (verb === 'T') return formatSimple(goTypeName(value ?? null), 's', flags) ?? ''
  if (value === null || value === undefined) return verb === 'v' ? pad('<nil>', flags) : `%!${verb}(<nil>)`
  // `%+v` is a verb of its own in Go: it does not ask for signs.
  return formatValueAs(value, verb, verb === 'v' ? { ...flags, plus: false } : flags)
}

/** Lists and maps format each of their members; a nil member is `<nil>` whatever the verb. */
function formatValueAs(value: unknown, verb: string, flags: Flags): string {
  const member = (item: unknown) =>
    item === null || item === undefined ? '<nil>' : formatValueAs(item, verb, flags)
  const isSyntax = verb === 'v' && flags.sharp
  if (Array.isArray(value) && verb !== 'p' && !isSyntax) return `[${value.map(member).join(' ')}]`
  if (isJsonObject(value) && !(value instanceof TypedNumber) && verb !== 'p' && !isSyntax)
    return `map[${sortedKeys(value)
      .map((key) => `${member(key)}:${member(value[key])}`)
      .join(' ')}]`
  return formatSimple(value, verb, flags) ?? `%!${verb}(${goTypeName(value)}=${formatBad(value, flags)})`
}

/** A value behind a verb that does not suit it prints as with `%v`, with the flags given. */
function formatBad(value: unknown, flags: Flags): string {
  if (typeof value === 'string') return formatSimple(value, 's', flags) ?? value
  return formatSimple(value, goKind(value) === 'float' ? 'g' : 'v', flags) ?? printed(value)
}

function extraArguments(cursor: Cursor): string {
  if (cursor.isReordered || cursor.argument >= cursor.args.length) return ''
  const extras = cursor.args
    .slice(cursor.argument)
    .map((arg) => (arg === null || arg === undefined ? '<nil>' : `${goTypeName(arg)}=${printed(arg)}`))
  return `%!(EXTRA ${extras.join(', ')})`
}
