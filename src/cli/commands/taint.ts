/** kubelite taint: puts taints on nodes, or takes them off. */

import type { Registry } from '../../api/registry.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import { type Client, nameOf } from '../../apiserver/client.ts'
import { messageOf } from '../../base/error-message.ts'
import type { Node } from '../../generated/types.ts'
import { type Attempt, carryOut } from '../carry-out.ts'
import { type CommandContext, defineCommand, type Invocation } from '../command.ts'
import { nodePairs } from '../drain/find-nodes.ts'
import { aggregate, CliError, flattenError, usageError } from '../errors.ts'
import { bool, type OptionsOf } from '../flags/flag.ts'
import {
  type DryRun,
  dryRunFlag,
  fieldManagerFlag,
  printFlags,
  readDryRun,
  selectorFlag,
} from '../output/flags.ts'
import { OBJECT_FORMATS, readFormat } from '../output/format.ts'
import { createOperationPrinter, type OperationPrinter } from '../output/operation.ts'
import { validateFlag } from '../output/validation.ts'
import { findResource } from '../resources/arguments.ts'
import { planTargets, type TargetPlan } from '../resources/plan.ts'
import { readTargets } from '../resources/read.ts'
import { collectOutput } from '../streams.ts'
import { changeTaints } from '../taint/change-taints.ts'
import { checkContradictions, isTaintSpec, readTaintChanges, type TaintChanges } from '../taint/taint-spec.ts'

const flags = {
  ...printFlags(OBJECT_FORMATS),
  ...dryRunFlag,
  ...fieldManagerFlag('kubectl-taint'),
  ...selectorFlag,
  ...validateFlag,
  all: bool(false, 'All nodes of the cluster.'),
  overwrite: bool(false, 'Replace taints of the same key and effect, instead of refusing to.'),
}

export const taint = defineCommand({
  name: 'taint',
  group: 'Cluster Management Commands',
  usage: 'NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N',
  short: 'Update the taints on one or more nodes',
  long: [
    'Update the taints on one or more nodes.',
    'A taint is written as key=value:effect, or as key:effect without a value. The key begins with a letter or number, and may hold letters, numbers, hyphens, dots and underscores, up to 253 characters; a DNS subdomain and a slash may stand before it, as in example.com/my-app. The value follows the same rules, up to 63 characters.',
    'The effect is NoSchedule, PreferNoSchedule or NoExecute. A hyphen behind a taint removes it: key:effect-, or key- for all effects.',
  ],
  examples: [
    {
      about: 'Keep pods off worker-1 that do not tolerate it',
      line: 'taint nodes worker-1 dedicated=special-user:NoSchedule',
    },
    {
      about: 'Take the taint with this key and effect off again',
      line: 'taint nodes worker-1 dedicated:NoSchedule-',
    },
    { about: 'Take all taints with this key off', line: 'taint nodes worker-1 dedicated-' },
    {
      about: 'On all nodes with a label',
      line: 'taint node -l myLabel=X dedicated=foo:PreferNoSchedule',
    },
    { about: 'A taint without a value', line: 'taint nodes worker-1 bar:NoSchedule' },
  ],
  flags,
  async run(invocation) {
    const { context, options } = invocation
    const dryRun = readDryRun(options.dryRun, context.streams.stderr)
    const { resources, changes } = readArguments(invocation)
    const cluster = await context.cluster()
    await validate(resources, changes, options, cluster.registry)
    const plan = await planNodes(resources, options, context, cluster.registry)
    const format = readFormat(options.output, options.template, OBJECT_FORMATS)
    // kubectl does not tell dry runs apart here.
    const print = await createOperationPrinter(format, 'none', { ...options, cwd: context.cwd })
    const run = { plan, options, changes, dryRun, print }
    await carryOut(context, cluster, dryRun !== 'none', (client) => taintAll(client, run))
  },
})

type Options = OptionsOf<typeof flags>

function readArguments({ context, args }: Invocation<typeof flags>): {
  resources: string[]
  changes: TaintChanges
} {
  const from = args.findIndex(isTaintSpec)
  const [resources, specs] = from < 0 ? [[...args], []] : [args.slice(0, from), args.slice(from)]
  const late = specs.find((each) => !isTaintSpec(each))
  if (late !== undefined) throw new CliError(`all resources must be specified before taint changes: ${late}`)
  if (resources.length === 0)
    throw new CliError('one or more resources must be specified as <resource> <name>')
  if (specs.length === 0) throw new CliError('at least one taint update is required')
  try {
    return { resources, changes: readTaintChanges(specs) }
  } catch (error) {
    throw usageError(context.path, messageOf(error))
  }
}

async function validate(
  [type = '', ...names]: readonly string[],
  changes: TaintChanges,
  { all, selector }: Options,
  registry: Registry,
): Promise<void> {
  const { kind, group } = await findResource(type.toLowerCase(), registry)
  if (kind !== 'Node' || group !== '')
    throw new CliError(`invalid resource type ${type.toLowerCase()}, only node types are supported`)
  checkContradictions(changes)
  if (all && selector !== '')
    throw new CliError("setting 'all' parameter with a non empty selector is prohibited")
  if (!all && selector === '' && names.length === 0)
    throw new CliError("at least one resource name must be specified since 'all' parameter is not set")
}

/** Names count only without --all and labels. */
function planNodes(
  [, ...names]: readonly string[],
  { all, selector }: Options,
  context: CommandContext,
  registry: Registry,
): Promise<TargetPlan> {
  if (all || selector !== '') return planTargets({ args: ['nodes'], all, selector }, context, registry)
  return planTargets({ args: nodePairs(names) }, context, registry)
}

interface Run {
  plan: TargetPlan
  options: Options
  changes: TaintChanges
  dryRun: DryRun
  print: OperationPrinter
}

/** Goes on with the other nodes where one cannot be changed. Runs anew if the cluster asks for it. */
async function taintAll(client: Client, run: Run): Promise<Attempt> {
  const output = collectOutput()
  const { found, errors } = await readTargets(run.plan, client)
  for (const node of found.flatMap(({ objects }) => objects) as unknown[] as Node[])
    try {
      const { operation, object } = await taintOne(client, node, run)
      run.print(object as unknown as Unstructured, operation, output)
    } catch (error) {
      errors.push(error)
    }
  return { output, failure: aggregate(errors.flatMap(flattenError)) }
}

async function taintOne(
  client: Client,
  node: Node,
  { options, changes, dryRun }: Run,
): Promise<{ operation: string; object: Node }> {
  const { taints, operation } = changeTaints(node, changes, options.overwrite)
  if (dryRun === 'client') {
    const { taints: _, ...spec } = node.spec ?? {}
    return { operation, object: { ...node, spec: { ...spec, ...(taints.length > 0 && { taints }) } } }
  }
  const patch = { spec: { taints: taints.length === 0 ? null : taints } }
  const settings = { fieldManager: options.fieldManager, dryRun: dryRun === 'server' }
  return { operation, object: await client.patch('Node', nameOf(node), 'strategic', patch, settings) }
}
