/** kubelite events: what happened to objects, in the order of time. */
import type { Client, ListOptions } from '../../apiserver/client.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import type { Event } from '../../generated/types.ts'
import { type CommandContext, defineCommand } from '../command.ts'
import { createEventTable } from '../events/event-table.ts'
import { byLastSeen, selectorFor, typeFilter } from '../events/select-events.ts'
import { bool, int, type OptionsOf, string, strings } from '../flags/flag.ts'
import { printFlags } from '../output/flags.ts'
import { type Format, OBJECT_FORMATS, readFormat } from '../output/format.ts'
import { collectOutput, type Output } from '../streams.ts'

const flags = {
  ...printFlags(OBJECT_FORMATS),
  allNamespaces: bool(false, 'Look into all namespaces; --namespace does not count then.', { short: 'A' }),
  chunkSize: int(500, 'Read long lists in parts of so many objects. 0 reads them in one.'),
  for: string('', 'Take only events about this object, written as TYPE/NAME.'),
  noHeaders: bool(false, 'Leave the headers of the table out.'),
  types: strings('Take only events of these types: Normal, Warning.'),
  watch: bool(false, 'After the list, follow what comes.', { short: 'w' }),
}

type Options = OptionsOf<typeof flags>

export const events = defineCommand({
  name: 'events',
  group: 'Troubleshooting and Debugging Commands',
  usage: `[(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file] [--for TYPE/NAME] [--watch] [--types=Normal,Warning]`,
  short: 'List events',
  long: [
    'Display events.',
    'Prints a table of what matters most about events, those seen last at its end: of a namespace, of all, or of one object. Events are kept for an hour of cluster time.',
  ],
  examples: [
    { about: 'The events of the namespace default', line: 'events' },
    { about: 'Of all namespaces', line: 'events --all-namespaces' },
    { about: 'About one pod, and what comes', line: 'events --for pod/web-pod-13je7 --watch' },
    { about: 'As YAML', line: 'events -o yaml' },
    { about: 'Warnings only', line: 'events --types=Warning' },
  ],
  flags,
  async run({ context, options }) {
    const cluster = await context.cluster()
    const fieldSelector = await selectorFor(options.for, cluster.registry)
    const isWanted = typeFilter(options.types)
    const print = await createPrinter(
      readFormat(options.output, options.template, OBJECT_FORMATS),
      options,
      context,
    )
    const list: ListOptions = {
      ...(!options.allNamespaces && { namespace: context.namespace }),
      ...(fieldSelector !== undefined && { fieldSelector }),
    }
    const { items, resourceVersion } = await cluster.read((client) =>
      readAll(client, list, options.chunkSize),
    )
    const found = byLastSeen(items.filter(isWanted))
    const output = collectOutput()
    if (found.length > 0) print(found, await cluster.now(), output)
    else if (!options.watch) output.stderr(nothingFound(options, context))
    context.finish(output)
    if (options.watch) await follow(context, cluster, { ...list, resourceVersion }, isWanted, print)
  },
})

interface Listed {
  items: Event[]
  resourceVersion: string
}

async function readAll(client: Client, list: ListOptions, chunkSize: number): Promise<Listed> {
  const items: Event[] = []
  for (let next: string | undefined; ; ) {
    const page = await client.list('Event', {
      ...list,
      ...(chunkSize > 0 && { limit: chunkSize }),
      ...(next && { continue: next }),
    })
    items.push(...page.items)
    next = page.metadata.continue
    if (!next) return { items, resourceVersion: page.metadata.resourceVersion ?? '' }
  }
}

function nothingFound({ allNamespaces }: Options, { namespace }: CommandContext): string {
  return allNamespaces ? 'No events found.\n' : `No events found in ${namespace} namespace.\n`
}

/** Writes events: the list first, then each that comes. */
type EventPrinter = (events: readonly Event[], now: number, output: Output, isOne?: boolean) => void

async function createPrinter(
  format: Format | undefined,
  options: Options,
  { cwd }: CommandContext,
): Promise<EventPrinter> {
  if (format === undefined) {
    const table = createEventTable(options)
    return (list, now, output) => output.stdout(table(list, now))
  }
  // kubectl cannot name the objects of a typed list, and says nothing of it.
  if (format.name === 'name') return (list, _now, output, isOne) => isOne && printNames(list, output)
  const { createObjectPrinter } = await import('../output/object-printer.ts')
  const { typedEvent, typedEventList } = await import('../events/typed-event.ts')
  const print = await createObjectPrinter(format, { ...options, cwd, keyOrder: 'given' })
  return (list, _now, output, isOne) => print(isOne ? typedEvent(list[0]!) : typedEventList(list), output)
}

function printNames(list: readonly Event[], output: Output): void {
  for (const { metadata } of list) output.stdout(`event/${metadata.name}\n`)
}

/** Tells of each event that comes or is seen again, until the process is asked to end. */
async function follow(
  { waiting, streams }: CommandContext,
  cluster: Cluster,
  list: ListOptions,
  isWanted: (event: Event) => boolean,
  print: EventPrinter,
): Promise<void> {
  const { follow: followChanges } = await import('../wait/follow.ts')
  const client = await cluster.reader()
  const come: Event[] = []
  await followChanges({
    cluster,
    waiting,
    limit: Number.POSITIVE_INFINITY,
    sources: (signal) => [client.watch('Event', { ...list, signal })],
    see({ type, object }) {
      if (type !== 'DELETED' && isWanted(object)) come.push(object)
    },
    // Called after all that has come was seen: by then the cluster may have another time.
    async until() {
      if (come.length > 0) await cluster.now().then((now) => tell(come.splice(0), now))
      return false
    },
  })
  function tell(events: readonly Event[], now: number): void {
    for (const event of events) print([event], now, streams, true)
  }
}
