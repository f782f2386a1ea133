/** kubelite attach: what a simulated container prints from now on. */

import { nameOf } from '../../apiserver/client.ts'
import { renderLines, type TimedLine } from '../../container/log-source.ts'
import type { Container, Pod } from '../../generated/types.ts'
import { defineCommand } from '../command.ts'
import { CliError } from '../errors.ts'
import { bool, duration, string } from '../flags/flag.ts'
import { followRun } from '../logs/follow-run.ts'
import { ATTACHED, missingTerminal, type TerminalWish, tellOnce } from '../pods/notices.ts'
import { checkReachable } from '../pods/open-container.ts'
import { type ChosenContainer, chooseContainer, podArgument, resolvePods } from '../pods/resolve-pod.ts'
import { planTargets } from '../resources/plan.ts'
import type { Streams } from '../streams.ts'

const flags = {
  container: string('', 'The container; without it the default one of the pod, or its first.', {
    short: 'c',
  }),
  podRunningTimeout: duration('1m0s', 'Taken for compatibility: what runs is known at once.'),
  quiet: bool(false, 'Print nothing but what the container prints.', { short: 'q' }),
  stdin: bool(false, 'Taken for compatibility: a simulated container reads nothing while it runs.', {
    short: 'i',
  }),
  tty: bool(false, 'Taken for compatibility: there is no terminal.', { short: 't' }),
}

const NO_INPUT =
  'A simulated container reads no input while it runs; what it prints is shown until it ends. Use exec to look into it.\n'

export const attach = defineCommand({
  name: 'attach',
  group: 'Troubleshooting and Debugging Commands',
  usage: '(POD | TYPE/NAME) -c CONTAINER',
  short: 'Attach to a running container',
  long: [
    'Attach to a process that is already running inside an existing container.',
    'The process is simulated: what its script prints from now on is shown until it ends, or until you interrupt. It does not read what you type.',
  ],
  examples: [
    { about: 'The default container of a pod', line: 'attach mypod' },
    { about: 'One of its containers', line: 'attach mypod -c ruby-container' },
    { about: 'A pod of a deployment', line: 'attach deploy/web' },
  ],
  flags,
  async run({ context, args, options }) {
    const [target, ...more] = args
    if (target === undefined) throw new CliError('at least 1 argument is required for attach')
    if (more.length > 1)
      throw new CliError(
        `expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${args.length}: [${args.join(' ')}]`,
      )
    const cluster = await context.cluster()
    const plan = await planTargets(
      { args: more.length > 0 ? args : [podArgument(target)] },
      context,
      cluster.registry,
    )
    const tell = tellOnce(context.streams, options)
    const source = await cluster.read(async (client) => {
      const [pod] = await resolvePods(plan, 'attach to', client, cluster.registry)
      const phase = pod?.status?.phase
      if (pod === undefined || phase === 'Succeeded' || phase === 'Failed')
        throw new CliError(`cannot attach a container in a completed pod; current phase is ${phase}`)
      const { container, notice } = choose(pod, options.container)
      tell(notice + terminalNotice(container, options, context.streams) + ATTACHED)
      const agent = await client.authorize('create', 'Pod', nameOf(pod), 'attach')
      await checkReachable(pod, container.name, agent)
      return { pod, container: container.name }
    })
    if (options.stdin) tell(NO_INPUT)
    const write = (lines: readonly TimedLine[]) =>
      context.streams.stdout(renderLines(lines, { from: 0, limitBytes: 0, timestamps: false }, ''))
    await followRun(source, cluster.clock.now(), write, { cluster, waiting: context.waiting })
  },
})

/** Other than for exec, the container is looked for before the server is asked. */
function choose(pod: Pod, name: string): ChosenContainer {
  const { containers = [], initContainers = [], ephemeralContainers = [] } = pod.spec ?? {}
  const all = [...containers, ...initContainers, ...ephemeralContainers]
  if (name !== '' && all.every((each) => each.name !== name))
    throw new CliError(
      `cannot attach to the container: container ${name} not found in pod ${pod.metadata.name}`,
    )
  return chooseContainer(pod, name)
}

function terminalNotice(container: Container, wish: TerminalWish, streams: Streams): string {
  if (wish.tty && !container.tty)
    return `error: Unable to use a TTY - container ${container.name} did not allocate one\n`
  return missingTerminal({ ...wish, tty: container.tty ?? false }, streams)
}
