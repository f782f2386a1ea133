/** How one verb of a format prints one simple value. */
import { quote } from '../../apimachinery/go-format.ts'
import { formatExponent, formatFloat, formatSpecial, formatSyntax } from '../go-value.ts'
import { goKind, numberOf } from './value.ts'

/** What stands between the percent sign and the verb. */
export interface Flags {
  sharp: boolean
  zero: boolean
  plus: boolean
  minus: boolean
  space: boolean
  width?: number
  precision?: number
}

/** A verb without flags: `%v`. */
export const NO_FLAGS: Flags = { sharp: false, zero: false, plus: false, minus: false, space: false }

/** The value as the verb prints it; undefined where the verb does not suit the value's kind. */
export function formatSimple(value: unknown, verb: string, flags: Flags): string | undefined {
  switch (goKind(value)) {
    case 'bool':
      return verb === 't' || verb === 'v' ? pad(String(value), flags) : undefined
    case 'int':
    case 'uint':
      return formatIntegerAs(numberOf(value) ?? 0, verb, flags)
    case 'float':
      return formatFloatAs(numberOf(value) ?? 0, verb, flags)
    case 'string':
      return formatString(value as string, verb, flags)
    default:
      return verb === 'v' && flags.sharp ? formatSyntax(value) : undefined
  }
}

/** Text filled up to the width, with zeros where the flags say so. */
export function pad(text: string, flags: Flags): string {
  const missing = (flags.width ?? 0) - [...text].length
  if (missing <= 0) return text
  if (flags.minus) return text + ' '.repeat(missing)
  return (flags.zero ? '0' : ' ').repeat(missing) + text
}

function padSpaces(text: string, flags: Flags): string {
  return pad(text, { ...flags, zero: false })
}

function formatString(text: string, verb: string, flags: Flags): string | undefined {
  if (verb === 's' || (verb === 'v' && !flags.sharp)) return pad(truncate(text, flags), flags)
  if (verb === 'v') return pad(quote(truncate(text, flags)), flags)
  if (verb === 'q') return pad(quoteText(truncate(text, flags), flags), flags)
  if (verb === 'x' || verb === 'X') return pad(formatHex(text, verb, flags), flags)
  return undefined
}

function truncate(text: string, { precision }: Flags): string {
  return precision === undefined ? text : [...text].slice(0, precision).join('')
}

function quoteText(text: string, flags: Flags): string {
  if (flags.sharp && !/[`\p{Cc}\ufeff]/u.test(text.replaceAll('\t', ''))) return `\`${text}\``
  return flags.plus ? toAscii(quote(text)) : quote(text)
}

function toAscii(text: string): string {
  return text.replace(/[^\0-\x7f]/gu, (rune) => {
    const code = (rune.codePointAt(0) ?? 0).toString(16)
    return code.length <= 4 ? `\\u${code.padStart(4, '0')}` : `\\U${code.padStart(8, '0')}`
  })
}

function formatHex(text: string, verb: string, flags: Flags): string {
  const bytes = Buffer.from(text).subarray(0, flags.precision)
  const prefix = flags.sharp ? '0x' : ''
  const pairs = [...bytes].map((byte) => byte.toString(16).padStart(2, '0'))
  const joined = flags.space ? pairs.map((pair) => prefix + pair).join(' ') : prefix + pairs.join('')
  const hex = pairs.length === 0 ? '' : joined
  return verb === 'X' ? hex.toUpperCase() : hex
}

const BASES: Record<string, number> = { v: 10, d: 10, b: 2, o: 8, O: 8, x: 16, X: 16 }

function formatIntegerAs(value: number, verb: string, flags: Flags): string | undefined {
  const base = BASES[verb]
  if (base !== undefined) return formatInteger(value, base, verb, flags)
  const rune = value >= 0 && value <= 0x10ffff ? String.fromCodePoint(value) : '\ufffd'
  if (verb === 'c') return pad(rune, flags)
  if (verb === 'q') return pad(quoteRune(rune, flags), flags)
  if (verb !== 'U') return undefined
  const code = `U+${value
    .toString(16)
    .toUpperCase()
    .padStart(Math.max(4, flags.precision ?? 0), '0')}`
  return padSpaces(flags.sharp ? `${code} '${rune}'` : code, flags)
}

function quoteRune(rune: string, flags: Flags): string {
  const inner = quoteText(rune, { ...flags, sharp: false }).slice(1, -1)
  return `'${inner === '\\"' ? '"' : inner.replace("'", "\\'")}'`
}

function formatInteger(value: number, base: number, verb: string, flags: Flags): string {
  const digits = value === 0 && flags.precision === 0 ? '' : BigInt(Math.abs(value)).toString(base)
  const sign = value < 0 ? '-' : flags.plus ? '+' : flags.space ? ' ' : ''
  const isZeroFilled = flags.zero && flags.width !== undefined && flags.precision === undefined
  const least = isZeroFilled ? (flags.width ?? 0) - sign.length : (flags.precision ?? 0)
  if (digits === '') return ' '.repeat(flags.width ?? 0)
  const filled = digits.padStart(least, '0')
  const text = sign + basePrefix(verb, filled, flags) + (verb === 'X' ? filled.toUpperCase() : filled)
  return padSpaces(text, flags)
}

function basePrefix(verb: string, digits: string, { sharp }: Flags): string {
  if (verb === 'O') return '0o'
  if (!sharp) return ''
  if (verb === 'o') return digits.startsWith('0') ? '' : '0'
  return verb === 'b' ? '0b' : verb === 'x' ? '0x' : verb === 'X' ? '0X' : ''
}

function formatFloatAs(value: number, verb: string, flags: Flags): string | undefined {
  const plain = floatText(Math.abs(value), verb, flags.precision)
  const text = plain !== undefined && flags.sharp && verb !== 'v' ? sharpen(plain, verb, flags) : plain
  if (text === undefined) return undefined
  const isNegative = value < 0 || Object.is(value, -0)
  if (!Number.isFinite(value)) return padSpaces(signed(text.replace('+', ''), isNegative, flags), flags)
  const sign = signed('', isNegative, flags)
  if (!flags.zero || flags.width === undefined) return pad(sign + text, flags)
  return sign + text.padStart(flags.width - sign.length, '0')
}

/** The flag `#` keeps the decimal point, and with `%g` the zeros at the end. */
function sharpen(text: string, verb: string, { precision }: Flags): string {
  if (!/^\d/.test(text)) return text
  const [, mantissa = '', tail = ''] = /^([\d.]+)(.*)$/.exec(text) ?? []
  const point = mantissa.includes('.') ? '' : '.'
  if (!/[gG]/.test(verb)) return mantissa + point + tail
  const significantDigits = mantissa.replace('.', '').replace(/^0+/, '').length
  const zero = mantissa === '0' ? 1 : 0
  const missing = (precision ?? 6) - significantDigits - zero
  return mantissa + point + '0'.repeat(Math.max(0, missing)) + tail
}

function signed(text: string, isNegative: boolean, flags: Flags): string {
  if (isNegative) return `-${text}`
  if (flags.plus) return `+${text}`
  return flags.space ? ` ${text}` : text === 'Inf' ? '+Inf' : text
}

function floatText(value: number, verb: string, precision: number | undefined): string | undefined {
  if (!/^[veEfFgG]$/.test(verb)) return undefined
  if (!Number.isFinite(value)) return formatSpecial(value)
  const lower = verb.toLowerCase()
  if (lower === 'f') return fixed(value, precision ?? 6)
  const text =
    lower === 'e'
      ? exponential(value, precision ?? 6)
      : precision === undefined
        ? formatFloat(value)
        : significant(value, precision)
  return verb === 'E' || verb === 'G' ? text.toUpperCase() : text
}

/** What JavaScript can compute exactly; further digits are zeros. */
const MOST_DIGITS = 100

function fixed(value: number, precision: number): string {
  const whole =
    value >= 1e21
      ? `${BigInt(value)}${precision > 0 ? '.' : ''}`
      : value.toFixed(Math.min(precision, MOST_DIGITS))
  if (value >= 1e21) return whole + '0'.repeat(precision)
  return whole + '0'.repeat(Math.max(0, precision - MOST_DIGITS))
}

function exponential(value: number, precision: number): string {
  const [mantissa = '', exponent = '0'] = value.toExponential(Math.min(precision, MOST_DIGITS)).split('e')
  const zeros = '0'.repeat(Math.max(0, precision - MOST_DIGITS))
  return `${mantissa}${zeros}e${formatExponent(Number(exponent))}`
}

/** The form `%.3g`: so many significant digits, without zeros at the end. */
function significant(value: number, precision: number): string {
  const digits = Math.min(Math.max(precision, 1), MOST_DIGITS)
  const [mantissa = '', power = '0'] = value.toExponential(digits - 1).split('e')
  const exponent = Number(power)
  const trimmed = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa
  const count = trimmed.replace('.', '').length
  const limit = digits > count && count >= exponent + 1 ? count : digits
  if (exponent < -4 || exponent >= limit) return `${trimmed}e${formatExponent(exponent)}`
  return Number(`${trimmed}e${power}`).toFixed(Math.max(0, count - exponent - 1))
}
