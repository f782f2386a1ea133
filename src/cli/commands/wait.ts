/** kubelite wait: waits until objects are as they shall be. */
import { kindName } from '../../api/registry.ts'
import { isNotFound } from '../../apimachinery/status-error.ts'
import type { Client } from '../../apiserver/client.ts'
import { type CommandContext, defineCommand, type Invocation } from '../command.ts'
import { CliError, flattenError, throwAggregate } from '../errors.ts'
import { bool, duration, type OptionsOf, strings } from '../flags/flag.ts'
import { fieldSelectorFlag, fileFlags, printFlags, selectorFlag } from '../output/flags.ts'
import { type Format, OBJECT_FORMATS, readFormat } from '../output/format.ts'
import { createOperationPrinter } from '../output/operation.ts'
import { localResources, planTargets, type TargetPlan } from '../resources/plan.ts'
import { listTargets } from '../resources/read.ts'
import type { Target } from '../resources/target.ts'
import { collectOutput } from '../streams.ts'
import { type Condition, parseCondition } from '../wait/condition.ts'
import { passTime, realTimeFlag, timedOut, WEEK } from '../wait/pass-time.ts'
import { createWaiter, type Waiter } from '../wait/waiter.ts'

const { filename } = fileFlags('that name the objects')

const flags = {
  ...printFlags(OBJECT_FORMATS),
  ...selectorFlag,
  ...fieldSelectorFlag,
  ...realTimeFlag,
  all: bool(false, 'Wait for all objects of the kinds, in the namespace.'),
  allNamespaces: bool(false, 'Look into all namespaces; --namespace does not count then.', { short: 'A' }),
  filename,
  for: {
    ...strings(
      "What to wait for: create, delete, condition=TYPE[=VALUE] or jsonpath='{PATH}'[=VALUE]. The value of a condition is true unless said otherwise; upper and lower case are the same. Several are waited for one after the other, create before the others.",
    ),
    // kubectl, too, takes several, and shows it as one.
    shown: "''",
  },
  local: bool(
    false,
    'Only with files: what they name is there for --for=create. Other conditions are those of the cluster all the same.',
  ),
  recursive: bool(true, 'Look into the folders of -f at every depth.', { short: 'R' }),
  timeout: duration(
    '30s',
    "How long to wait, in the cluster's time. 0 looks once and does not wait; below 0 it is a week.",
  ),
}

type Options = OptionsOf<typeof flags>

export const wait = defineCommand({
  name: 'wait',
  group: 'Advanced Commands',
  usage:
    "([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]]",
  short: 'Wait for a specific condition on one or many resources',
  long: [
    'Wait for a specific condition on one or many resources.',
    'Waiting moves the clock of the cluster: what falls due on the way happens, each thing at its own time, and the clock stops at the first moment at which all objects are as they shall be. If they never are, it goes on to the end of --timeout. With --real-time the command really sleeps, and sees what other commands do meanwhile.',
    'The objects are waited for one after the other, as kubectl does: once the time is over, all that were not looked at yet are told of as well.',
  ],
  examples: [
    { about: 'Until a pod is ready', line: 'wait --for=condition=Ready pod/busybox1' },
    { about: 'Until it is not', line: 'wait --for=condition=Ready=false pod/busybox1' },
    { about: 'Until a pod runs', line: "wait --for=jsonpath='{.status.phase}'=Running pod/busybox1" },
    {
      about: 'Until a service has an address of a load balancer',
      line: "wait --for=jsonpath='{.status.loadBalancer.ingress}' service/loadbalancer",
    },
    { about: 'Until there is a secret', line: 'wait --for=create secret/busybox1 --timeout=30s' },
    { about: 'Until a pod is gone, a minute at most', line: 'wait --for=delete pod/busybox1 --timeout=60s' },
    { about: 'In the time of this machine', line: 'wait --for=condition=Ready pod -l app=web --real-time' },
  ],
  flags,
  async run(invocation) {
    const { context, args, options } = invocation
    const { format, conditions } = validate(invocation)
    if (options.local && conditions.every(({ type }) => type === 'create'))
      return (await import('../wait/local.ts')).tellLocal(options, options, format, context)
    const cluster = await context.cluster()
    const { filename, recursive } = options
    const plan = await planTargets(
      { ...options, args, files: { filename, recursive } },
      context,
      cluster.registry,
    )
    const errors: unknown[] = []
    const waiter = createWaiter((client) => findTargets(client, plan, conditions, errors), conditions, {
      once: options.timeout === 0,
    })
    const reached = await passTime(context, cluster, patience(options), {
      targets: plan.from === 'selection' ? plan.selections.map(everywhere) : plan.targets,
      begin: () => waiter.begin(),
      until: (client) => waiter.until(client),
    })
    await tell(context, format, options, waiter)
    throwAggregate([...errors, ...outcomeErrors(waiter, reached, options)])
    if (waiter.outcomes().length === 0 && !isDeletion(conditions))
      throw new CliError('no matching resources found')
  },
})

function validate({ options }: Invocation<typeof flags>): {
  format: Format | undefined
  conditions: Condition[]
} {
  const format = readFormat(options.output, options.template, OBJECT_FORMATS)
  if (options.local && options.filename.length === 0) throw localResources()
  const conditions = (options.for.length === 0 ? [''] : options.for).map(parseCondition)
  return { format, conditions }
}

function patience({ timeout, realTime }: Options): { limit: number; realTime: boolean } {
  return { limit: timeout < 0 ? WEEK : timeout, realTime }
}

function everywhere<T extends { namespace?: string }>(selection: T): T & { namespace: string } {
  return { ...selection, namespace: selection.namespace ?? '' }
}

/** The objects to wait for. What is not there is an error, unless it is to come into being or to be gone. */
async function findTargets(
  client: Client,
  plan: TargetPlan,
  conditions: readonly Condition[],
  errors: unknown[],
): Promise<readonly Target[]> {
  errors.length = 0
  const { targets, errors: failures } = await listTargets(plan, client)
  errors.push(...failures)
  if (conditions.some(({ type }) => type === 'create')) return targets
  const found: Target[] = []
  for (const target of targets) {
    const { resource, namespace, name } = target
    const missing = await client.get(kindName(resource), { namespace, name }).then(
      () => undefined,
      (error: unknown) => error,
    )
    if (missing === undefined) found.push(target)
    else if (!(isDeletion(conditions) && flattenError(missing).every(isNotFound))) errors.push(missing)
  }
  return found
}

function isDeletion(conditions: readonly Condition[]): boolean {
  return conditions.some(({ type }) => type === 'delete')
}

async function tell(
  context: CommandContext,
  format: Format | undefined,
  options: Options,
  waiter: Waiter,
): Promise<void> {
  const output = collectOutput()
  const print = await createOperationPrinter(format, 'none', { ...options, cwd: context.cwd })
  for (const outcome of waiter.outcomes())
    if ('object' in outcome) print(outcome.object, 'condition met', output)
  context.finish(output)
}

function outcomeErrors(waiter: Waiter, reached: boolean, { timeout }: Options): unknown[] {
  const failed = waiter.outcomes().flatMap((outcome) => ('error' in outcome ? [outcome.error] : []))
  if (!reached && waiter.awaitsCreation())
    return [...failed, new CliError('timed out waiting for the condition')]
  const left = waiter.left().map((target) => (timeout === 0 ? notMet(target) : timedOut(target)))
  return [...failed, ...left]
}

function notMet({ resource, name }: Target): CliError {
  return new CliError(`condition not met for ${resource.plural}/${name}`)
}
