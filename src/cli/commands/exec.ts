/** kubelite exec: runs a command in a simulated container. */
import type { Client } from '../../apiserver/client.ts'
import type { CommandResult } from '../../container/commands.ts'
import type { Shell } from '../../container/shell.ts'
import type { Pod } from '../../generated/types.ts'
import { defineCommand, type Invocation } from '../command.ts'
import { CliError, usageError } from '../errors.ts'
import { bool, duration, type OptionsOf, string } from '../flags/flag.ts'
import { fileFlags } from '../output/flags.ts'
import { missingTerminal, tellOnce } from '../pods/notices.ts'
import { openContainer } from '../pods/open-container.ts'
import { type ChosenContainer, chooseContainer, podArgument, resolvePods } from '../pods/resolve-pod.ts'
import { isShell, runSession, saveFiles } from '../pods/shell-session.ts'
import { planTargets, type TargetPlan } from '../resources/plan.ts'

const { filename } = fileFlags('to use to exec into the resource')

const flags = {
  filename,
  container: string('', 'The container; without it the default one of the pod, or its first.', {
    short: 'c',
  }),
  podRunningTimeout: duration('1m0s', 'Taken for compatibility: what runs is known at once.'),
  quiet: bool(false, 'Print nothing but what the command prints.', { short: 'q' }),
  stdin: bool(false, 'Pass standard input to the command.', { short: 'i' }),
  tty: bool(false, 'Standard input is a terminal: with -i, a shell is a session.', { short: 't' }),
}

type Options = OptionsOf<typeof flags>

export const exec = defineCommand({
  name: 'exec',
  group: 'Troubleshooting and Debugging Commands',
  usage: '(POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]',
  short: 'Execute a command in a container',
  long: [
    'Execute a command in a container.',
    'The container is simulated: its image is not run. A bash and the usual Unix tools work in it, with its environment, and on a file system that holds its volumes. What is written stays: in the container, in its emptyDir, on its node or on its claim, as long as those live, and up to 1Mi in each.',
    'A command ends after 10s at the latest. To sleep takes no time.',
  ],
  examples: [
    { about: 'The date in the first container of a pod', line: 'exec mypod -- date' },
    { about: 'The variables of a container', line: 'exec mypod -c app -- env' },
    { about: 'A shell for a while', line: 'exec mypod -i -t -- sh' },
    { about: 'In a pod of a deployment', line: 'exec deploy/web -- cat /etc/config/app.properties' },
    { about: 'A line of a shell', line: "exec mypod -- sh -c 'echo $HOME; ls /'" },
  ],
  flags,
  async run(invocation) {
    const { context, options } = invocation
    const { target, command } = validate(invocation)
    const cluster = await context.cluster()
    const files = { filename: options.filename, recursive: false }
    const plan = await planTargets(
      { args: target === undefined ? [] : [podArgument(target)], files },
      context,
      cluster.registry,
    )
    const isSession = options.stdin && options.tty && isShell(command)
    const stdin =
      options.stdin && !isSession ? Buffer.from(await context.streams.readStdin()).toString() : undefined
    const tell = tellOnce(context.streams, options)
    const result = await cluster.write(async (client, books) => {
      const { registry } = cluster
      const { pod, container, notice } = await choose(plan, client, registry, options)
      tell(notice + missingTerminal(options, context.streams))
      const shell = await openContainer(pod, container, { client, books, now: cluster.clock.now() })
      const result = isSession ? await runSession(shell, context) : await once(shell, command, stdin)
      const refused = await saveFiles(shell)
      const exitCode = result.exitCode || (refused === '' ? 0 : 1)
      return { ...result, stderr: result.stderr + refused, exitCode }
    })
    context.streams.stdout(result.stdout)
    context.streams.stderr(result.stderr)
    if (result.exitCode !== 0) throw terminated(result.exitCode)
  },
})

/** The target (undefined with --filename) and the command, in kubectl's words where there is none. */
function validate({ context, args, options, dashAt }: Invocation<typeof flags>): {
  target: string | undefined
  command: readonly string[]
} {
  const hasFile = options.filename.length > 0
  if (!hasFile && (args.length === 0 || dashAt === 0))
    throw new CliError('pod, type/name or --filename must be specified')
  if (dashAt === undefined && args.length > (hasFile ? 0 : 1))
    throw usageError(
      context.path,
      'exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead',
    )
  const command = dashAt === undefined ? [] : args.slice(dashAt)
  if (command.length === 0) throw new CliError('you must specify at least one command for the container')
  return { target: hasFile ? undefined : args[0], command }
}

async function choose(
  plan: TargetPlan,
  client: Client,
  registry: Parameters<typeof resolvePods>[3],
  { container: name }: Options,
): Promise<ChosenContainer & { pod: Pod }> {
  const [pod] = await resolvePods(plan, 'attach to', client, registry)
  const phase = pod?.status?.phase
  if (pod === undefined || phase === 'Succeeded' || phase === 'Failed')
    throw new CliError(`cannot exec into a container in a completed pod; current phase is ${phase}`)
  return { pod, ...chooseContainer(pod, name) }
}

async function once(
  shell: Shell,
  command: readonly string[],
  stdin: string | undefined,
): Promise<CommandResult> {
  const problem = await shell.problem(command[0] ?? '')
  if (problem === undefined) return shell.run(command, stdin)
  throw new CliError(
    `Internal error occurred: Internal error occurred: error executing command in container: failed to exec in container: OCI runtime exec failed: exec failed: unable to start container process: ${problem}`,
  )
}

/** The command's exit code is kubectl's. */
function terminated(exitCode: number): CliError {
  return new CliError(`command terminated with exit code ${exitCode}`, { bare: true, exitCode })
}
