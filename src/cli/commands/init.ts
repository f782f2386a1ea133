/** kubelite init: makes a cluster of a certain shape. */
import type { KubeList, Unstructured } from '../../apimachinery/object.ts'
import { parseQuantity } from '../../apimachinery/quantity.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import type { ConfigMap } from '../../generated/types.ts'
import type { NodeShape } from '../cluster-access.ts'
import { type CommandContext, defineCommand, type Invocation } from '../command.ts'
import { CliError, throwAggregate, usageError } from '../errors.ts'
import { bool, int, type OptionsOf, string, strings } from '../flags/flag.ts'
import { findSources } from '../resources/files.ts'

const flags = {
  controlPlane: bool(true, 'Have a node named control-plane besides the workers, tainted as kubeadm does.'),
  cpu: string('4', 'CPU of each node.'),
  exhaustive: bool(false, 'Let the scheduler score all nodes for each pod, however many there are.'),
  filename: strings(
    'File, folder or - for standard input with Node manifests: the nodes that there shall be.',
    {
      short: 'f',
    },
  ),
  memory: string('8Gi', 'Memory of each node.'),
  nodes: int(2, 'Number of workers, named worker-1, worker-2, ….'),
  pods: int(110, 'How many pods fit on each node.'),
  schedulerConfig: string(
    '',
    'File with a KubeSchedulerConfiguration: profiles, their plugins and arguments. It is kept in the ConfigMap kube-scheduler of the namespace kube-system.',
  ),
  zones: strings('Zones over which the workers are spread in turn, joined by commas.'),
}

type Options = OptionsOf<typeof flags>

export const init = defineCommand({
  name: 'init',
  group: 'Cluster Management Commands',
  usage:
    '[--nodes N] [--cpu QUANTITY] [--memory QUANTITY] [--zones a,b,c] [-f FILENAME] [--scheduler-config FILENAME]',
  short: 'Make a cluster of a certain shape',
  long: [
    'Make a cluster of a certain shape.',
    'Without this command the first one that uses the cluster makes it, with the nodes control-plane, worker-1 and worker-2. To change the shape of a cluster that exists, drop it first with "kubelite reset", or add and delete Node objects.',
  ],
  examples: [
    { about: 'Ten workers in three zones', line: 'init --nodes 10 --zones eu-a,eu-b,eu-c' },
    { about: 'Large workers', line: 'init --cpu 64 --memory 256Gi' },
    { about: 'The nodes of a file', line: 'init -f nodes.yaml' },
    { about: 'Schedulers of your own', line: 'init --scheduler-config scheduler.yaml' },
  ],
  flags,
  async run(invocation) {
    const { context, options } = invocation
    validate(invocation)
    const schedulers = await schedulerConfiguration(options, context)
    const cluster =
      options.filename.length > 0
        ? await fromFiles(options, context)
        : await context.createCluster(shape(options))
    if (schedulers) await cluster.write((client) => client.create('ConfigMap', schedulers))
    const nodes = await cluster.read((client) => client.list('Node'))
    context.streams.stdout(await summary(nodes as KubeList<Unstructured>, context))
  },
})

function validate({ context, args, options, given }: Invocation<typeof flags>): void {
  if (args.length > 0) throw usageError(context.path, `unexpected arguments: [${args.join(' ')}]`)
  if (options.nodes < 0) throw new CliError('--nodes must not be negative')
  if (options.pods < 0) throw new CliError('--pods must not be negative')
  if (!options.controlPlane && options.nodes === 0) throw new CliError('a cluster needs at least one node')
  for (const name of ['cpu', 'memory'] as const)
    try {
      parseQuantity(options[name])
    } catch {
      throw new CliError(
        `invalid argument "${options[name]}" for "--${name}" flag: not a quantity such as 4 or 16Gi`,
      )
    }
  if (options.exhaustive && options.schedulerConfig !== '')
    throw new CliError(
      '--exhaustive cannot be used together with --scheduler-config: percentageOfNodesToScore says it there',
    )
  if (options.filename.length === 0) return
  const clash = (['nodes', 'cpu', 'memory', 'zones', 'pods', 'controlPlane'] as const).find((name) =>
    given(name),
  )
  if (clash !== undefined)
    throw new CliError('--filename cannot be used together with flags that shape the nodes')
}

/** What the schedulers are to be like, found to be in order before there is a cluster. */
async function schedulerConfiguration(
  { exhaustive, schedulerConfig }: Options,
  context: CommandContext,
): Promise<ConfigMap | undefined> {
  if (!exhaustive && schedulerConfig === '') return undefined
  const { configMapOf, exhaustiveConfiguration, parseConfiguration } = await import(
    '../../scheduler/configuration.ts'
  )
  if (exhaustive) return configMapOf(exhaustiveConfiguration)
  const [source] = findSources({ filename: [schedulerConfig], recursive: false }, context).list
  const text = new TextDecoder().decode(await source!.read())
  const loaded = await parseConfiguration(text)
  if ('problem' in loaded)
    throw new CliError(`invalid scheduler configuration ${schedulerConfig}: ${loaded.problem}`)
  return configMapOf(text)
}

function shape({ nodes, cpu, memory, pods, zones, controlPlane }: Options): NodeShape[] {
  const size = { cpu, memory, pods }
  const workers = Array.from({ length: nodes }, (_, index): NodeShape => {
    const zone = zones[index % zones.length]
    return { name: `worker-${index + 1}`, role: 'worker', ...size, ...(zone !== undefined && { zone }) }
  })
  const [zone] = zones
  const first: NodeShape = {
    name: 'control-plane',
    role: 'control-plane',
    ...size,
    ...(zone !== undefined && { zone }),
  }
  return controlPlane ? [first, ...workers] : workers
}

/** A cluster without nodes of its own, to which those of the files are added. */
async function fromFiles(options: Options, context: CommandContext): Promise<Cluster> {
  const { readManifests } = await import('../resources/manifests.ts')
  const files = { filename: options.filename, recursive: false }
  const sources = findSources(files, context).list
  const { builtInRegistry } = await import('../resources/built-in-registry.ts')
  const { targets, errors } = await readManifests(sources, builtInRegistry(), context)
  throwAggregate(errors)
  const stranger = targets.find(({ resource }) => resource.kind !== 'Node')
  if (stranger !== undefined)
    throw new CliError(
      `${stranger.source} holds ${stranger.resource.kind} "${stranger.name}": only nodes can be given`,
    )
  if (targets.length === 0) throw new CliError('no nodes passed to init')
  const cluster = await context.createCluster([])
  await cluster.write(async (client) => {
    for (const { object } of targets)
      await client.create('Node', object as never, { fieldValidation: 'Strict' })
  })
  return cluster
}

async function summary({ items }: KubeList<Unstructured>, { streams, env }: CommandContext): Promise<string> {
  const { default: Table } = await import('cli-table3')
  const { Chalk } = await import('chalk')
  const colours = new Chalk({ level: streams.isTerminal('stdout') && !env.NO_COLOR ? 1 : 0 })
  const head = ['NODE', 'ZONE', 'CPU', 'MEMORY', 'PODS'].map((text) => colours.bold(text))
  const table = new Table({ head, style: { head: [], border: [], compact: true } })
  for (const { metadata, status } of items) {
    const { capacity = {} } = (status ?? {}) as { capacity?: Record<string, string> }
    const zone = metadata.labels?.['topology.kubernetes.io/zone'] ?? ''
    table.push([metadata.name ?? '', zone, capacity.cpu ?? '', capacity.memory ?? '', capacity.pods ?? ''])
  }
  return `${table.toString()}\n`
}
