/** Flags as data: their type, default and help. Texts of failures are those of Go's strconv and pflag. */
import { parseDuration } from '../../apimachinery/duration.ts'
import { parseBool } from '../../apimachinery/go-boolean.ts'
import { quote } from '../../apimachinery/go-format.ts'

/** One flag of a command. Its name is the key it stands under, in kebab case: `allNamespaces` → --all-namespaces. */
export interface Flag<T> {
  /** The one-letter form. */
  short?: string
  default: T
  /** The default as help shows it: `'none'`, `false`, `[]`. */
  shown: string
  help: string
  /** The value that the flag has when it stands alone; without it the flag needs an argument. */
  alone?: string
  /** Accepted but not told of in help. */
  hidden?: boolean
  /** What to know instead of using it: told on standard error whenever the flag is used. */
  deprecated?: string
  /** The value out of the text. `previous` holds what earlier occurrences gave; undefined at the first one. */
  parse(text: string, previous: T | undefined): T
}

/** The flags of a command, by their names in camel case. */
export type Flags = Readonly<Record<string, Flag<unknown>>>

/** The values that a command gets for its flags. */
export type OptionsOf<F extends Flags> = { [Name in keyof F]: F[Name] extends Flag<infer T> ? T : never }

type Settings = Pick<Flag<unknown>, 'short' | 'alone' | 'hidden' | 'deprecated'>

/** A flag that is on or off: `--x`, `--x=false`. */
export function bool(fallback: boolean, help: string, settings: Settings = {}): Flag<boolean> {
  return { default: fallback, shown: String(fallback), help, alone: 'true', parse: parseBool, ...settings }
}

/** A flag with a text. */
export function string(fallback: string, help: string, settings: Settings = {}): Flag<string> {
  return { default: fallback, shown: `'${fallback}'`, help, parse: (text) => text, ...settings }
}

/** A flag with a whole number. */
export function int(fallback: number, help: string, settings: Settings = {}): Flag<number> {
  return { default: fallback, shown: String(fallback), help, parse: parseInteger, ...settings }
}

/** A flag with a whole number of 32 bits. */
export function int32(fallback: number, help: string, settings: Settings = {}): Flag<number> {
  return { ...int(fallback, help, settings), parse: parseInteger32 }
}

function parseInteger32(text: string): number {
  const value = parseInteger(text)
  if (value !== (value | 0)) throw new Error(`strconv.ParseInt: parsing ${quote(text)}: value out of range`)
  return value
}

/** A flag with a duration such as `5s`; its value is in ms. */
export function duration(fallback: string, help: string, settings: Settings = {}): Flag<number> {
  return { default: parseDuration(fallback), shown: fallback, help, parse: parseDuration, ...settings }
}

/** A flag with several values, in one occurrence with commas or in several. */
export function strings(help: string, settings: Settings = {}): Flag<string[]> {
  const parse = (text: string, previous: string[] = []) => [...previous, ...splitCommas(text)]
  return { default: [], shown: '[]', help, parse, ...settings }
}

/** A flag that may occur several times, each time with one text. */
export function texts(help: string, settings: Settings = {}): Flag<string[]> {
  const parse = (text: string, previous: string[] = []) => [...previous, text]
  return { default: [], shown: '[]', help, parse, ...settings }
}

/** A flag with KEY=VALUE pairs, in one occurrence with commas or in several. Source: component-base, MapStringString. */
export function labelPairs(help: string, settings: Settings = {}): Flag<Record<string, string>> {
  return { default: {}, shown: '', help, parse: parsePairs, ...settings }
}

function parsePairs(text: string, previous: Record<string, string> = {}): Record<string, string> {
  const added = text
    .split(',')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=')
      if (equals < 0) throw new Error('malformed pair, expect string=string')
      return [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()]
    })
  return { ...previous, ...Object.fromEntries(added) }
}

/** A flag with KEY=VALUE pairs, in one occurrence with commas or in several. Source: pflag, StringToString. */
export function variables(help: string, settings: Settings = {}): Flag<Record<string, string>> {
  const parse = (text: string, previous: Record<string, string> = {}) => {
    // With one "=" at most there is one pair at most, whatever commas there are.
    const pairs = text.split('=').length > 2 ? splitCommas(text) : [text]
    const bad = pairs.find((pair) => !pair.includes('='))
    if (bad !== undefined) throw new Error(`${bad} must be formatted as key=value`)
    const split = pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])
    return { ...previous, ...Object.fromEntries(split) }
  }
  return { default: {}, shown: '[]', help, parse, ...settings }
}

function splitCommas(text: string): string[] {
  if (text === '') return []
  if (!text.includes('"')) return text.split(',')
  const fields = text.match(/(?:"(?:[^"]|"")*"|[^,"])+|(?<=^|,)(?=,|$)/g) ?? []
  return fields.map((field) =>
    field.startsWith('"') ? field.replace(/^"|"$/g, '').replaceAll('""', '"') : field,
  )
}

const INTEGER = /^([+-]?)(0[xX][\da-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9]\d*)$/

/** A whole number as Go's strconv.ParseInt reads it in base 0. Throws an Error with Go's text. */
export function parseInteger(text: string): number {
  const [, sign, digits] = INTEGER.exec(text.replace(/(?<=[\da-fA-F])_(?=[\da-fA-F])/g, '')) ?? []
  if (digits === undefined) throw new Error(`strconv.ParseInt: parsing ${quote(text)}: invalid syntax`)
  const value = Number(digits.replace(/^0(?=\d)/, '0o')) * (sign === '-' ? -1 : 1)
  if (!Number.isSafeInteger(value))
    throw new Error(`strconv.ParseInt: parsing ${quote(text)}: value out of range`)
  return value
}

/** The name of a flag on the command line: 'allNamespaces' → 'all-namespaces'. */
export function flagName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
