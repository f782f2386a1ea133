/** kubelite capacity: tells how many copies of a pod the cluster has room for, and what stops the next one. */
import { compareStrings } from '../../base/compare-strings.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import type { Pod } from '../../generated/types.ts'
import type { Capacity, NodeExplanation } from '../../scheduler/index.ts'
import { type CommandContext, defineCommand, type Invocation } from '../command.ts'
import { CliError } from '../errors.ts'
import { int, string } from '../flags/flag.ts'
import { fileFlags } from '../output/flags.ts'
import { hasFiles, planTargets } from '../resources/plan.ts'
import { quietTable } from '../scheduling/quiet-table.ts'
import { createOthers, readSubjects, type Subjects } from '../scheduling/subjects.ts'

const flags = {
  ...fileFlags('with the pod, or the workload whose template is taken'),
  cpu: string('', 'Instead of a file: how much cpu the pod asks for, as in 500m.'),
  limit: int(10_000, 'Look for so many copies at most.'),
  memory: string('', 'Instead of a file: how much memory the pod asks for, as in 512Mi.'),
  output: string('', "How to print. One of 'wide', 'yaml' or 'json'.", { short: 'o' }),
}

export const capacity = defineCommand({
  name: 'capacity',
  group: 'Simulation Commands',
  usage: '(-f FILENAME | TYPE/NAME | --cpu=QUANTITY --memory=QUANTITY) [--limit=COUNT] [-o wide|yaml|json]',
  short: 'Tell how many copies of a pod fit into the cluster',
  long: [
    'Tell how many copies of a pod fit into the cluster.',
    'Copies are placed one after the other, as the scheduler does, beside all that is there, until one more fits nowhere. Then this tells how many there are on which nodes, and what stops the next one on each. Nothing is preempted, and nothing is changed.',
  ],
  examples: [
    { about: 'Copies of a pod', line: 'capacity -f pod.yaml' },
    { about: 'Pods of this size', line: 'capacity --cpu=500m --memory=1Gi' },
    { about: 'How far a Deployment could be scaled up', line: 'capacity deployment/web' },
  ],
  flags,
  async run(invocation) {
    const { context, options } = invocation
    if (!['', 'wide', 'yaml', 'json'].includes(options.output))
      throw new CliError("--output must be 'wide', 'yaml' or 'json'")
    if (options.limit < 1) throw new CliError('--limit must be above 0')
    const cluster = await context.cluster()
    const found = await findTemplate(invocation, cluster)
    const { name, copyOf, daemon } = found.subjects[0]!
    if (daemon) throw new CliError(`${name} has one pod on each node that it fits: see why ${name}`)
    const measured = await cluster.imagine(async (imagined) => {
      await createOthers(found.others, imagined.client)
      const { measureCapacity } = await import('../../scheduler/index.ts')
      return measureCapacity(copyOf, options.limit, imagined)
    })
    context.streams.stdout(await render(tell(name, measured), options.output))
  },
})

async function findTemplate(
  { context, args, options }: Invocation<typeof flags>,
  cluster: Cluster,
): Promise<Subjects> {
  const { filename, recursive, kustomize, cpu, memory } = options
  const files = { filename, recursive, kustomize }
  if (cpu !== '' || memory !== '') {
    if (hasFiles(files) || args.length > 0)
      throw new CliError('--cpu and --memory describe the pod: neither files nor names can be given as well')
    return { subjects: [podOfSize(options, context)], others: [], failure: undefined }
  }
  const plan = await planTargets({ args, files }, context, cluster.registry)
  const found = await cluster.read((client) => readSubjects(plan, client, cluster.registry))
  if (found.failure !== undefined) throw found.failure
  if (found.subjects.length > 1) throw new CliError(`one pod is needed, ${found.subjects.length} were given`)
  return found
}

function podOfSize(
  { cpu, memory }: { cpu: string; memory: string },
  { namespace }: CommandContext,
): Subjects['subjects'][number] {
  const requests = { ...(cpu && { cpu }), ...(memory && { memory }) }
  const template: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { generateName: 'pod-', namespace },
    spec: { containers: [{ name: 'app', image: 'app', resources: { requests } }] },
  }
  const size = Object.entries(requests).map(([name, amount]) => `${name} ${amount}`)
  return { name: `a pod of ${size.join(', ')}`, namespace, copyOf: () => ({ pod: template, claims: [] }) }
}

interface Told {
  object: string
  copies: number
  /** There may be room for more: no more were looked for. */
  limitReached?: true
  nodes: { node: string; copies: number; stoppedBy?: string; reasons?: readonly string[] }[]
  /** What stops the next one: in the scheduler's words, or those of the API server. */
  message?: string
}

function tell(object: string, { copies, placed, stop }: Capacity): Told {
  if (!stop) return { object, copies, limitReached: true, nodes: listNodes(placed, []) }
  if ('refusal' in stop) return { object, copies, nodes: listNodes(placed, []), message: stop.refusal }
  const { message } = stop
  return { object, copies, nodes: listNodes(placed, stop.nodes), ...(message && { message }) }
}

/** The nodes with the most copies first. */
function listNodes(
  placed: ReadonlyMap<string, number>,
  rejecting: readonly NodeExplanation[],
): Told['nodes'] {
  const byName = new Map(rejecting.map((each) => [each.node, each]))
  return [...new Set([...placed.keys(), ...byName.keys()])]
    .map((node) => {
      const { rejectedBy, reasons } = byName.get(node) ?? {}
      const copies = placed.get(node) ?? 0
      return { node, copies, ...(rejectedBy && { stoppedBy: rejectedBy }), ...(reasons && { reasons }) }
    })
    .sort((a, b) => b.copies - a.copies || compareStrings(a.node, b.node))
}

/** From so many nodes on, only the first are shown. */
const MANY = 20

async function render(told: Told, format: string): Promise<string> {
  if (format === 'json') return (await import('../../printers/json.ts')).toJson(told)
  if (format === 'yaml') return (await import('../../printers/yaml.ts')).toYaml(told)
  const { object, copies, limitReached, nodes, message } = told
  const count = `${copies} ${copies === 1 ? 'copy' : 'copies'}`
  const head = limitReached
    ? `At least ${count} of ${object} fit: no more were looked for (--limit).\n`
    : `${count} of ${object} ${copies === 1 ? 'fits' : 'fit'}. What stops the next one: ${message}\n`
  if (nodes.length === 0) return head
  const shown = format === 'wide' ? nodes : nodes.slice(0, MANY)
  const rows = shown.map(({ node, copies, reasons = [], stoppedBy = '' }) => [
    node,
    copies,
    reasons.join(', '),
    ...(format === 'wide' ? [stoppedBy] : []),
  ])
  const columns = ['NODE', 'COPIES', 'NO MORE BECAUSE', ...(format === 'wide' ? ['PLUGIN'] : [])]
  const rest = nodes.length - shown.length
  return `${head}\n${await quietTable(columns, rows, new Set([1]))}${rest > 0 ? `(${rest} more: -o wide)\n` : ''}`
}
