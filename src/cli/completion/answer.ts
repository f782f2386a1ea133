/** The answer to a completion script: `kubelite __complete get po` tells what `po` can become, as cobra's programs do. */
import type { Command, CommandList } from '../command.ts'
import { createContext, type Host } from '../context.ts'
import { type Called, findCalled, findCommand } from '../find-called.ts'
import { type GlobalOptions, globalFlags } from '../flags/global.ts'
import { parseCall, takeCommandName, takesNextWord } from '../parse.ts'
import { argumentCandidates } from './arguments.ts'
import { beginning, type Candidates, DIRECTIVE, only } from './candidates.ts'
import { flagNames, valueCandidates } from './flags.ts'
import type { Place } from './place.ts'

interface Program {
  host: Host
  program: string
  commands: CommandList
  /** Whether candidates come with a word on each. */
  described: boolean
  call: Parameters<typeof createContext>[3]
}

/** Writes the candidates, one a line, then the directive. The last word is the one at the cursor. Never fails. */
export async function answerCompletion(words: readonly string[], program: Program): Promise<void> {
  const { host, described } = program
  const { list, directive } = await find(words, program)
  const lines = list.map(({ text, about }) => (described && about ? `${text}\t${about}` : text))
  host.streams.stdout([...lines, `:${directive}`].map((line) => `${line}\n`).join(''))
}

async function find(words: readonly string[], program: Program): Promise<Candidates> {
  const before = words.slice(0, -1)
  const current = words.at(-1) ?? ''
  const { name, rest } = takeCommandName(before)
  const load = name === undefined ? undefined : findCommand(program.commands, name)
  if (name === undefined && !current.startsWith('-')) return beginning(current, await names(program.commands))
  if (name === 'help') return beginning(current, await helpTopics(rest, program.commands))
  if (load === undefined) return only([])
  const called = await findCalled({ command: await load(), path: `${program.program} ${name}` }, rest)
  try {
    return await inCall(called, current, program)
  } catch {
    // What cannot be found out is not offered: there is nobody to be told why.
    return { list: [], directive: DIRECTIVE.default }
  }
}

async function inCall(called: Called, current: string, program: Program): Promise<Candidates> {
  const flags = { ...globalFlags, ...called.command.flags }
  const last = called.words.at(-1)
  const pending = last?.startsWith('-') && takesNextWord(last, flags) ? last : undefined
  const settled = pending === undefined ? called.words : called.words.slice(0, -1)
  const { place, close } = await placeOf({ ...called, words: settled }, program)
  try {
    if (pending !== undefined) return beginning(current, await valueCandidates(pending, current, place))
    if (current.startsWith('-')) {
      const [flag = '', value] = current.split(/=(.*)/s)
      return value === undefined
        ? beginning(current, flagNames(flags))
        : beginning(value, await valueCandidates(flag, value, place))
    }
    const { subcommands } = called.command
    const below = subcommands && place.args.length === 0 ? await names(subcommands) : undefined
    const candidates = await argumentCandidates(current, place)
    return below === undefined
      ? candidates
      : beginning(current, { ...below, list: [...below.list, ...candidates.list] })
  } finally {
    await close()
  }
}

/** The call so far, with its context. A call that cannot be understood yet has no flags. */
async function placeOf(
  { command, path, words }: Called,
  { host, program, commands, call }: Program,
): Promise<{ place: Place; close(): Promise<void> }> {
  const parsed = understood(command, words, path)
  const global = parsed?.global ?? (defaults() as GlobalOptions)
  const { context, close } = await createContext(host, { program, path, commands }, global, call)
  const args = parsed?.args ?? words.filter((word) => !word.startsWith('-'))
  const place = { context, command, args }
  return { place, close }
}

function understood(command: Command, words: readonly string[], path: string) {
  try {
    const call = parseCall(command, words, path)
    return call === 'help' ? undefined : call
  } catch {
    return undefined
  }
}

function defaults(): Record<string, unknown> {
  return Object.fromEntries(Object.entries(globalFlags).map(([key, flag]) => [key, flag.default]))
}

async function names(list: CommandList): Promise<Candidates> {
  const loaded = await Promise.all(Object.values(list).map((load) => load()))
  const sorted = loaded.sort((a, b) => (a.name < b.name ? -1 : 1))
  return {
    list: sorted.map(({ name, short }) => ({ text: name, about: short })),
    directive: DIRECTIVE.noFiles,
  }
}

async function helpTopics(words: readonly string[], commands: CommandList): Promise<Candidates> {
  let list: CommandList | undefined = commands
  for (const word of words) list = (await findCommand(list, word)?.())?.subcommands
  return list === undefined ? only([]) : names(list)
}
