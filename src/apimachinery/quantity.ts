/** Amounts of resources: `100m`, `128Mi`, `1e3`. Exact, down to a billionth, in the notation they came in. */

/** The family of suffixes that a quantity is written with. */
export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent'

/** An amount in billionths. Never changes; arithmetic makes new ones. */
export interface Quantity {
  readonly nanos: bigint
  readonly format: QuantityFormat
}

/** What was found out about a quantity before; quantities are shared through the parse cache. */
interface Known extends Quantity {
  text?: string
  whole?: number
  milli?: number
}

interface Suffix {
  format: QuantityFormat
  base: 2 | 10
  exponent: number
}

const GRAMMAR = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/
const FORMAT_WRONG =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
const SUFFIX_WRONG = "unable to parse quantity's suffix"
const NANO = 1_000_000_000n
const DECIMAL_SUFFIXES = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E']
const BINARY_SUFFIXES = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']
const SUFFIXES: ReadonlyMap<string, Suffix> = new Map([
  ...BINARY_SUFFIXES.map((suffix, index): [string, Suffix] => [
    suffix,
    { format: 'BinarySI', base: 2, exponent: index * 10 },
  ]),
  ...DECIMAL_SUFFIXES.map((suffix, index): [string, Suffix] => [
    suffix,
    { format: 'DecimalSI', base: 10, exponent: index * 3 - 9 },
  ]),
])
/** Beyond this nothing is meant, only harm: such numbers take ages to multiply out. */
const MAX_EXPONENT = 1000
/** Binary quantities are capped at the largest 64-bit integer. */
const MAX_BINARY = (2n ** 63n - 1n) * NANO
const CACHE_SIZE = 4096

const cache = new Map<string, Quantity>()

/** Zero, in decimal notation. */
export const ZERO: Quantity = Object.freeze({ nanos: 0n, format: 'DecimalSI' })

/**
 * Reads a quantity; manifests may also hold plain numbers. Throws an Error in the API server's words. What is
 * finer than a billionth is rounded away from zero.
 */
export function parseQuantity(source: string | number): Quantity {
  const text = typeof source === 'number' ? String(source) : source
  const known = cache.get(text)
  if (known !== undefined) return known
  const quantity = parse(text)
  if (cache.size >= CACHE_SIZE) cache.clear()
  cache.set(text, quantity)
  return quantity
}

/** The quantity, or undefined for text that is not one. */
export function tryParseQuantity(source: string | number): Quantity | undefined {
  try {
    return parseQuantity(source)
  } catch {
    return undefined
  }
}

function parse(text: string): Quantity {
  const match = GRAMMAR.exec(text)
  if (match === null || text === '') throw new Error(FORMAT_WRONG)
  const [, sign = '', integer = '', fraction = '', suffixText = ''] = match
  const suffix = interpretSuffix(suffixText)
  const magnitude = scale(BigInt(integer + fraction || '0'), fraction.length, suffix)
  const capped = suffix.base === 2 && magnitude > MAX_BINARY ? MAX_BINARY : magnitude
  const tiny = suffix.base === 2 && capped > 0n && capped < NANO
  const quantity: Known = {
    nanos: sign === '-' ? -capped : capped,
    format: tiny ? 'DecimalSI' : suffix.format,
  }
  if (isKeptAsWritten(integer, fraction, suffix)) quantity.text = text
  return quantity
}

function interpretSuffix(text: string): Suffix {
  const suffix = SUFFIXES.get(text)
  if (suffix !== undefined) return suffix
  if (!/^[eE][-+]?\d+$/.test(text)) throw new Error(SUFFIX_WRONG)
  const exponent = Number(text.slice(1))
  if (Math.abs(exponent) > MAX_EXPONENT) throw new Error(SUFFIX_WRONG)
  return { format: 'DecimalExponent', base: 10, exponent }
}

/** Digits with so many decimal places, times the suffix, in billionths rounded up. */
function scale(digits: bigint, places: number, { base, exponent }: Suffix): bigint {
  if (base === 2) return ceilDivide((digits << BigInt(exponent)) * NANO, 10n ** BigInt(places))
  const shift = 9 + exponent - places
  return shift >= 0 ? digits * 10n ** BigInt(shift) : ceilDivide(digits, 10n ** BigInt(-shift))
}

/**
 * Upstream remembers the text of what looks canonical at a glance instead of printing it anew, so that
 * `1.500` or `+1` stay as they are: resource.ParseQuantity.
 */
function isKeptAsWritten(integer: string, fraction: string, { base, exponent }: Suffix): boolean {
  const digits = integer.replace(/^0+/, '') || '0'
  if (base === 2) {
    const short = 14 - digits.length - Math.trunc((exponent * 3) / 10) >= 0
    return fraction === '' && short && (Number(digits) & 7) !== 0
  }
  const shifted = digits + fraction
  const places = exponent - fraction.length
  const fits = shifted.length <= 18 && places >= -9 && places % 3 === 0
  return fits && !shifted.endsWith('000') && !shifted.startsWith('0')
}

/** The division rounded away from zero. */
function ceilDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor
  if (quotient * divisor === dividend) return quotient
  return dividend < 0n ? quotient - 1n : quotient + 1n
}

/** The canonical text: no fraction, the largest suffix that fits exactly: `1.5` is `1500m`, `1.5Gi` `1536Mi`. */
export function formatQuantity(quantity: Quantity): string {
  const known: Known = quantity
  if (known.text !== undefined) return known.text
  const text = canonicalText(quantity)
  if (!Object.isFrozen(known)) known.text = text
  return text
}

function canonicalText({ nanos, format }: Quantity): string {
  if (nanos === 0n) return '0'
  const small = nanos > -1024n * NANO && nanos < 1024n * NANO
  if (format === 'BinarySI' && !small && nanos % NANO === 0n) return binaryText(nanos / NANO)
  return decimalText(nanos, format === 'DecimalExponent')
}

function binaryText(value: bigint): string {
  let [mantissa, power] = [value, 0]
  while (power < BINARY_SUFFIXES.length - 1 && mantissa % 1024n === 0n) {
    mantissa /= 1024n
    power++
  }
  return `${mantissa}${BINARY_SUFFIXES[power]}`
}

/** Written with an exponent there is no largest suffix. */
function decimalText(nanos: bigint, withExponent: boolean): string {
  let [mantissa, power] = [nanos, 0]
  while ((withExponent || power < DECIMAL_SUFFIXES.length - 1) && mantissa % 1000n === 0n) {
    mantissa /= 1000n
    power++
  }
  if (!withExponent) return `${mantissa}${DECIMAL_SUFFIXES[power]}`
  const exponent = power * 3 - 9
  return exponent === 0 ? String(mantissa) : `${mantissa}e${exponent}`
}

/** A quantity of so many units; `BinarySI` for bytes. */
export function quantityOf(value: number | bigint, format: QuantityFormat = 'DecimalSI'): Quantity {
  return { nanos: BigInt(value) * NANO, format }
}

/** A quantity of so many thousandths, such as millicores. */
export function milliQuantityOf(value: number | bigint, format: QuantityFormat = 'DecimalSI'): Quantity {
  return { nanos: BigInt(value) * 1_000_000n, format }
}

/** The amount in whole units, rounded away from zero. Beyond 2^53 the nearest number. */
export function quantityValue(quantity: Quantity): number {
  const known: Known = quantity
  if (known.whole !== undefined) return known.whole
  const whole = Number(ceilDivide(quantity.nanos, NANO))
  if (!Object.isFrozen(known)) known.whole = whole
  return whole
}

/** The amount in thousandths, rounded away from zero: 1500 for `1.5`. Beyond 2^53 the nearest number. */
export function quantityMilliValue(quantity: Quantity): number {
  const known: Known = quantity
  if (known.milli !== undefined) return known.milli
  const milli = Number(ceilDivide(quantity.nanos, 1_000_000n))
  if (!Object.isFrozen(known)) known.milli = milli
  return milli
}

/** The amount as a number, as near as it can be. */
export function quantityToNumber({ nanos }: Quantity): number {
  return Number(nanos / NANO) + Number(nanos % NANO) / 1e9
}

/** Negative, zero or positive where a is less than, equal to or greater than b, whatever their notation. */
export function compareQuantities(a: Quantity, b: Quantity): -1 | 0 | 1 {
  if (a.nanos === b.nanos) return 0
  return a.nanos < b.nanos ? -1 : 1
}

/** a + b in a's notation, or in b's where a is zero. */
export function addQuantities(a: Quantity, b: Quantity): Quantity {
  return { nanos: a.nanos + b.nanos, format: a.nanos === 0n ? b.format : a.format }
}

/** a - b in a's notation, or in b's where a is zero. */
export function subtractQuantities(a: Quantity, b: Quantity): Quantity {
  return { nanos: a.nanos - b.nanos, format: a.nanos === 0n ? b.format : a.format }
}
