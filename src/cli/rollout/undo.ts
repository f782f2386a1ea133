/** kubelite rollout undo: puts a former template back. Source: kubectl, polymorphichelpers/rollback.go. */

import { kindName, type Registry } from '../../api/registry.ts'
import type { Revision, RolloutCapability } from '../../api/rollout.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import { type Client, nameOf } from '../../apiserver/client.ts'
import { messageOf } from '../../base/error-message.ts'
import { type Attempt, carryOut } from '../carry-out.ts'
import { type CommandContext, defineCommand } from '../command.ts'
import { aggregate, CliError } from '../errors.ts'
import { int } from '../flags/flag.ts'
import { type DryRun, dryRunFlag, printFlags, readDryRun } from '../output/flags.ts'
import { type Format, OBJECT_FORMATS, readFormat } from '../output/format.ts'
import { createOperationPrinter } from '../output/operation.ts'
import type { TargetPlan } from '../resources/plan.ts'
import { type FoundObject, readObjects } from '../resources/read.ts'
import { collectOutput } from '../streams.ts'
import { templateText } from './revision-text.ts'
import { demandCapability, nothingFound, planRollout, targetFlags } from './targets.ts'

const flags = {
  ...printFlags(OBJECT_FORMATS),
  ...targetFlags,
  ...dryRunFlag,
  toRevision: int(0, 'The revision to go back to. 0 is the one before the present one.'),
}

export const undo = defineCommand({
  name: 'undo',
  usage: '(TYPE NAME | TYPE/NAME) [flags]',
  short: 'Undo a previous rollout',
  long: ['Roll back to a previous rollout.'],
  examples: [
    { about: 'Back to what was before', line: 'rollout undo deployment/abc' },
    { about: 'Back to the third revision', line: 'rollout undo daemonset/abc --to-revision=3' },
    { about: 'Only by way of trying', line: 'rollout undo --dry-run=server deployment/abc' },
  ],
  flags,
  async run({ context, args, options }) {
    const dryRun = readDryRun(options.dryRun, context.streams.stderr)
    const format = readFormat(options.output, options.template, OBJECT_FORMATS)
    const cluster = await context.cluster()
    const { registry } = cluster
    const plan = await planRollout(context, args, options, registry)
    const run = { plan, dryRun, format, options, context, registry, number: options.toRevision }
    await carryOut(context, cluster, dryRun !== 'none', (client) => undoAll(client, run))
  },
})

interface Run {
  plan: TargetPlan
  dryRun: DryRun
  format: Format | undefined
  options: { showManagedFields: boolean; allowMissingTemplateKeys: boolean }
  context: CommandContext
  registry: Registry
  /** The revision to go back to. */
  number: number
}

async function undoAll(client: Client, run: Run): Promise<Attempt> {
  const { plan, dryRun, format, options, context } = run
  const output = collectOutput()
  const { targets, errors } = await readObjects(plan, client)
  if (targets.length === 0 && errors.length === 0) output.stderr(nothingFound(context))
  const print = await createOperationPrinter(format, dryRun, { ...options, cwd: context.cwd })
  for (const target of targets)
    try {
      print(target.object, await undoOne(target, client, run), output)
    } catch (error) {
      errors.push(error)
    }
  return { output, failure: aggregate(errors) }
}

/** Goes back; gives what is told of it. */
async function undoOne({ resource, object }: FoundObject, client: Client, run: Run): Promise<string> {
  const { dryRun, number, context } = run
  const roles = { role: 'rollbacker', visitor: 'rollbacker' }
  const kind = await demandCapability(resource, run.registry, roles)
  const revision = await chooseRevision(kind, object, client, number)
  if (dryRun === 'client') return shown(kind, revision)
  if (kind.isPaused?.(object))
    throw new CliError(
      `you cannot rollback a paused deployment; resume it first with '${context.program} rollout resume' and try again`,
    )
  const change = kind.rollback(object, revision)
  if (change === undefined) return `skipped rollback (current template already matches revision ${number})`
  try {
    await client.patch(kindName(resource), nameOf(object), change.type, change.patch, {
      dryRun: dryRun === 'server',
    })
  } catch (error) {
    throw new CliError(`failed restoring revision ${number}: ${messageOf(error)}`, { cause: error })
  }
  return 'rolled back'
}

async function chooseRevision(
  kind: RolloutCapability<Unstructured>,
  object: Unstructured,
  client: Client,
  number: number,
): Promise<Revision> {
  const all = await kind.revisions(object, client)
  const chosen = number === 0 ? all.at(-2) : all.find((revision) => revision.number === number)
  if (chosen !== undefined) return chosen
  throw new CliError(
    number === 0 ? kind.noPrevious(object) : `unable to find specified revision ${number} in history`,
  )
}

/** Deployments show the template alone; the others say what it is (printPodTemplate). */
function shown(kind: RolloutCapability<Unstructured>, { template }: Revision): string {
  return `${kind.isPaused === undefined ? 'will roll back to ' : ''}${templateText(template)}`
}
