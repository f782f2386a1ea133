/** Quoted text as Go reads it (`strconv.UnquoteChar`), in double or single quotes. */
import { ESCAPED } from '../../apimachinery/go-escapes.ts'

const WIDTHS: Record<string, number> = { x: 2, u: 4, U: 8 }

/** The text between a pair of equal quotes with its escapes resolved; undefined where it is not valid. */
export function unquote(quoted: string): string | undefined {
  const quote = quoted[0]
  if (quoted.length < 2 || quote === undefined || quoted.at(-1) !== quote) return undefined
  const body = quoted.slice(1, -1)
  return body.includes('\\') || body.includes(quote) ? resolveEscapes(body, quote) : body
}

function resolveEscapes(body: string, quote: string): string | undefined {
  const bytes: Buffer[] = []
  for (let at = 0; at < body.length; ) {
    const rune = String.fromCodePoint(body.codePointAt(at) ?? 0)
    if (rune === quote) return undefined
    const part =
      rune === '\\' ? readEscape(body, at + 1, quote) : { bytes: Buffer.from(rune), end: at + rune.length }
    if (part === undefined) return undefined
    bytes.push(part.bytes)
    at = part.end
  }
  return Buffer.concat(bytes).toString('utf8')
}

/** Reads the escape whose first character after the backslash stands at `at`. */
function readEscape(body: string, at: number, quote: string): { bytes: Buffer; end: number } | undefined {
  const char = body[at] ?? ''
  const simple = char === quote ? quote : ESCAPED[char]
  if (simple !== undefined) return { bytes: Buffer.from(simple), end: at + 1 }
  if (/[0-7]/.test(char)) return readDigits(body, at, /^[0-7]{3}/, 8)
  const width = WIDTHS[char]
  if (width === undefined) return undefined
  return readDigits(body, at + 1, new RegExp(`^[0-9a-fA-F]{${width}}`), 16, char !== 'x')
}

function readDigits(body: string, at: number, pattern: RegExp, radix: number, isRune = false) {
  const digits = pattern.exec(body.slice(at, at + 8))?.[0]
  if (digits === undefined) return undefined
  const code = Number.parseInt(digits, radix)
  const end = at + digits.length
  if (!isRune) return code > 255 ? undefined : { bytes: Buffer.from([code]), end }
  const isValid = code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
  return isValid ? { bytes: Buffer.from(String.fromCodePoint(code)), end } : undefined
}
