/** kubelite scale: sets how many replicas there shall be. */
import { kindName, type Registry } from '../../api/registry.ts'
import { quote } from '../../apimachinery/go-format.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import { type Client, nameOf } from '../../apiserver/client.ts'
import { scaleOf } from '../../apiserver/verbs/subresource.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { type Attempt, carryOut } from '../carry-out.ts'
import { type CommandContext, defineCommand, type Invocation } from '../command.ts'
import { aggregate, CliError } from '../errors.ts'
import { bool, duration, int, type OptionsOf, string } from '../flags/flag.ts'
import { type DryRun, dryRunFlag, fileFlags, printFlags, readDryRun, selectorFlag } from '../output/flags.ts'
import { type Format, OBJECT_FORMATS, readFormat } from '../output/format.ts'
import { createOperationPrinter } from '../output/operation.ts'
import { causePatch, recordFlag } from '../output/record.ts'
import { planTargets, type TargetPlan } from '../resources/plan.ts'
import { type Found, readTargets } from '../resources/read.ts'
import { collectOutput } from '../streams.ts'
import { passTime, realTimeFlag } from '../wait/pass-time.ts'

const flags = {
  ...printFlags(OBJECT_FORMATS),
  ...fileFlags('with the objects to scale'),
  ...selectorFlag,
  ...dryRunFlag,
  ...realTimeFlag,
  ...recordFlag,
  all: bool(false, 'Scale all objects of the kinds, in the namespace.'),
  currentReplicas: int(-1, 'Scale only if there are so many replicas now. -1 asks for nothing.'),
  replicas: int(0, 'How many replicas there shall be. Required.'),
  resourceVersion: string('', 'Scale only if this is the resource version of the object.'),
  timeout: duration(
    '0s',
    "How long to wait until there are so many replicas, in the cluster's time. 0 does not wait.",
  ),
}

export const scale = defineCommand({
  name: 'scale',
  group: 'Deploy Commands',
  usage: '[--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME)',
  short: 'Set a new size for a deployment, replica set, or replication controller',
  long: [
    'Set a new size for a deployment, replica set, replication controller, or stateful set.',
    'With --current-replicas or --resource-version the size is set only if the object is as expected.',
  ],
  examples: [
    { about: 'Three replicas for a replica set', line: 'scale --replicas=3 rs/foo' },
    { about: 'Three replicas for what a file names', line: 'scale --replicas=3 -f foo.yaml' },
    {
      about: 'Three replicas if there are two',
      line: 'scale --current-replicas=2 --replicas=3 deployment/mysql',
    },
    { about: 'Several at once', line: 'scale --replicas=5 rs/a rs/b statefulset/web' },
  ],
  flags,
  async run(invocation) {
    const { context, args, options, line } = invocation
    const { dryRun, format } = validate(invocation)
    const cluster = await context.cluster()
    const { filename, recursive, kustomize } = options
    const files = { filename, recursive, kustomize }
    const plan = await planTargets(
      { ...options, args, files, typeAlone: options.all },
      context,
      cluster.registry,
    )
    const run = { plan, options, dryRun, format, context, line, registry: cluster.registry }
    const { scaled } = await carryOut(context, cluster, run.dryRun !== 'none', (client) =>
      scaleAll(client, run),
    )
    if (dryRun === 'none' && options.timeout !== 0)
      for (const target of scaled) await waitForReplicas(target, cluster, run)
  },
})

function validate({ context, options, given }: Invocation<typeof flags>): {
  dryRun: DryRun
  format: Format | undefined
} {
  if (!given('replicas')) throw new CliError('required flag(s) "replicas" not set')
  const dryRun = readDryRun(options.dryRun, context.streams.stderr)
  const format = readFormat(options.output, options.template, OBJECT_FORMATS)
  if (options.replicas < 0)
    throw new CliError('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0')
  if (options.currentReplicas < -1)
    throw new CliError('The --current-replicas must specify an integer of -1 or greater')
  return { dryRun, format }
}

interface Run {
  plan: TargetPlan
  options: OptionsOf<typeof flags>
  dryRun: DryRun
  format: Format | undefined
  context: CommandContext
  line: string
  registry: Registry
}

/** Scales what the plan names, up to the first that cannot be scaled. Runs anew if the cluster asks for it. */
async function scaleAll(client: Client, run: Run): Promise<Attempt & { scaled: Scaled[] }> {
  const { plan, options, dryRun, format, context } = run
  const output = collectOutput()
  const scaled: Scaled[] = []
  const { found, errors } = await readTargets(plan, client)
  const objects = found.flatMap((each) => each.objects.map((object) => ({ ...each, object })))
  if (options.resourceVersion !== '' && objects.length > 1)
    throw new CliError('cannot use --resource-version with multiple resources')
  if (objects.length === 0)
    return { output, scaled, failure: aggregate(errors) ?? new CliError('no objects passed to scale') }
  const print = await createOperationPrinter(format, dryRun, { ...options, cwd: context.cwd })
  try {
    for (const { resource, object } of objects) {
      if (dryRun !== 'client') await scaleOne(resource, object, client, run)
      print(object, 'scaled', output)
      scaled.push({ resource, object })
    }
  } catch (error) {
    return { output, scaled, failure: error }
  }
  return { output, scaled, failure: aggregate(errors) }
}

type Scaled = Pick<Found, 'resource'> & { object: Unstructured }
type Scale = Unstructured & { spec: { replicas: number }; status?: { replicas?: number } }

/** Until there are as many as wished for, or somebody wishes for another number (kubectl, pkg/scale). */
async function waitForReplicas(
  { resource, object }: Scaled,
  cluster: Cluster,
  { options, registry, context }: Run,
): Promise<void> {
  const kind = await registry.load(kindName(resource))
  const reached = await passTime(
    context,
    cluster,
    { limit: options.timeout, realTime: options.realTime },
    {
      targets: [{ resource, namespace: object.metadata.namespace ?? '' }],
      begin: () => {},
      async until(client) {
        const { spec, status } = scaleOf(kind, await client.get(kindName(resource), nameOf(object))) as Scale
        return spec.replicas !== options.replicas || status?.replicas === options.replicas
      },
    },
  )
  if (!reached) throw new CliError(`timed out waiting for ${quote(object.metadata.name ?? '')} to be synced`)
}

async function scaleOne(
  resource: Found['resource'],
  object: Unstructured,
  client: Client,
  { options, dryRun, line, registry }: Run,
): Promise<void> {
  const name = kindName(resource)
  const kind = await registry.load(name)
  const current = scaleOf(kind, object) as Scale
  const { resourceVersion } = current.metadata
  const { currentReplicas } = options
  if (currentReplicas !== -1 && current.spec.replicas !== currentReplicas)
    throw new CliError(`Expected replicas to be ${currentReplicas}, was ${current.spec.replicas}`)
  if (options.resourceVersion !== '' && options.resourceVersion !== resourceVersion)
    throw new CliError(`Expected resource version to be ${options.resourceVersion}, was ${resourceVersion}`)
  const { namespace = '', name: own = '' } = object.metadata
  const patch = { spec: { replicas: options.replicas } }
  const settings = { subresource: 'scale', fieldManager: 'kubectl', dryRun: dryRun === 'server' }
  await client.patch(name, { namespace, name: own }, 'merge', patch, settings)
  if (!options.record || dryRun !== 'none') return
  await client.patch(name, { namespace, name: own }, 'merge', causePatch(line), { fieldManager: 'kubectl' })
}
