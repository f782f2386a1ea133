/** kubelite clock: what time it is in the cluster, and what is due next. */
import { formatDuration } from '../../apimachinery/duration.ts'
import { layoutColumns } from '../../apimachinery/tabwriter.ts'
import { formatTime, humanDuration } from '../../apimachinery/time.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import type { Timer } from '../../runtime/timers.ts'
import { type CommandContext, defineCommand } from '../command.ts'
import { CliError, usageError } from '../errors.ts'
import { int, string } from '../flags/flag.ts'

const flags = {
  limit: int(10, 'How much of what is due to show at most. 0 shows all.'),
  output: string('', "How to print. One of 'yaml' or 'json'.", { short: 'o' }),
}

export const clock = defineCommand({
  name: 'clock',
  group: 'Cluster Management Commands',
  usage: '[SUBCOMMAND]',
  short: 'Show or move the time of the cluster',
  long: [
    'Show or move the time of the cluster.',
    'Cluster time is that of this machine and as much ahead as it was moved. Nothing waits for it: what falls due while no command runs happens, in order and each thing at its own time, with the next command. The table tells what is due next: when, for which object, why, and by whom.',
  ],
  examples: [
    { about: 'What time it is, and what is due next', line: 'clock' },
    { about: 'All that is due, as JSON', line: 'clock --limit=0 -o json' },
    { about: 'Let ten minutes pass', line: 'clock advance 10m' },
    { about: 'Go to half past six', line: 'clock set 18:30' },
  ],
  flags,
  subcommands: {
    advance: () => import('../clock/advance.ts').then((module) => module.advance),
    set: () => import('../clock/set.ts').then((module) => module.set),
  },
  async run({ context, args, options }) {
    if (args.length > 0) throw usageError(context.path, `unknown command "${args.join(' ')}"`)
    if (!['', 'yaml', 'json'].includes(options.output))
      throw new CliError("--output must be 'yaml' or 'json'")
    if (options.limit < 0) throw new CliError('--limit must not be below 0')
    const cluster = await context.cluster()
    context.streams.stdout(await render(await readState(cluster, options.limit), options.output, context))
  },
})

interface State {
  clusterTime: string
  machineTime: string
  /** How far the first is ahead of the second. */
  offset: string
  due: Due[]
  /** There is more than is told. */
  more: boolean
}

/** Something that is due, and in what time. */
interface Due {
  in: string
  time: string
  namespace?: string
  object?: string
  why?: string
  by: string
}

async function readState(cluster: Cluster, limit: number): Promise<State> {
  await cluster.read(async () => undefined)
  const now = await cluster.now()
  const { timers, more } = await readTimers(cluster, limit)
  return {
    clusterTime: formatTime(now),
    machineTime: formatTime(now - cluster.clock.offset),
    offset: formatDuration(cluster.clock.offset),
    due: timers.map((timer) => ({
      in: humanDuration(timer.time - now),
      time: formatTime(timer.time),
      ...about(timer),
      ...(timer.why && { why: timer.why }),
      by: timer.reconciler,
    })),
    more,
  }
}

/** So many timers. What concerns no object is but told when it comes next: it would crowd out what does. */
async function readTimers(cluster: Cluster, limit: number): Promise<{ timers: Timer[]; more: boolean }> {
  if (limit === 0) return { timers: await cluster.due(Number.MAX_SAFE_INTEGER), more: false }
  for (let size = limit + 1; ; size *= 2) {
    const all = await cluster.due(size)
    const timers = withoutRepetition(all)
    if (timers.length >= limit || all.length < size)
      return { timers: timers.slice(0, limit), more: all.length > Math.min(timers.length, limit) }
  }
}

function withoutRepetition(timers: readonly Timer[]): Timer[] {
  const told = new Set<string>()
  return timers.filter((timer) => {
    if (about(timer).object !== undefined) return true
    const repeated = told.has(`${timer.reconciler} ${timer.why}`)
    told.add(`${timer.reconciler} ${timer.why}`)
    return !repeated
  })
}

/** The object that a timer is for. Some keys name none, but something that only the reconciler knows. */
function about({ kind, key }: Timer): { namespace?: string; object?: string } {
  const slash = key.indexOf('/')
  if (slash < 0) return {}
  const [namespace, name] = [key.slice(0, slash), key.slice(slash + 1)]
  const object = kind === undefined ? name : `${kind.toLowerCase()}/${name}`
  return { ...(namespace && { namespace }), object }
}

async function render(state: State, format: string, { path }: CommandContext): Promise<string> {
  const { more, ...told } = state
  if (format === 'json') return (await import('../../printers/json.ts')).toJson(told)
  if (format === 'yaml') return (await import('../../printers/yaml.ts')).toYaml(told)
  const { clusterTime, machineTime, offset, due } = told
  const head = `Cluster time:  ${clusterTime}\nMachine time:  ${machineTime}\nAhead by:      ${offset}\n`
  if (due.length === 0) return `${head}\nNothing is due.\n`
  const rows = due.map(({ in: distance, time, namespace = '', object = '', why = '', by }) => [
    distance,
    time,
    namespace,
    object,
    why,
    by,
  ])
  const lines = layoutColumns([['IN', 'AT', 'NAMESPACE', 'WHAT', 'WHY', 'WHO'], ...rows])
  return `${head}\n${lines.join('\n')}\n${more ? `(more: ${path} --limit=0)\n` : ''}`
}
