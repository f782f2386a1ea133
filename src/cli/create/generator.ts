/** What the generators below `create` share: each makes an object out of a name and flags, which is sent or shown. */

import type { Unstructured } from '../../apimachinery/object.ts'
import { StatusError } from '../../apimachinery/status-error.ts'
import type { Client } from '../../apiserver/client.ts'
import { messageOf } from '../../base/error-message.ts'
import { type Attempt, carryOut } from '../carry-out.ts'
import {
  type Command,
  type CommandContext,
  type CommandDefinition,
  defineCommand,
  type Invocation,
} from '../command.ts'
import { CliError } from '../errors.ts'
import type { Flags, OptionsOf } from '../flags/flag.ts'
import { requireFlags } from '../flags/required.ts'
import { keepTyped, saveConfigFlag } from '../generated/generated-object.ts'
import { dryRunFlag, fieldManagerFlag, printFlags, readDryRun } from '../output/flags.ts'
import { OBJECT_FORMATS, readFormat } from '../output/format.ts'
import { createOperationPrinter, type OperationPrinter } from '../output/operation.ts'
import { readValidation, validateFlag } from '../output/validation.ts'
import { type CollectedOutput, collectOutput } from '../streams.ts'
import { readName } from './name.ts'

const sharedFlags = {
  ...printFlags(OBJECT_FORMATS),
  ...dryRunFlag,
  ...validateFlag,
  ...fieldManagerFlag('kubectl-create'),
  ...saveConfigFlag,
}

/** What a generator makes its object of. */
export interface Asked<F extends Flags> {
  name: string
  /** What stands behind `--`. */
  command: readonly string[]
  options: OptionsOf<F>
  context: CommandContext
}

/** A generator. */
export interface Generator<F extends Flags>
  extends Omit<CommandDefinition<F>, 'group' | 'subcommands' | 'run'> {
  /** Flags that must be given. */
  required?: readonly (keyof F & string)[]
  /** The kind has no namespaces. */
  clusterScoped?: boolean
  /** --save-config is taken, and ignored. */
  savesNothing?: boolean
  /** What stands before the server's refusal. Left out: the refusal is told as it is. */
  refusal?: string
  /** The object, without a namespace and the empty fields that Go gives it. Throws CliError. */
  generate(asked: Asked<F>): Unstructured | Promise<Unstructured>
}

type Shared = OptionsOf<typeof sharedFlags>

/** The command of a generator. With --dry-run=client the cluster is not even opened, unless the generator does so. */
export function defineGenerator<const F extends Flags>(generator: Generator<F>): Command {
  const { name, usage, short, long, examples, aliases } = generator
  return defineCommand({
    ...{ name, usage, short, long, examples, ...(aliases && { aliases }) },
    flags: { ...sharedFlags, ...generator.flags },
    async run(call) {
      requireFlags(generator.required ?? [], call.given as (name: string) => boolean)
      await runGenerator(generator, call as unknown as Invocation<F & typeof sharedFlags>)
    },
  })
}

async function runGenerator<F extends Flags>(
  generator: Generator<F>,
  { context, args, options, dashAt }: Invocation<F & typeof sharedFlags>,
): Promise<void> {
  const shared = options as unknown as Shared
  const [name, ...command] = readName(context.path, args, dashAt)
  const dryRun = readDryRun(shared.dryRun, context.streams.stderr)
  const format = readFormat(shared.output, shared.template, OBJECT_FORMATS)
  const fieldValidation = readValidation(shared.validate)
  const print = await createOperationPrinter(format, dryRun, { ...shared, cwd: context.cwd, typed: true })
  const asked = { name, command, options: options as OptionsOf<F>, context }
  const made = await generator.generate(asked)
  const placed =
    context.namespaceGiven && !generator.clusterScoped ? inNamespace(made, context.namespace) : made
  const object = await keepTyped(placed, shared.saveConfig && !generator.savesNothing)
  if (dryRun === 'client') return show(object, print, context)
  const cluster = await context.cluster()
  const sending = { fieldManager: shared.fieldManager, fieldValidation, dryRun: dryRun === 'server' }
  const sent = generator.clusterScoped ? object : inNamespace(object, context.namespace)
  await carryOut(context, cluster, dryRun !== 'none', async (client) => {
    const output = collectOutput()
    const failure = await send(sent, client, { ...sending, onWarning: output.warn }, print, output)
    return { output, failure: withRefusal(generator.refusal, failure) } satisfies Attempt
  })
}

function inNamespace(object: Unstructured, namespace: string): Unstructured {
  return { ...object, metadata: { ...object.metadata, namespace } }
}

function show(object: Unstructured, print: OperationPrinter, context: CommandContext): void {
  const output = collectOutput()
  print(object, 'created', output)
  context.finish(output)
}

/** Sends the object and tells of it; gives what the server refused it with. */
async function send(
  object: Unstructured,
  client: Client,
  options: Parameters<Client['create']>[2],
  print: OperationPrinter,
  output: CollectedOutput,
): Promise<unknown> {
  try {
    // That the kind's name gives its type is the registry's promise.
    const created = await client.create(object.kind as 'Pod', object as never, options)
    print(created as unknown as Unstructured, 'created', output)
    return undefined
  } catch (error) {
    return error
  }
}

function withRefusal(refusal: string | undefined, failure: unknown): unknown {
  if (refusal === undefined || !(failure instanceof StatusError)) return failure
  return new CliError(`${refusal}${messageOf(failure)}`, { cause: failure })
}
