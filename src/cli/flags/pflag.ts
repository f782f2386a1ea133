/** Splits arguments into flags and the rest as Go's pflag does: interspersed, grouped, with or without `=`. */

import { quote } from '../../apimachinery/go-format.ts'
import { messageOf } from '../../base/error-message.ts'
import { CliError } from '../errors.ts'
import { bool, type Flag, type Flags, flagName } from './flag.ts'

/** One flag as it was found, with its text. */
export interface FlagUse {
  key: string
  text: string
}

/** Arguments taken apart. */
export interface SplitArguments {
  uses: FlagUse[]
  positionals: string[]
  /** How many positionals stand before `--`; undefined without one. */
  dashAt?: number
  /** --help or -h stands among them. */
  help: boolean
}

/** Takes arguments apart. `fail` makes the error to be thrown out of pflag's text. */
export function splitArguments(
  args: readonly string[],
  flags: Flags,
  fail: (message: string) => Error,
): SplitArguments {
  const result: SplitArguments = { uses: [], positionals: [], help: false }
  const rest = [...args]
  while (rest.length > 0) {
    const argument = rest.shift()!
    if (argument === '--') {
      result.dashAt = result.positionals.length
      result.positionals.push(...rest.splice(0))
    } else if (argument.startsWith('--')) takeLong(argument, rest, flags, result, fail)
    else if (argument.startsWith('-') && argument !== '-') takeShorts(argument, rest, flags, result, fail)
    else result.positionals.push(argument)
  }
  return result
}

function takeLong(
  argument: string,
  rest: string[],
  flags: Flags,
  result: SplitArguments,
  fail: (message: string) => Error,
): void {
  const equals = argument.indexOf('=')
  const name = argument.slice(2, equals < 0 ? undefined : equals)
  if (name === '' || name.startsWith('-')) throw fail(`bad flag syntax: ${argument}`)
  const key = Object.keys(flags).find((each) => flagName(each) === name)
  if (key === undefined && name === 'help')
    result.help = parseHelp(equals < 0 ? 'true' : argument.slice(equals + 1), fail)
  else if (key === undefined) throw fail(`unknown flag: --${name}`)
  else if (equals >= 0) result.uses.push({ key, text: argument.slice(equals + 1) })
  else if (flags[key]!.alone !== undefined) result.uses.push({ key, text: flags[key]!.alone! })
  else if (rest.length > 0) result.uses.push({ key, text: rest.shift()! })
  else throw fail(`flag needs an argument: --${name}`)
}

function takeShorts(
  argument: string,
  rest: string[],
  flags: Flags,
  result: SplitArguments,
  fail: (message: string) => Error,
): void {
  let letters = argument.slice(1)
  while (letters !== '') {
    const [letter, tail] = [letters[0]!, letters.slice(1)]
    const key = Object.keys(flags).find((each) => flags[each]!.short === letter)
    if (key === undefined) {
      if (letter !== 'h') throw fail(`unknown shorthand flag: ${quoteRune(letter)} in -${letters}`)
      const isValue = tail.startsWith('=')
      result.help = parseHelp(isValue ? tail.slice(1) : 'true', fail)
      if (isValue) return
      letters = tail
      continue
    }
    const alone = flags[key]!.alone
    if (tail.startsWith('=')) {
      result.uses.push({ key, text: tail.slice(1) })
      return
    }
    if (alone === undefined) {
      if (tail === '' && rest.length === 0)
        throw fail(`flag needs an argument: ${quoteRune(letter)} in -${letters}`)
      result.uses.push({ key, text: tail === '' ? rest.shift()! : tail })
      return
    }
    result.uses.push({ key, text: alone })
    letters = tail
  }
}

/** --help is a flag as any other. */
function parseHelp(text: string, fail: (message: string) => Error): boolean {
  const flag: Flag<unknown> = bool(false, '', { short: 'h' })
  return parseUse({ key: 'help', text }, flag, undefined, fail) === true
}

/** The value of a flag after one more use of it. Throws, by way of `fail`, pflag's text for a bad value. */
export function parseUse(
  use: FlagUse,
  flag: Flag<unknown>,
  previous: unknown,
  fail: (message: string) => Error,
): unknown {
  try {
    return flag.parse(use.text, previous)
  } catch (error) {
    // A flag that is refused for what it is, not for its value, says so itself.
    if (error instanceof CliError) throw error
    const name = `${flag.short === undefined ? '' : `-${flag.short}, `}--${flagName(use.key)}`
    throw fail(`invalid argument ${quote(use.text)} for "${name}" flag: ${messageOf(error)}`)
  }
}

function quoteRune(letter: string): string {
  return `'${letter === "'" ? "\\'" : letter}'`
}
