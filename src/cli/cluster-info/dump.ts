/** kubelite cluster-info dump: the objects of namespaces and the logs of their pods. */

import type { KindName } from '../../api/describe-context.ts'
import { typedForm } from '../../api/schema/typed-form.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import type { Client } from '../../apiserver/client.ts'
import { messageOf } from '../../base/error-message.ts'
import type { Bookkeeping } from '../../container/bookkeeping.ts'
import { readLines } from '../../container/log-source.ts'
import type { Pod } from '../../generated/types.ts'
import { type CommandContext, defineCommand } from '../command.ts'
import { CliError } from '../errors.ts'
import { bool, duration, string, strings } from '../flags/flag.ts'
import { printFlags } from '../output/flags.ts'
import { OBJECT_FORMATS, readFormat } from '../output/format.ts'
import { createObjectPrinter, type ObjectPrinter } from '../output/object-printer.ts'
import { collectOutput } from '../streams.ts'
import { createDestination, type Destination } from './destination.ts'

const print = printFlags(OBJECT_FORMATS)

/** What is dumped of each namespace, by the name of its file, in kubectl's order. */
const KINDS = {
  events: 'Event',
  'replication-controllers': 'ReplicationController',
  services: 'Service',
  daemonsets: 'DaemonSet',
  deployments: 'Deployment',
  replicasets: 'ReplicaSet',
  pods: 'Pod',
} as const satisfies Record<string, KindName>

export const dump = defineCommand({
  name: 'dump',
  usage: '[flags]',
  short: 'Dump relevant information for debugging and diagnosis',
  long: [
    'Dump cluster information out suitable for debugging and diagnosing cluster problems.',
    'Shows the nodes, then of each namespace the events, workloads, services, pods and the logs of the pods. The namespaces are kube-system and the current one, unless others are asked for. All goes to standard output, or into files below a folder.',
  ],
  examples: [
    { about: 'To standard output', line: 'cluster-info dump' },
    { about: 'Into files below a folder', line: 'cluster-info dump --output-directory=state' },
    { about: 'All namespaces', line: 'cluster-info dump --all-namespaces' },
    { about: 'Two namespaces', line: 'cluster-info dump --namespaces=default,shop' },
  ],
  flags: {
    ...print,
    output: { ...print.output, default: 'json', shown: "'json'" },
    allNamespaces: bool(false, 'Dump all namespaces; --namespaces does not count then.', { short: 'A' }),
    namespaces: strings('Namespaces to dump, joined by commas.'),
    outputDirectory: string('', 'Folder for the files. Without one, or with -, all goes to standard output.'),
    podRunningTimeout: duration('20s', 'Accepted as kubectl does; logs are taken from the pods as they are.'),
  },
  async run({ context, options }) {
    const format = readFormat(options.output || 'json', options.template, OBJECT_FORMATS)!
    const printer = await createObjectPrinter(format, { ...options, cwd: context.cwd, keyOrder: 'given' })
    const cluster = await context.cluster()
    const output = collectOutput()
    const destination = createDestination(options.outputDirectory, format.name, context, output)
    await cluster.read(async (client, books) => {
      if (format.name === 'name')
        throw new CliError('list types are not supported by name printing: *v1.NodeList')
      await dumpList({ client, printer, destination }, 'Node', 'nodes', {})
      for (const namespace of await namespacesOf(client, context, options))
        await dumpNamespace({ client, printer, destination, books, now: cluster.clock.now() }, namespace)
    })
    destination.finish()
    context.finish(output)
  },
})

async function namespacesOf(
  client: Client,
  { namespace }: CommandContext,
  { allNamespaces, namespaces }: { allNamespaces: boolean; namespaces: readonly string[] },
): Promise<readonly string[]> {
  if (!allNamespaces) return namespaces.length > 0 ? namespaces : ['kube-system', namespace]
  const { items } = await client.list('Namespace', {})
  return items.map(({ metadata }) => metadata.name ?? '')
}

interface Dump {
  client: Client
  printer: ObjectPrinter
  destination: Destination
}

/** Writes one list, and gives its items. */
async function dumpList(
  { client, printer, destination }: Dump,
  kind: KindName,
  file: string,
  scope: { namespace?: string },
): Promise<readonly Unstructured[]> {
  const items = (await client.list(kind, scope)).items as unknown as Unstructured[]
  const { apiVersion } = items[0] ?? {
    apiVersion: kind.endsWith('Set') || kind === 'Deployment' ? 'apps/v1' : 'v1',
  }
  const list = {
    kind: `${kind}List`,
    apiVersion,
    metadata: { resourceVersion: '' },
    items: items.map(withoutType),
  }
  destination.write(file, (output) => printer(list, output))
  return items
}

/** The items of a list of one type do not name it. */
function withoutType(item: Unstructured): object {
  const { apiVersion: _, kind: __, ...rest } = typedForm(item)
  return rest
}

async function dumpNamespace(
  dump: Dump & { books: Bookkeeping; now: number },
  namespace: string,
): Promise<void> {
  for (const [file, kind] of Object.entries(KINDS)) {
    const items = await dumpList(dump, kind, `${namespace}/${file}`, { namespace })
    if (kind === 'Pod') for (const pod of items) await dumpLogs(dump, pod as unknown as Pod)
  }
}

async function dumpLogs(
  { destination, books, now }: Dump & { books: Bookkeeping; now: number },
  pod: Pod,
): Promise<void> {
  const { namespace, name } = pod.metadata
  const { initContainers = [], containers = [] } = pod.spec ?? {}
  const texts: string[] = []
  for (const container of [...initContainers, ...containers]) {
    const about = `logs for container ${container.name} of pod ${namespace}/${name} ====\n`
    texts.push(`==== START ${about}`, await logOf(pod, container.name, books, now), `==== END ${about}`)
  }
  destination.write(`${namespace}/${name}/logs`, (output) => output.stdout(texts.join('')), '.txt')
}

async function logOf(pod: Pod, container: string, books: Bookkeeping, now: number): Promise<string> {
  try {
    const lines = await readLines({ pod, container }, false, books, now)
    return lines.map(({ text }) => `${text}\n`).join('')
  } catch (error) {
    return `Request log error: ${messageOf(error)}\n`
  }
}
