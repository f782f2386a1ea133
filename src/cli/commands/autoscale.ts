/** kubelite autoscale: makes a HorizontalPodAutoscaler for something that can be scaled. */

import { formatApiVersion, type Unstructured } from '../../apimachinery/object.ts'
import { formatQuantity, tryParseQuantity } from '../../apimachinery/quantity.ts'
import type { Client } from '../../apiserver/client.ts'
import { type Attempt, carryOut } from '../carry-out.ts'
import { type CommandContext, defineCommand, type Invocation } from '../command.ts'
import { aggregate, CliError } from '../errors.ts'
import { int, type OptionsOf, string } from '../flags/flag.ts'
import { keepTyped, saveConfigFlag } from '../generated/generated-object.ts'
import {
  type DryRun,
  dryRunFlag,
  fieldManagerFlag,
  fileFlags,
  printFlags,
  readDryRun,
} from '../output/flags.ts'
import { type Format, OBJECT_FORMATS, readFormat } from '../output/format.ts'
import { createOperationPrinter } from '../output/operation.ts'
import { recordCause, recordFlag } from '../output/record.ts'
import { planTargets, type TargetPlan } from '../resources/plan.ts'
import { type Found, readTargets } from '../resources/read.ts'
import { formatResource } from '../resources/target.ts'
import { collectOutput } from '../streams.ts'

const flags = {
  ...printFlags(OBJECT_FORMATS),
  ...fileFlags('with the objects to autoscale'),
  ...dryRunFlag,
  ...fieldManagerFlag('kubectl-autoscale'),
  cpu: string(
    '',
    'Target of cpu over all pods: a percentage of what they request (70%), or a mean amount (500m); a number alone is of thousandths.',
  ),
  cpuPercent: int(-1, '', {
    hidden: true,
    deprecated:
      "Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).",
  }),
  max: int(-1, 'The most pods that the autoscaler may ask for. Required.'),
  memory: string(
    '',
    'Target of memory over all pods: a percentage of what they request (60%), or a mean amount (200Mi); a number alone is of mebibytes.',
  ),
  min: int(-1, 'The fewest pods that the autoscaler may ask for. Negative: as the server defaults it.'),
  ...recordFlag,
  name: string('', 'The name of the autoscaler. Left out: that of what it scales.'),
  ...saveConfigFlag,
}

type Options = OptionsOf<typeof flags>

export const autoscale = defineCommand({
  name: 'autoscale',
  group: 'Deploy Commands',
  usage: '(-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu=CPU] [--memory=MEMORY]',
  short: 'Auto-scale a deployment, replica set, stateful set, or replication controller',
  long: [
    'Creates an autoscaler that chooses and sets the number of pods by itself.',
    'It scales whatever has a scale subresource: a deployment, a replica set, a stateful set, a replication controller, or a custom kind. Without a target for cpu or memory, 80% of the requested cpu are aimed at.',
  ],
  examples: [
    {
      about: 'Between 2 and 10 pods, by the default target',
      line: 'autoscale deployment foo --min=2 --max=10',
    },
    { about: 'At most 5 pods, at 80% of the requested cpu', line: 'autoscale rc foo --max=5 --cpu=80%' },
    {
      about: 'By mean amounts of cpu and memory',
      line: 'autoscale deployment bar --min=3 --max=6 --cpu=500m --memory=200Mi',
    },
  ],
  flags,
  async run(invocation) {
    const { context, args, options, line } = invocation
    const { dryRun, format, metrics } = validate(invocation)
    const cluster = await context.cluster()
    const { filename, recursive, kustomize } = options
    const plan = await planTargets(
      { args, files: { filename, recursive, kustomize } },
      context,
      cluster.registry,
    )
    const run = { plan, options, dryRun, format, metrics, context, line }
    await carryOut(context, cluster, dryRun !== 'none', (client) => autoscaleAll(client, run))
  },
})

interface Choices {
  dryRun: DryRun
  format: Format | undefined
  metrics: object[]
}

function validate({ context, options, given }: Invocation<typeof flags>): Choices {
  if (!given('max')) throw new CliError('required flag(s) "max" not set')
  const dryRun = readDryRun(options.dryRun, context.streams.stderr)
  const { min, max, cpuPercent, cpu, memory } = options
  if (max < 1) throw new CliError(`--max=MAXPODS is required and must be at least 1, max: ${max}`)
  if (max < min)
    throw new CliError(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${max}, min: ${min}`)
  if (cpuPercent > 0 && cpu !== '') throw new CliError('--cpu-percent and --cpu are mutually exclusive')
  const metrics = [
    ...(cpuPercent > 0 ? [metricOf('cpu', `${cpuPercent}%`)] : []),
    ...(cpu === '' ? [] : [metricOf('cpu', cpu)]),
    ...(memory === '' ? [] : [metricOf('memory', memory)]),
  ]
  return { dryRun, metrics, format: readFormat(options.output, options.template, OBJECT_FORMATS) }
}

/** What a number alone is of. */
const UNITS = { cpu: 'm', memory: 'Mi' }

/** The metric of `70%`, `500m`, or a number alone. Throws CliError in kubectl's words. */
function metricOf(name: 'cpu' | 'memory', input: string): object {
  const text = input.trim()
  if (text === '') throw new CliError('empty input')
  if (text.endsWith('%'))
    return resourceMetric(name, { averageUtilization: percentage(text), type: 'Utilization' })
  const isNumber = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)
  const quantity = tryParseQuantity(isNumber ? `${Number(text)}${UNITS[name]}` : text)
  if (quantity === undefined) throw new CliError(`invalid resource ${name} value: ${text}`)
  return resourceMetric(name, { averageValue: formatQuantity(quantity), type: 'AverageValue' })
}

function percentage(text: string): number {
  const digits = text.slice(0, -1)
  const value = /^\+?\d+$/.test(digits) ? Number(digits) : Number.NaN
  if (!(value < 2 ** 31)) throw new CliError(`invalid percentage value: ${digits}`)
  return value
}

function resourceMetric(name: string, target: object): object {
  return { type: 'Resource', resource: { name, target } }
}

interface Run extends Choices {
  plan: TargetPlan
  options: Options
  context: CommandContext
  line: string
}

/** Makes an autoscaler for each object, up to the first that cannot have one. Runs anew if the cluster asks for it. */
async function autoscaleAll(client: Client, run: Run): Promise<Attempt> {
  const { plan, options, dryRun, format, context } = run
  const output = collectOutput()
  const { found, errors } = await readTargets(plan, client)
  const print = await createOperationPrinter(format, dryRun, { ...options, cwd: context.cwd, typed: true })
  try {
    for (const { resource, objects } of found)
      for (const object of objects) {
        const made = await autoscaleOne(resource, object, client, run)
        print(made, dryRun === 'client' ? 'created' : 'autoscaled', output)
      }
  } catch (error) {
    return { output, failure: error }
  }
  const none = found.length === 0 && errors.length === 0
  return { output, failure: none ? new CliError('no objects passed to autoscale') : aggregate(errors) }
}

async function autoscaleOne(
  resource: Found['resource'],
  { metadata }: Unstructured,
  client: Client,
  { options, dryRun, metrics, context, line }: Run,
): Promise<Unstructured> {
  if (!resource.subresources.includes('scale'))
    throw new CliError(
      `cannot autoscale a ${resource.kind}: could not find scale subresource for ${formatResource(resource)} in discovery information`,
    )
  const wished = autoscalerOf(resource, metadata.name ?? '', metrics, options)
  recordCause(wished, options.record, line)
  if (dryRun === 'client') return wished
  const { status: _, ...sent } = await keepTyped(wished, options.saveConfig)
  const object = { ...sent, metadata: { ...sent.metadata, namespace: context.namespace } }
  const { fieldManager } = options
  const settings = { fieldManager, fieldValidation: 'Strict', dryRun: dryRun === 'server' } as const
  return (await client.create(
    'HorizontalPodAutoscaler',
    object as never,
    settings,
  )) as unknown as Unstructured
}

/** The object as kubectl writes it, with the empty status that Go gives it. */
function autoscalerOf(
  { group, version, kind }: Found['resource'],
  name: string,
  metrics: readonly object[],
  { name: own, min, max }: Options,
): Unstructured {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: own || name },
    spec: {
      maxReplicas: max,
      ...(metrics.length > 0 && { metrics }),
      ...(min > 0 && { minReplicas: min }),
      scaleTargetRef: { apiVersion: formatApiVersion(group, version), kind, name },
    },
    status: { currentMetrics: null, desiredReplicas: 0 },
  }
}
