/** kubelite describe: objects in detail, with their events. */
import type { DescribeContext } from '../../api/describe-context.ts'
import { kindName, type Registry } from '../../api/registry.ts'
import type { ResourceInfo } from '../../api/resource.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import { isNotFound } from '../../apimachinery/status-error.ts'
import type { Client } from '../../apiserver/client.ts'
import { type CommandContext, defineCommand } from '../command.ts'
import { aggregateListed, CliError } from '../errors.ts'
import { bool, int, type OptionsOf } from '../flags/flag.ts'
import { fileFlags, selectorFlag } from '../output/flags.ts'
import { findResource } from '../resources/arguments.ts'
import { warnOfDeprecated } from '../resources/deprecated.ts'
import { hasFiles, planTargets } from '../resources/plan.ts'
import { type ReadResult, readTargets } from '../resources/read.ts'
import { type CollectedOutput, collectOutput } from '../streams.ts'

const flags = {
  ...fileFlags('with the objects to describe'),
  ...selectorFlag,
  allNamespaces: bool(false, 'Look into all namespaces; --namespace does not count then.', { short: 'A' }),
  chunkSize: int(500, 'Read long lists in parts of so many objects. 0 reads them in one.'),
  showEvents: bool(true, 'Show the events about each object.'),
}

export const describe = defineCommand({
  name: 'describe',
  group: 'Troubleshooting and Debugging Commands',
  usage: '(-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)',
  short: 'Show details of a specific resource or group of resources',
  long: [
    'Show details of a specific resource or group of resources.',
    'Tells of each object what its fields say, what belongs to it, and the events about it. A name that no object has is taken as the beginning of names.',
  ],
  examples: [
    { about: 'A node', line: 'describe nodes worker-1' },
    { about: 'A pod', line: 'describe pod/web-0' },
    { about: 'What a file names', line: 'describe -f pod.yaml' },
    { about: 'All pods whose name begins with web-', line: 'describe pods web-' },
    { about: 'Pods with a label', line: 'describe pods -l app=web' },
  ],
  flags,
  async run({ context, args, options }) {
    const { filename, recursive, kustomize } = options
    const files = { filename, recursive, kustomize }
    if (args.length === 0 && !hasFiles(files))
      throw new CliError(
        `You must specify the type of resource to describe. Use "${context.program} api-resources" for a complete list of supported resources.`,
      )
    const cluster = await context.cluster()
    const { registry } = cluster
    const plan = await planTargets({ ...options, args, files, typeAlone: true }, context, registry)
    const output = collectOutput()
    const failure = await cluster.read(async (client) => {
      const describer = { client, now: cluster.clock.now(), showEvents: options.showEvents }
      const result = await readTargets(plan, client, { chunkSize: options.chunkSize })
      await warnOfDeprecated(plan, registry, output)
      const [missing] = result.errors
      if (result.errors.length === 1 && isNotFound(missing) && args.length === 2 && !args[0]!.includes('/'))
        return describeMatching(args[0]!, args[1]!, missing, { context, registry, describer, output })
      return describeAll(result, options, { context, registry, describer, output })
    })
    context.finish(output)
    if (failure !== undefined) throw failure
  },
})

interface Surroundings {
  context: CommandContext
  registry: Registry
  describer: DescribeContext & { client: Client }
  output: CollectedOutput
}

/** Writes a description of each object; gives the error to end with, if any. */
async function describeAll(
  { found, errors }: ReadResult,
  { allNamespaces }: OptionsOf<typeof flags>,
  { context, registry, describer, output }: Surroundings,
): Promise<unknown> {
  let first = true
  for (const { resource, objects } of found)
    for (const object of objects) {
      const text = await describeOne(resource, object, registry, describer)
      output.stdout(first ? text : `\n\n${text}`)
      first = false
    }
  if (first && errors.length === 0)
    output.stderr(
      allNamespaces ? 'No resources found\n' : `No resources found in ${context.namespace} namespace.\n`,
    )
  return aggregateListed(errors)
}

/** Describes the objects whose names begin so; gives the error about the missing name if there are none. */
async function describeMatching(
  type: string,
  prefix: string,
  missing: unknown,
  { context, registry, describer, output }: Surroundings,
): Promise<unknown> {
  const resource = await findResource(type, registry)
  const options = resource.namespaced ? { namespace: context.namespace } : {}
  const { items } = await describer.client.list(kindName(resource), options)
  const matching = items.filter(({ metadata }) => metadata.name?.startsWith(prefix))
  for (const object of matching)
    output.stdout(`${await describeOne(resource, object as Unstructured, registry, describer)}\n`)
  return matching.length > 0 ? undefined : missing
}

async function describeOne(
  resource: ResourceInfo,
  object: Unstructured,
  registry: Registry,
  describer: DescribeContext,
): Promise<string> {
  const { definition } = await registry.load(kindName(resource))
  if (definition.describe !== undefined) return (await definition.describe()).describe(object, describer)
  const { describeUnstructured } = await import('../../api/describe/unstructured.ts')
  return describeUnstructured(object, describer)
}
