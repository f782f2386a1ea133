/** kubelite top pod: what pods use, or each of their containers. */
import type { PodMetrics } from '../../api/kinds/metrics/types.ts'
import { formatDuration } from '../../apimachinery/duration.ts'
import { parseTime } from '../../apimachinery/time.ts'
import type { Client } from '../../apiserver/client.ts'
import { compareStrings } from '../../base/compare-strings.ts'
import type { Pod } from '../../generated/types.ts'
import { defineCommand, type Invocation } from '../command.ts'
import { CliError, usageError } from '../errors.ts'
import { bool, type OptionsOf } from '../flags/flag.ts'
import { fieldSelectorFlag, selectorFlag } from '../output/flags.ts'
import { renderRows, sortRows, sumUsage, tableFlags, type Usage, usageCells, usageOf } from './usage-table.ts'

const flags = {
  ...tableFlags,
  ...selectorFlag,
  ...fieldSelectorFlag,
  allNamespaces: bool(false, 'Look into all namespaces; --namespace does not count then.', { short: 'A' }),
  containers: bool(false, 'Show the usage of each container.'),
  sum: bool(false, 'Show the sum of the usage below the table.'),
}

type Options = OptionsOf<typeof flags>

/** So long after its creation a pod may be without metrics before that counts as a failure. */
const GRACE_MS = 120_000

export const topPod = defineCommand({
  name: 'pod',
  aliases: ['pods', 'po'],
  usage: '[NAME | -l label]',
  short: 'Display resource (CPU/memory) usage of pods',
  long: [
    'Display resource (CPU/memory) usage of pods.',
    'Only pods of which something runs, on a node that answers, can be measured.',
  ],
  examples: [
    { about: 'All pods of the namespace', line: 'top pod' },
    { about: 'All pods of another one', line: 'top pod --namespace=shop' },
    { about: 'A pod and its containers', line: 'top pod web-0 --containers' },
    { about: 'The pods with a label', line: 'top pod -l name=web' },
    { about: 'All pods, the busiest first', line: 'top pod -A --sort-by=cpu' },
  ],
  flags,
  async run(invocation) {
    validate(invocation)
    const { context, args, options } = invocation
    const cluster = await context.cluster()
    const scope = options.allNamespaces ? {} : { namespace: context.namespace }
    const metrics = await cluster.read(async (client) => {
      const found = await findMetrics(client, args[0], scope, options)
      if (found.length === 0) await explainNothing(client, scope, options, cluster.clock.now())
      return found
    })
    if (metrics.length > 0) return context.streams.stdout(render(metrics, options))
    const where = options.allNamespaces ? '' : ` in ${context.namespace} namespace.`
    context.streams.stderr(`No resources found${where}\n`)
  },
})

function validate({ context, args, options }: Invocation<typeof flags>): void {
  if (args.length > 1) throw usageError(context.path, 'pod [NAME | -l label]')
  if (!['', 'cpu', 'memory'].includes(options.sortBy))
    throw new CliError('--sort-by accepts only cpu or memory')
  if (args.length === 1 && (options.selector !== '' || options.fieldSelector !== ''))
    throw new CliError('only one of NAME or selector can be provided')
  if (args.length === 1 && options.allNamespaces)
    throw new CliError('an empty namespace may not be set when a resource name is provided')
}

interface Scope {
  namespace?: string
}

async function findMetrics(
  client: Client,
  name: string | undefined,
  scope: Scope,
  options: Options,
): Promise<PodMetrics[]> {
  if (name !== undefined)
    return [(await client.get('PodMetrics', { namespace: scope.namespace ?? '', name })) as never]
  return (await client.list('PodMetrics', { ...scope, ...selectors(options) })).items as never
}

function selectors({ selector, fieldSelector }: Options): { labelSelector?: string; fieldSelector?: string } {
  return { ...(selector && { labelSelector: selector }), ...(fieldSelector && { fieldSelector }) }
}

/** No metrics: that is right where there are no pods; else it is an error, by the age of the pods. */
async function explainNothing(client: Client, scope: Scope, options: Options, now: number): Promise<void> {
  const { items: pods } = await client.list('Pod', { ...scope, ...selectors(options) })
  if (pods.length === 0) return
  for (const { metadata } of pods as Pod[]) {
    const age = now - (parseTime(metadata.creationTimestamp) ?? now)
    if (age > GRACE_MS)
      throw new CliError(
        `Metrics not available for pod ${metadata.namespace}/${metadata.name}, age: ${formatDuration(age)}`,
      )
  }
  throw new CliError('metrics not available yet')
}

interface Row {
  namespace: string
  name: string
  containers: { name: string; usage: Usage }[]
  total: Usage
}

function render(metrics: readonly PodMetrics[], options: Options): string {
  const { allNamespaces, containers, noHeaders, showSwap, sortBy, sum } = options
  const swap = showSwap ? ['0Mi'] : []
  const byName = (a: Row, b: Row) =>
    (allNamespaces ? compareStrings(a.namespace, b.namespace) : 0) || compareStrings(a.name, b.name)
  const rows = sortRows(metrics.map(toRow), sortBy, ({ total }) => total, byName)
  const lead = [...(allNamespaces ? ['NAMESPACE'] : []), ...(containers ? ['POD'] : [])]
  const header = [...lead, 'NAME', 'CPU(cores)', 'MEMORY(bytes)', ...(showSwap ? ['SWAP(bytes)'] : [])]
  const cells = rows.flatMap((row) => {
    const namespace = allNamespaces ? [row.namespace] : []
    return containers
      ? containerRows(row, sortBy).map((each) => [...namespace, row.name, ...each, ...swap])
      : [[...namespace, row.name, ...usageCells(row.total), ...swap]]
  })
  // kubectl counts the leading columns only where it prints their headers.
  const total = sum ? sumRows(rows, (noHeaders ? 0 : lead.length) + swap.length, swap) : []
  return renderRows([...(noHeaders ? [] : [header]), ...cells, ...total])
}

function toRow({ metadata, containers }: PodMetrics): Row {
  const { namespace = '', name = '' } = metadata
  const used = containers.map((each) => ({ name: each.name, usage: usageOf(each.usage) }))
  return { namespace, name, containers: used, total: sumUsage(used.map(({ usage }) => usage)) }
}

function containerRows({ containers }: Row, sortBy: string): string[][] {
  const sorted = sortRows(
    containers,
    sortBy,
    ({ usage }) => usage,
    (a, b) => compareStrings(a.name, b.name),
  )
  return sorted.map(({ name, usage }) => [name, ...usageCells(usage)])
}

/** With swap, kubectl moves the sum one column to the right. */
function sumRows(rows: readonly Row[], lead: number, swap: readonly string[]): string[][] {
  const before = Array.from({ length: lead + 1 }, () => '')
  const total = sumUsage(rows.map((row) => row.total))
  return [
    [...before, '________', '________'],
    [...before, ...usageCells(total), ...swap],
  ]
}
