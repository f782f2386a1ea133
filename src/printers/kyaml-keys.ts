/** Which keys of KYAML need quotes: all that some YAML parser could take for anything but text. */

/** Letters, digits and `_`; within them also `-`, `.` and `/`. */
const PLAIN = /^[\p{L}\p{N}_]([\p{L}\p{N}_./-]*[\p{L}\p{N}_])?$/u
const WORD = /^(null|true|false|t|f|y|n|yes|no|on|off)$/i
const INTEGER = /^(0x[\da-f]+|0b[01]+|0o?[0-7]+)$/i
const INFINITE = /^(inf|infinity|nan)$/i
const FLOAT = /^(\d+(\.\d*)?(e[+-]?\d+)?|0x[\da-f]+(\.[\da-f]*)?p[+-]?\d+)$/i
const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})$/
const INT64_LIMIT = 2n ** 63n

/** Whether the key must be quoted (kyaml.go, needsQuotes). */
export function needsQuotes(key: string): boolean {
  return !PLAIN.test(key) || isAmbiguous(key)
}

function isAmbiguous(key: string): boolean {
  const digits = key.replaceAll('_', '')
  const isNumber = isInteger(digits) || isFloat(digits) || INFINITE.test(digits)
  return isNumber || WORD.test(key) || isDate(key)
}

/** What is beyond 64 bits is no integer to Go. */
function isInteger(text: string): boolean {
  if (!INTEGER.test(text)) return false
  return BigInt(text.toLowerCase().replace(/^0(?=\d)/, '0o')) < INT64_LIMIT
}

function isFloat(text: string): boolean {
  return FLOAT.test(text) && (/^0x/i.test(text) || Number.isFinite(Number(text)))
}

function isDate(text: string): boolean {
  const [, year, month, day] = DATE.exec(text) ?? []
  if (year === undefined) return false
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day)
}
