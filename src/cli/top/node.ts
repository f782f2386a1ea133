/** kubelite top node: what the pods on each node use, and which part of it that is. */
import type { NodeMetrics } from '../../api/kinds/metrics/types.ts'
import { tryParseQuantity } from '../../apimachinery/quantity.ts'
import type { Client } from '../../apiserver/client.ts'
import { compareStrings } from '../../base/compare-strings.ts'
import type { Node } from '../../generated/types.ts'
import { defineCommand, type Invocation } from '../command.ts'
import { CliError, usageError } from '../errors.ts'
import { bool, type OptionsOf } from '../flags/flag.ts'
import { selectorFlag } from '../output/flags.ts'
import { renderRows, sortRows, tableFlags, type Usage, usageCells, usageOf } from './usage-table.ts'

const flags = {
  ...tableFlags,
  ...selectorFlag,
  showCapacity: bool(false, 'Tell percentages of the capacity, rather than of what pods may use.'),
}

type Options = OptionsOf<typeof flags>

export const topNode = defineCommand({
  name: 'node',
  aliases: ['nodes', 'no'],
  usage: '[NAME | -l label]',
  short: 'Display resource (CPU/memory) usage of nodes',
  long: [
    'Display resource (CPU/memory) usage of nodes.',
    'A node uses what its pods use. One whose kubelet does not answer is unknown.',
  ],
  examples: [
    { about: 'All nodes', line: 'top node' },
    { about: 'One node', line: 'top node worker-1' },
    { about: 'Nodes with a label, the busiest first', line: 'top node -l zone=a --sort-by=cpu' },
  ],
  flags,
  async run(invocation) {
    validate(invocation)
    const { context, args, options } = invocation
    const cluster = await context.cluster()
    const { metrics, nodes } = await cluster.read((client) => findNodes(client, args[0], options))
    if (metrics.length === 0) throw new CliError('metrics not available yet')
    context.streams.stdout(render(metrics, nodes, options))
  },
})

function validate({ context, args, options }: Invocation<typeof flags>): void {
  if (args.length > 1) throw usageError(context.path, 'node [NAME | -l label]')
  if (!['', 'cpu', 'memory'].includes(options.sortBy))
    throw new CliError('--sort-by accepts only cpu or memory')
  if (args.length === 1 && options.selector !== '')
    throw new CliError('only one of NAME or --selector can be provided')
}

async function findNodes(
  client: Client,
  name: string | undefined,
  { selector }: Options,
): Promise<{ metrics: NodeMetrics[]; nodes: Node[] }> {
  if (name !== undefined) {
    const key = { namespace: '', name }
    const metrics = (await client.get('NodeMetrics', key)) as unknown as NodeMetrics
    return { metrics: [metrics], nodes: [await client.get('Node', key)] }
  }
  const list = selector ? { labelSelector: selector } : {}
  const { items } = await client.list('NodeMetrics', list)
  return { metrics: items as unknown as NodeMetrics[], nodes: (await client.list('Node', list)).items }
}

const HEADERS = ['NAME', 'CPU(cores)', 'CPU(%)', 'MEMORY(bytes)', 'MEMORY(%)']
const SWAP_HEADERS = ['SWAP(bytes)', 'SWAP(%)']
const UNKNOWN = '<unknown>'

function render(metrics: readonly NodeMetrics[], nodes: readonly Node[], options: Options): string {
  const byName = (a: string, b: string) => compareStrings(a, b)
  const measured = metrics.map(({ metadata, usage }) => ({
    name: metadata.name ?? '',
    usage: usageOf(usage),
  }))
  const rows = sortRows(
    measured,
    options.sortBy,
    ({ usage }) => usage,
    (a, b) => byName(a.name, b.name),
  )
  const silent = nodes
    .map(({ metadata }) => metadata.name ?? '')
    .filter((name) => !rows.some((row) => row.name === name))
  return renderRows([
    ...(options.noHeaders ? [] : [[...HEADERS, ...(options.showSwap ? SWAP_HEADERS : [])]]),
    ...rows.map(({ name, usage }) => [
      name,
      ...usageCells(usage, available(name, nodes, options)),
      // A node without swap tells nothing of it.
      ...(options.showSwap ? [UNKNOWN, UNKNOWN] : []),
    ]),
    ...silent.sort(byName).map((name) => [name, ...Array(options.showSwap ? 6 : 4).fill(UNKNOWN)]),
  ])
}

function available(name: string, nodes: readonly Node[], { showCapacity }: Options): Partial<Usage> {
  const { allocatable, capacity } = nodes.find(({ metadata }) => metadata.name === name)?.status ?? {}
  const amounts = (showCapacity ? capacity : allocatable) ?? {}
  const [cpu, memory] = [tryParseQuantity(amounts.cpu ?? ''), tryParseQuantity(amounts.memory ?? '')]
  return { ...(cpu && { cpu }), ...(memory && { memory }) }
}
