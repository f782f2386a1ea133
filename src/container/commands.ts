/** Commands whose answer depends on the container: they come before those of the shell's own. */
import type { Command, ResolvedCommandContext } from 'just-bash'
import { formatDate } from './date.ts'
import type { JustBash } from './file-system.ts'
import type { ContainerView } from './view.ts'

/** What a command gives. */
export interface CommandResult {
  stdout: string
  stderr: string
  exitCode: number
}

/** A command by its name: its arguments (without the name) and what it reads. */
export type ExtraCommand = (args: string[], stdin: string) => Promise<CommandResult>

/** What the commands know. */
export interface CommandOptions {
  view: ContainerView
  hostname: string
  /** Cluster time, ms; passes while a script sleeps. */
  now(): number
  extra: Readonly<Record<string, ExtraCommand>>
  /** Variables of the shell's own that no container has. */
  hidden(name: string): boolean
}

/** Names of commands whose answer follows from the container alone. */
export const OWN_COMMANDS = ['env', 'printenv', 'hostname', 'whoami', 'id', 'date', 'uname'] as const

type OwnCommand = (typeof OWN_COMMANDS)[number]

/** All of them. */
export function containerCommands({ defineCommand }: JustBash, options: CommandOptions): Command[] {
  const { view, hostname, now, extra, hidden } = options
  const user = view.container.securityContext?.runAsUser ?? view.pod.spec?.securityContext?.runAsUser ?? 0
  const group = view.container.securityContext?.runAsGroup ?? view.pod.spec?.securityContext?.runAsGroup ?? 0
  const name = user === 0 ? 'root' : `${user}`
  const own: Record<OwnCommand, (args: string[], context: ResolvedCommandContext) => Promise<CommandResult>> =
    {
      env: (args, context) => env(args, context, hidden),
      printenv: (args, context) => printenv(args, context, hidden),
      hostname: async () => said(`${hostname}\n`),
      whoami: async () => said(`${name}\n`),
      id: async ([flag]) =>
        said(
          flag === '-u'
            ? `${user}\n`
            : flag === '-g'
              ? `${group}\n`
              : `uid=${user}${user === 0 ? '(root)' : ''} gid=${group}${group === 0 ? '(root)' : ''}\n`,
        ),
      date: async (args) => date(args, now()),
      uname: async (args) =>
        said(args.includes('-a') ? `Linux ${hostname} 6.12.0 x86_64 GNU/Linux\n` : 'Linux\n'),
    }
  return [
    ...OWN_COMMANDS.map((command) => defineCommand(command, own[command])),
    ...Object.entries(extra).map(([command, run]) =>
      defineCommand(command, (args, { stdin }) => run(args, String(stdin ?? ''))),
    ),
  ]
}

function said(stdout: string): CommandResult {
  return { stdout, stderr: '', exitCode: 0 }
}

function exported(
  { exportedEnv = {} }: ResolvedCommandContext,
  hidden: (name: string) => boolean,
): string[][] {
  return Object.entries(exportedEnv).filter(([name]) => !hidden(name))
}

/** `env` alone lists; with assignments and a command it runs the command with them. */
async function env(
  args: string[],
  context: ResolvedCommandContext,
  hidden: (name: string) => boolean,
): Promise<CommandResult> {
  const first = args.findIndex((word) => !/^[^-=][^=]*=/.test(word) && word !== '-i')
  const assigned = args.slice(0, first < 0 ? args.length : first).filter((word) => word !== '-i')
  const own = args.includes('-i') ? [] : exported(context, hidden)
  const variables = new Map([...own, ...assigned.map((word) => word.split(/=(.*)/s))] as [string, string][])
  if (first < 0) return said([...variables].map(([name, value]) => `${name}=${value}\n`).join(''))
  const script = [
    ...assigned.map((word) => word.replace(/=(.*)/s, (_, value: string) => `=${quoteWord(value)}`)),
    ...args.slice(first).map(quoteWord),
  ]
  return (await context.exec?.(script.join(' '), { cwd: context.cwd })) ?? said('')
}

async function printenv(
  names: string[],
  context: ResolvedCommandContext,
  hidden: (name: string) => boolean,
): Promise<CommandResult> {
  const variables = new Map(exported(context, hidden) as [string, string][])
  if (names.length === 0) return said([...variables].map(([name, value]) => `${name}=${value}\n`).join(''))
  const found = names.filter((name) => variables.has(name))
  const stdout = found.map((name) => `${variables.get(name)}\n`).join('')
  return { stdout, stderr: '', exitCode: found.length === names.length ? 0 : 1 }
}

/** A word as a shell takes it, whatever it holds. */
export function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

function date(args: readonly string[], now: number): CommandResult {
  const given = args.find((word) => /^@\d+$/.test(word))
  const format = args.find((word) => word.startsWith('+'))?.slice(1)
  const iso = args.some((word) => word.startsWith('-I') || word.startsWith('--iso-8601'))
  const standard = iso ? '%Y-%m-%dT%H:%M:%S+00:00' : '%a %b %e %H:%M:%S UTC %Y'
  return said(
    `${formatDate(given === undefined ? now : Number(given.slice(1)) * 1000, format ?? standard)}\n`,
  )
}
