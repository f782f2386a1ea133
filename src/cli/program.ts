/** The program: finds the command that is called, loads it alone, runs it, and gives the exit code. */
import type { Command, CommandList } from './command.ts'
import { commands } from './commands/index.ts'
import { createContext, type Host } from './context.ts'
import { CliError, usageError } from './errors.ts'
import { describeFailure, withExitCode } from './exit.ts'
import { type Called, findCalled, findCommand, type Located } from './find-called.ts'
import { flagName } from './flags/flag.ts'
import { globalFlags } from './flags/global.ts'
import { asksForManagers, showingHost } from './output/managers.ts'
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
  if (name === '__complete' || name === '__completeNoDesc') {
    const { answerCompletion } = await import('./completion/answer.ts')
    const described = name === '__complete'
    return answerCompletion(rest, { host, program: PROGRAM, commands, described, call: runCli })
  }
  const load = findCommand(commands, name)
  if (load === undefined) {
    const { runUnknown } = await import('./unknown-command.ts')
    return runUnknown(name, args, { commands, program: PROGRAM, host })
  }
  const command = await load()
  const called = await findCalled({ command, path: `${PROGRAM} ${name}` }, rest)
  if (called.command.pluginsBelow && /^[^-]/.test(called.words[0] ?? '')) {
    const { runPlugin } = await import('./plugins/run-plugin.ts')
    if (await runPlugin(args, host, 2)) return
  }
  await runCommand({ ...called, needsContext: !command.needsNoContext }, host)
}

/** A call that is to be run. */
interface Call extends Called {
  needsContext: boolean
}

async function runCommand(called: Call, host: Host): Promise<void> {
  try {
    await callCommand(called, host)
  } catch (error) {
    const { failureCode } = called.command
    throw failureCode === undefined ? error : withExitCode(error, failureCode)
  }
}

async function callCommand({ command, path, words, needsContext }: Call, host: Host): Promise<void> {
  const call = parseCall(command, words, path)
  if (call === 'help') return host.streams.stdout(await helpOf({ command, path }))
  if (command.run === undefined) return demandSubcommand({ command, path }, call.args, host)
  const { args, options, uses, dashAt } = call
  for (const { key } of uses) tellDeprecated(command, key, host)
  const { context, check, close } = await createContext(
    asksForManagers(options) ? await showingHost(host) : host,
    { program: PROGRAM, path, commands },
    call.global,
    runCli,
  )
  try {
    if (needsContext) check()
    await command.run({
      context,
      args,
      options,
      given: (flag) => uses.some(({ key }) => key === flag),
      line: [path, ...args, ...uses.map(({ key, text }) => `--${flagName(key)}=${text}`)].join(' '),
      ...(dashAt !== undefined && { dashAt }),
    })
  } finally {
    await close()
  }
}

function tellDeprecated({ flags }: Command, key: string, { streams }: Host): void {
  const deprecated = flags[key]?.deprecated
  if (deprecated !== undefined) streams.stderr(`Flag --${flagName(key)} has been deprecated, ${deprecated}\n`)
}

/** A call that names nothing below a command that does nothing by itself: its help, mostly as a failure. */
async function demandSubcommand(located: Located, args: readonly string[], host: Host): Promise<void> {
  const { withoutSubcommand = 'fail' } = located.command
  if (withoutSubcommand === 'help') return host.streams.stdout(await helpOf(located))
  if (args.length > 0) throw usageError(located.path, `unknown command "${args.join(' ')}"`)
  const stream = withoutSubcommand === 'fail' ? 'stderr' : 'stdout'
  host.streams[stream](await helpOf(located))
  throw new CliError('', { bare: true })
}

/** Without a command: the list of commands, or what is wrong with the flags. */
async function tellAboutProgram(words: readonly string[], host: Host): Promise<void> {
  const { splitArguments } = await import('./flags/pflag.ts')
  splitArguments(
    words,
    globalFlags,
    (message) => new CliError(`${message}\nSee '${PROGRAM} --help' for usage.`),
  )
  const { rootHelp } = await import('./help/root.ts')
  host.streams.stdout(rootHelp(await rootParts(host), PROGRAM))
}

async function help(words: readonly string[], host: Host): Promise<void> {
  const [topic, ...below] = words.filter((word) => !word.startsWith('-'))
  if (topic === undefined) return tellAboutProgram([], host)
  const load = findCommand(commands, topic)
  if (load !== undefined) {
    const located = await findCalled({ command: await load(), path: `${PROGRAM} ${topic}` }, below)
    return host.streams.stdout(await helpOf(located))
  }
  const { rootUsage } = await import('./help/root.ts')
  const usage = rootUsage(await rootParts(host), PROGRAM)
  host.streams.stderr(`Unknown help topic [\`${topic}\`]\n\n\n${usage}`)
}

async function rootParts({ env }: Host) {
  const { pluginNames } = await import('./plugins/find-plugins.ts')
  return { commands: await loadAll(commands), plugins: pluginNames(env, Object.keys(commands)) }
}

async function helpOf({ command, path }: Located): Promise<string> {
  const { commandHelp } = await import('./help/layout.ts')
  return commandHelp(command, PROGRAM, path, await loadAll(command.subcommands ?? {}))
}

function loadAll(list: CommandList): Promise<Command[]> {
  return Promise.all(Object.values(list).map((load) => load()))
}
