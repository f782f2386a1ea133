/**
 * Runs commands in a simulated container: bash and the usual tools out of the package just-bash, which reaches neither
 * the host's files nor its network. Bounded in time, steps and output; loaded only when it is used.
 */

import type { Bash } from 'just-bash'
import type { Bookkeeping } from './bookkeeping.ts'
import { type CommandResult, containerCommands, type ExtraCommand, quoteWord } from './commands.ts'
import { type ContainerFiles, type JustBash, openFiles } from './file-system.ts'
import { type PodNames, podNames } from './hostname.ts'
import { callsOnly } from './known-commands.ts'
import { withTrustedFiles } from './trusted.ts'
import type { ContainerView } from './view.ts'

/** With what a shell works besides the container. */
export interface ShellOptions {
  books: Bookkeeping
  /** Cluster time, ms. */
  now: number
  /** Further commands, such as those that ask the network. */
  extra?: Readonly<Record<string, ExtraCommand>>
  /** The container's /etc/resolv.conf. */
  resolvConf?: string
  /** Called when a script sleeps, with for how long; the time passes for it at once. */
  slept?(ms: number): void
  /** How much time has passed, where that is not what was slept. */
  passed?(): number
  /** Who writes, where that is a script that is told ahead. */
  writer?: string
  /** Where a session goes on that began in another shell. */
  state?: SessionState
}

/** What the lines of a session leave to those after them. */
export interface SessionState {
  env: Record<string, string>
  cwd: string
}

/** A shell in a container. */
export interface Shell {
  files: ContainerFiles
  /** Runs a program as a container runtime does: the words are not parsed by any shell. */
  run(command: readonly string[], stdin?: string): Promise<CommandResult>
  /** Runs a line of a session; variables and the folder stay for the next one. */
  line(text: string): Promise<CommandResult>
  /** What the lines so far have left. */
  state(): SessionState
  /** Runs a whole script. `isCut`: it did not end, but was ended for what it takes. The variables are as given, or at first. */
  script(text: string, env?: Record<string, string>): Promise<ScriptResult>
  /** Whether a script calls only programs that there are; false if it cannot be read. */
  knows(script: string): Promise<boolean>
  /** Why a program cannot be started, in the words of the container runtime; undefined if it can. */
  problem(program: string): Promise<string | undefined>
}

/** How a script went, and the variables that it left. */
export interface ScriptResult extends CommandResult {
  isCut: boolean
  env?: Record<string, string>
}

/** What a command may take and give at most. */
const LIMITS = {
  maxCallDepth: 100,
  maxCommandCount: 10_000,
  maxLoopIterations: 10_000,
  maxExecutionTimeMs: 10_000,
  maxOutputSize: 1024 * 1024,
  maxStringLength: 4 * 1024 * 1024,
} as const

/** What the shell says when it ends a script that takes too much. */
const CUT = /^.*(too many|limit exceeded|maximum recursion|execution (aborted|timeout|time)).*\n?/gm

/** Variables that the shell sets for itself. */
const OWN = new Set([
  'IFS',
  'OSTYPE',
  'MACHTYPE',
  'HOSTTYPE',
  'OPTIND',
  'SHELLOPTS',
  'BASHOPTS',
  'OLDPWD',
  '?',
])

const PATHS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']

/** Programs of any image that the shell has built in. */
const BUILT_IN_PROGRAMS = ['[', 'kill', 'test']

/** The names of all programs that a container has. */
function programsOf({ getCommandNames }: JustBash, commands: readonly { name: string }[]): Set<string> {
  return new Set([...getCommandNames(), ...BUILT_IN_PROGRAMS, ...commands.map(({ name }) => name)])
}

/** Opens a shell in a container. */
export async function openShell(given: ContainerView, options: ShellOptions): Promise<Shell> {
  const justBash = await import('just-bash')
  const view = withTrustedFiles(given, justBash)
  const { pod, container, environment } = view
  const names = podNames(pod)
  const { hostname } = names
  let elapsed = 0
  const env = { PATH: PATHS.join(':'), HOSTNAME: hostname, HOME: '/root', ...Object.fromEntries(environment) }
  const commands = containerCommands(justBash, {
    view,
    hostname,
    now: () => options.now + (options.passed?.() ?? elapsed),
    extra: options.extra ?? {},
    hidden: (name) => OWN.has(name) && !environment.has(name),
  })
  const known = programsOf(justBash, commands)
  const image = { etc: etcFiles(view, names, options), programs: [...known] }
  const session = { at: options.now, ...(options.writer !== undefined && { writer: options.writer }) }
  const files = await openFiles(view, image, { books: options.books, session }, justBash)
  const bash = new justBash.Bash({
    fs: files.fs,
    env,
    cwd: container.workingDir || '/',
    executionLimits: LIMITS,
    customCommands: commands,
    processInfo: { pid: 1, ppid: 0, uid: 0, gid: 0 },
    sleep: async (ms) => {
      elapsed += ms
      options.slept?.(ms)
    },
  })
  let state: SessionState = options.state ?? { env, cwd: container.workingDir || '/' }
  return {
    files,
    run: ([program = '', ...words], stdin) =>
      execute(bash, [basename(program, known), ...words].map(quoteWord).join(' '), { stdin: stdin ?? '' }),
    async line(text) {
      const result = await execute(bash, text, { env: state.env, cwd: state.cwd })
      state = { env: { ...state.env, ...result.env }, cwd: result.env?.PWD ?? state.cwd }
      return result
    },
    state: () => state,
    async script(text, env) {
      const result = await execute(bash, text, env ? { env } : {})
      const isCut = CUT.test(result.stderr)
      return { ...result, stderr: result.stderr.replace(CUT, ''), isCut }
    },
    async knows(script) {
      try {
        return callsOnly(justBash.parse(script), known)
      } catch {
        return false
      }
    },
    async problem(program) {
      const isThere = known.has(basename(program, known)) || (await files.fs.exists(program))
      return isThere ? undefined : notThere(program)
    },
  }
}

/** Why a program cannot be started, in the words of the container runtime. */
function notThere(program: string): string {
  const cause = program.includes('/')
    ? `stat ${program}: no such file or directory`
    : 'executable file not found in $PATH'
  return `exec: ${JSON.stringify(program)}: ${cause}`
}

/** `/bin/ls` is `ls`: the tools have no files of their own. */
function basename(program: string, known: ReadonlySet<string>): string {
  const slash = program.lastIndexOf('/')
  const name = program.slice(slash + 1)
  return slash >= 0 && PATHS.includes(program.slice(0, slash)) && known.has(name) ? name : program
}

type ExecOptions = NonNullable<Parameters<Bash['exec']>[1]>

/** Whatever happens inside ends as a result. */
async function execute(
  bash: Bash,
  script: string,
  options: ExecOptions,
): Promise<CommandResult & { env?: Record<string, string> }> {
  try {
    const { stdout, stderr, exitCode, env } = await bash.exec(script, { rawScript: true, ...options })
    return { stdout, stderr: explain(stderr), exitCode, env }
  } catch (error) {
    return { stdout: '', stderr: `sh: ${explain((error as Error).message)}\n`, exitCode: 1 }
  }
}

/** The package's hint to its own options helps nobody here. */
function explain(text: string): string {
  return text.replace(/, increase executionLimits\.\w+/g, ' in a simulated container')
}

function etcFiles(
  { pod }: ContainerView,
  { hostname, fqdn }: PodNames,
  { resolvConf }: ShellOptions,
): Record<string, string> {
  const { podIP = '' } = pod.status ?? {}
  const aliases = (pod.spec?.hostAliases ?? []).map(
    ({ ip, hostnames = [] }) => `${ip}\t${hostnames.join('\t')}\n`,
  )
  const hosts = [
    '# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n',
    'fe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n',
    `${[podIP, ...(fqdn === undefined ? [] : [fqdn]), hostname].join('\t')}\n`,
    ...(aliases.length > 0 ? ['\n# Entries added by HostAliases.\n', ...aliases] : []),
  ]
  return {
    hostname: `${hostname}\n`,
    hosts: hosts.join(''),
    ...(resolvConf !== undefined && { 'resolv.conf': resolvConf }),
  }
}
