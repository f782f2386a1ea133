/** The program: finds the command that is called, loads it alone, runs it, and gives the exit code. */
import type { Command } from './command.ts'
import { commands } from './commands/index.ts'
import { createContext, type Host } from './context.ts'
import { CliError } from './errors.ts'
import { describeFailure } from './exit.ts'
import { parseCall, takeCommandName } from './parse.ts'

/** The name that help and messages use, however the program was called. */
const PROGRAM = 'kubelite'

/** Runs one call with its arguments (without node and script). Gives the exit code; never throws. */
export async function runCli(args: readonly string[], host: Host): Promise<number> {
  try {
    await dispatch(args, host)
    return 0
  } catch (error) {
    const outcome = describeFailure(error, host.env.KUBELITE_DEBUG === '1')
    host.streams.stderr(outcome.text)
    return outcome.exitCode
  }
}

async function dispatch(args: readonly string[], host: Host): Promise<void> {
  const { name, rest } = takeCommandName(args)
  if (name === undefined) return tellAboutProgram(rest, host)
  if (name === 'help') return help(rest, host)
  if (name === 'options') return host.streams.stdout((await import('./help/root.ts')).globalOptionsHelp())
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (load === undefined) throw await unknownCommand(name)
  await runCommand(await load(), rest, host)
}

async function runCommand(command: Command, words: readonly string[], host: Host): Promise<void> {
  const path = `${PROGRAM} ${command.name}`
  const call = parseCall(command, words, path)
  if (call === 'help') return host.streams.stdout(await helpOf(command))
  const { context, close } = createContext(host, { program: PROGRAM, path }, call.global)
  try {
    await command.run({
      context,
      args: call.args,
      options: call.options,
      given: (flag) => call.given.has(flag),
    })
  } finally {
    await close()
  }
}

/** Without a command: the list of commands, or what is wrong with the flags. */
async function tellAboutProgram(words: readonly string[], host: Host): Promise<void> {
  const { splitArguments } = await import('./flags/pflag.ts')
  const { globalFlags } = await import('./flags/global.ts')
  splitArguments(
    words,
    globalFlags,
    (message) => new CliError(`${message}\nSee '${PROGRAM} --help' for usage.`),
  )
  const { rootHelp } = await import('./help/root.ts')
  host.streams.stdout(rootHelp(await loadAll(), PROGRAM))
}

async function help(words: readonly string[], host: Host): Promise<void> {
  const topic = words.find((word) => !word.startsWith('-'))
  if (topic === undefined) return tellAboutProgram([], host)
  const load = Object.hasOwn(commands, topic) ? commands[topic] : undefined
  if (load !== undefined) return host.streams.stdout(await helpOf(await load()))
  const { rootUsage } = await import('./help/root.ts')
  const usage = rootUsage(await loadAll(), PROGRAM)
  throw new CliError(`Unknown help topic [\`${topic}\`]\n\n\n${usage}`, { bare: true })
}

async function helpOf(command: Command): Promise<string> {
  const { commandHelp } = await import('./help/layout.ts')
  return commandHelp(command, PROGRAM)
}

async function unknownCommand(name: string): Promise<CliError> {
  const { suggest } = await import('./help/suggest.ts')
  const similar = suggest(name, Object.keys(commands))
  const hint =
    similar.length === 0 ? '' : `\n\nDid you mean this?\n${similar.map((each) => `\t${each}\n`).join('')}`
  return new CliError(`unknown command "${name}" for "${PROGRAM}"${hint}`)
}

function loadAll(): Promise<Command[]> {
  return Promise.all(Object.values(commands).map((load) => load()))
}
