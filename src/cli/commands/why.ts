/** kubelite why: tells, node by node, why a pod is where it is, or would go where it would go. */
import type { Cluster } from '../../cluster/cluster.ts'
import { defineCommand } from '../command.ts'
import { CliError } from '../errors.ts'
import { string } from '../flags/flag.ts'
import { fileFlags } from '../output/flags.ts'
import { planTargets } from '../resources/plan.ts'
import { explanationText, type Told } from '../scheduling/explanation-text.ts'
import {
  createOthers,
  readSubjects,
  type Subject,
  type Subjects,
  withoutDaemons,
  withoutNode,
} from '../scheduling/subjects.ts'

const flags = {
  ...fileFlags('with pods or workloads, which need not be in the cluster'),
  output: string('', "How to print. One of 'wide', 'yaml' or 'json'.", { short: 'o' }),
}

export const why = defineCommand({
  name: 'why',
  group: 'Simulation Commands',
  usage: '(pod/NAME | TYPE/NAME | -f FILENAME) [-o wide|yaml|json]',
  short: 'Tell node by node why a pod is placed where it is, or nowhere',
  long: [
    'Tell node by node why a pod is placed where it is, or nowhere.',
    'All nodes are asked, whatever their number: which plugin of the scheduler rejects each and with what reason, or what score each plugin gives it. A plugin gives 0 to 100; times its weight that goes into the total, and the highest total wins. Where no node fits, this tells also which pods preemption would make go.',
    'Of a workload, a pod of its template is looked at. Files may hold pods and workloads that are not in the cluster; what else they hold is taken to be there. A pod that has a node is judged as things are now, as if it were not there. Nothing is changed.',
  ],
  examples: [
    { about: 'Why a pod waits, or is where it is', line: 'why pod/web-0' },
    { about: 'Where a pod would go that is in no cluster yet', line: 'why -f pod.yaml' },
    { about: 'Where one more pod of a Deployment would go', line: 'why deployment/web' },
    { about: 'All nodes, with the scores as the plugins count', line: 'why pod/web-0 -o wide' },
  ],
  flags,
  async run({ context, args, options }) {
    const { filename, recursive, kustomize, output } = options
    if (!['', 'wide', 'yaml', 'json'].includes(output))
      throw new CliError("--output must be 'wide', 'yaml' or 'json'")
    const cluster = await context.cluster()
    const { registry } = cluster
    const plan = await planTargets({ args, files: { filename, recursive, kustomize } }, context, registry)
    const found = await cluster.read((client) => readSubjects(plan, client, registry))
    const all: Told[] = []
    for (const subject of found.subjects) all.push(await explain(subject, found, cluster))
    context.streams.stdout(await render(all, output))
    if (found.failure !== undefined) throw found.failure
  },
})

/** Each pod is judged by itself, in a copy of the cluster. */
async function explain(subject: Subject, { others }: Subjects, cluster: Cluster): Promise<Told> {
  const { createCopy, explainPod } = await import('../../scheduler/index.ts')
  const { name: object, namespace, existing, node, copyOf, daemon } = subject
  const explanation = await cluster.imagine(async (context) => {
    const { client } = context
    await createOthers(others, client)
    if (daemon) await withoutDaemons(daemon, client)
    const pod = existing ? await withoutNode(existing, client) : await createCopy(copyOf(0), client)
    return explainPod(pod, context)
  })
  return {
    object,
    namespace,
    ...(node && { node, ...(!existing && { isNamed: true }) }),
    ...(daemon && { onEachNode: true }),
    ...explanation,
  }
}

async function render(all: readonly Told[], format: string): Promise<string> {
  const data = all.length === 1 ? all[0]! : { items: all }
  if (format === 'json') return (await import('../../printers/json.ts')).toJson(data)
  if (format === 'yaml') return (await import('../../printers/yaml.ts')).toYaml(data)
  const texts: string[] = []
  for (const told of all) texts.push(await explanationText(told, format === 'wide'))
  return texts.join('\n\n')
}
