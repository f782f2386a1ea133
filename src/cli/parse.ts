/** From the words of a call to a command's options: pflag splits them, commander holds and types the options. */
import { Command as Commander, Option } from 'commander'
import type { Command } from './command.ts'
import { flagError, usageError } from './errors.ts'
import { type Flag, type Flags, flagName } from './flags/flag.ts'
import { type GlobalOptions, globalFlags } from './flags/global.ts'
import { type FlagUse, parseUse, type SplitArguments, splitArguments } from './flags/pflag.ts'

/** A call of one command, understood. */
export interface ParsedCall {
  args: string[]
  options: Readonly<Record<string, unknown>>
  global: GlobalOptions
  /** The flags that were given, in their order. */
  uses: readonly FlagUse[]
  /** How many arguments stand before `--`; undefined without one. */
  dashAt?: number
}

/** What to do with a call: run the command, or tell about it. */
export type CallOrHelp = ParsedCall | 'help'

/** Takes apart what stands after a command's name. `path` is `kubelite get`. Throws flag errors as kubectl words them. */
export function parseCall(command: Command, args: readonly string[], path: string): CallOrHelp {
  const flags: Flags = { ...globalFlags, ...command.flags }
  const toError = command.failureCode === undefined ? flagError : usageError
  const fail = (message: string) => toError(path, message)
  const split = splitArguments(args, flags, fail)
  const parser = buildParser(command, usedFlags(flags, split), fail)
  parser.parse(canonicalWords(split), { from: 'user' })
  if (split.help) return 'help'
  const options = { ...defaults(flags), ...parser.opts() }
  const { positionals, uses, dashAt } = split
  const global = globalOptions(options, command)
  return { args: positionals, options, global, uses, ...(dashAt !== undefined && { dashAt }) }
}

/** The global flags; those whose names a command uses for something else are not given. */
function globalOptions(options: Record<string, unknown>, { flags }: Command): GlobalOptions {
  const entries = Object.entries(globalFlags).map(([key, flag]) => [
    key,
    Object.hasOwn(flags, key) ? flag.default : options[key],
  ])
  return Object.fromEntries(entries)
}

/**
 * Words that commander and pflag read alike: each flag in its long form with `=`, then `--`, then the rest.
 * (commander takes `-o=yaml` as the value `=yaml`, and has no `--flag=false`.)
 */
function canonicalWords({ uses, positionals }: SplitArguments): string[] {
  return [...uses.map(({ key, text }) => `--${flagName(key)}=${text}`), '--', ...positionals]
}

/** Those that the call has: a command knows dozens, and each option takes time to make. */
function usedFlags(flags: Flags, { uses }: SplitArguments): Flags {
  return Object.fromEntries(uses.map(({ key }) => [key, flags[key]!]))
}

function defaults(flags: Flags): Record<string, unknown> {
  return Object.fromEntries(Object.entries(flags).map(([key, flag]) => [key, flag.default]))
}

function buildParser(command: Command, flags: Flags, fail: (message: string) => Error): Commander {
  const parser = new Commander(command.name).helpOption(false).allowExcessArguments()
  for (const [key, flag] of Object.entries(flags)) parser.addOption(toOption(key, flag, fail))
  return parser
}

function toOption(key: string, flag: Flag<unknown>, fail: (message: string) => Error): Option {
  const option = new Option(`--${flagName(key)} <value>`, flag.help)
  // commander would take `--no-headers` for the negation of a flag named `headers`.
  option.negate = false
  option.attributeName = () => key
  let previous: unknown
  return option.argParser((text) => {
    previous = parseUse({ key, text }, flag, previous, fail)
    return previous
  })
}

/**
 * The first word that is no flag, and the words without it: `-n shop get pods` is `get` with `-n shop pods`. `flags`
 * are those that may stand before it.
 */
export function takeCommandName(
  args: readonly string[],
  flags: Flags = globalFlags,
): { name?: string; rest: string[] } {
  for (let index = 0; index < args.length; index++) {
    const word = args[index]!
    if (word === '--') break
    if (!word.startsWith('-') || word === '-')
      return { name: word, rest: [...args.slice(0, index), ...args.slice(index + 1)] }
    if (takesNextWord(word, flags)) index++
  }
  return { rest: [...args] }
}

/** Whether a flag that stands alone in a word takes the next word for its value. */
export function takesNextWord(word: string, flags: Flags): boolean {
  if (word.includes('=')) return false
  const [, flag] =
    Object.entries(flags).find(
      ([key, { short }]) => word === `--${flagName(key)}` || (short !== undefined && word === `-${short}`),
    ) ?? []
  if (flag !== undefined) return flag.alone === undefined
  // What a flag that nobody knows would take, nobody knows either: for cobra it takes the next word.
  return word !== '--help' && word !== '-h' && (word.startsWith('--') || word.length === 2)
}
