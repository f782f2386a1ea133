/** Patches objects one by one and tells of each: what pause, resume and restart have in common (kubectl, cmd/set). */

import { kindName, type Registry } from '../../api/registry.ts'
import { groupResource } from '../../api/resource.ts'
import type { RolloutCapability } from '../../api/rollout.ts'
import { quote } from '../../apimachinery/go-format.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import { type Client, nameOf } from '../../apiserver/client.ts'
import { messageOf } from '../../base/error-message.ts'
import { type Attempt, carryOut } from '../carry-out.ts'
import type { CommandContext, Invocation } from '../command.ts'
import { aggregate, aggregateListed, CliError } from '../errors.ts'
import type { OptionsOf } from '../flags/flag.ts'
import { fieldManagerFlag, printFlags } from '../output/flags.ts'
import { type Format, OBJECT_FORMATS, readFormat } from '../output/format.ts'
import { createOperationPrinter } from '../output/operation.ts'
import type { TargetPlan } from '../resources/plan.ts'
import { type FoundObject, readObjects } from '../resources/read.ts'
import { collectOutput } from '../streams.ts'
import { findCapability, nothingFound, planRollout, targetFlags } from './targets.ts'

/** The flags of these commands. */
export const patchFlags = {
  ...printFlags(OBJECT_FORMATS),
  ...targetFlags,
  ...fieldManagerFlag('kubectl-rollout'),
}

/** What a command does to an object. */
export interface TargetPatch {
  /** `paused`: what is told when it is done. */
  operation: string
  /** The merge patch. Throws CliError where the object does not allow it: `is already paused`. */
  patchFor(kind: RolloutCapability<Unstructured> | undefined, object: Unstructured, now: number): object
  /** What is told where the patch would change nothing. */
  unchanged?(object: Unstructured): string
}

interface Run extends TargetPatch {
  plan: TargetPlan
  format: Format | undefined
  options: OptionsOf<typeof patchFlags>
  context: CommandContext
  registry: Registry
  now(): number
}

/** Runs such a command. */
export async function patchTargets(
  { context, args, options }: Invocation<typeof patchFlags>,
  change: TargetPatch,
): Promise<void> {
  const format = readFormat(options.output, options.template, OBJECT_FORMATS)
  const cluster = await context.cluster()
  const { registry } = cluster
  const plan = await planRollout(context, args, options, registry)
  const run = { ...change, plan, format, options, context, registry, now: () => cluster.clock.now() }
  await carryOut(context, cluster, false, (client) => patchAll(client, run))
}

async function patchAll(client: Client, run: Run): Promise<Attempt> {
  const { plan, format, options, context } = run
  const output = collectOutput()
  const { targets, errors: unread } = await readObjects(plan, client)
  const errors = unread.length === 1 ? [aggregateListed(unread)] : unread
  if (targets.length === 0 && errors.length === 0) output.stderr(nothingFound(context))
  const print = await createOperationPrinter(format, 'none', { ...options, cwd: context.cwd })
  for (const target of targets)
    try {
      print(await patchOne(target, client, run, output.warn), run.operation, output)
    } catch (error) {
      errors.push(error)
    }
  return { output, failure: aggregate(errors) }
}

async function patchOne(
  { resource, object }: FoundObject,
  client: Client,
  { patchFor, unchanged, options, registry, now }: Run,
  onWarning: (message: string) => void,
): Promise<Unstructured> {
  const patch = await decide()
  try {
    const settings = { fieldManager: options.fieldManager, onWarning }
    const changed = await client.patch(kindName(resource), nameOf(object), 'merge', patch, settings)
    if (changed.metadata.resourceVersion !== object.metadata.resourceVersion || unchanged === undefined)
      return changed as Unstructured
  } catch (error) {
    throw new CliError(`failed to patch: ${messageOf(error)}`, { cause: error })
  }
  throw new CliError(unchanged(object))

  async function decide(): Promise<object> {
    const kind = await findCapability(resource, registry)
    try {
      return patchFor(kind, object, now())
    } catch (error) {
      if (!(error instanceof CliError)) throw error
      const name = `${groupResource(resource)} ${quote(object.metadata.name ?? '')}`
      throw new CliError(`error: ${name} ${error.message}`)
    }
  }
}
