/** Which strings a YAML reader of Go would take for something else, so that they must be quoted. */

const WORDS = new Set(
  `y Y yes Yes YES true True TRUE on On ON n N no No NO false False FALSE off Off OFF ~ null Null NULL
   .nan .NaN .NAN .inf .Inf .INF +.inf +.Inf +.INF -.inf -.Inf -.INF`.split(/\s+/),
)
const DECIMAL = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/
const PREFIXED = /^([-+]?)0([xX][0-9a-fA-F]+|[bB][01]+|[oO][0-7]+)$/
const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/
const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:([Tt ])(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?(.*))?$/s
const ZONE = /^(?:Z|[-+](\d\d):(\d\d))$/

/** True where the bare text would be read back as a null, bool, number or time, or by other readers as base 60. */
export function isResolved(text: string): boolean {
  if (text === '') return true
  const first = text.charCodeAt(0)
  if (first === 0x2e) return WORDS.has(text) || isFloat(text)
  const isNumberLike = (first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d
  if (!isNumberLike) return WORDS.has(text)
  return WORDS.has(text) || isNumber(text.replaceAll('_', '')) || BASE_60.test(text) || isTimestamp(text)
}

/** True for a word such as `yes` or `null` that means a bool, a null or a float. */
export function isReservedWord(text: string): boolean {
  return WORDS.has(text)
}

function isNumber(text: string): boolean {
  return isFloat(text) || isPrefixedInteger(text)
}

function isFloat(text: string): boolean {
  return DECIMAL.test(text) && Number.isFinite(Number(text))
}

function isPrefixedInteger(text: string): boolean {
  const [, sign, digits] = PREFIXED.exec(text) ?? []
  if (digits === undefined) return false
  const value = BigInt(`0${digits.toLowerCase()}`)
  if (sign === '') return value < 2n ** 64n
  return sign === '-' ? value <= 2n ** 63n : value < 2n ** 63n
}

function isTimestamp(text: string): boolean {
  const [, year, month, day, separator, hour, minute, second, zone = ''] = DATE.exec(text) ?? []
  if (year === undefined || !isDay(Number(year), Number(month), Number(day))) return false
  if (separator === undefined) return true
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return false
  return separator === ' ' ? zone === '' : isZone(zone)
}

function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const days = month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31
  return day <= days
}

function isZone(zone: string): boolean {
  const [whole, hours = '0', minutes = '0'] = ZONE.exec(zone) ?? []
  return whole !== undefined && Number(hours) <= 24 && Number(minutes) < 60
}
