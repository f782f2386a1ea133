/** kubelite create: creates the objects of files. */
import { kindName } from '../../api/registry.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import type { Client, WriteOptions } from '../../apiserver/client.ts'
import { keepApplied } from '../../apply/last-applied.ts'
import { type Attempt, carryOut } from '../carry-out.ts'
import { type CommandContext, defineCommand, type Invocation } from '../command.ts'
import { aggregate, CliError, usageError } from '../errors.ts'
import { bool, type OptionsOf } from '../flags/flag.ts'
import {
  type DryRun,
  dryRunFlag,
  fieldManagerFlag,
  fileFlags,
  printFlags,
  readDryRun,
  selectorFlag,
} from '../output/flags.ts'
import { type Format, OBJECT_FORMATS, readFormat } from '../output/format.ts'
import { createOperationPrinter } from '../output/operation.ts'
import { recordCause, recordFlag } from '../output/record.ts'
import { readValidation, validateFlag } from '../output/validation.ts'
import { findSources } from '../resources/files.ts'
import { type Manifests, readManifests } from '../resources/manifests.ts'
import { asNew, type ManifestTarget, withSource } from '../resources/target.ts'
import { type CollectedOutput, collectOutput } from '../streams.ts'

const flags = {
  ...printFlags(OBJECT_FORMATS),
  ...fileFlags('with the objects to create'),
  ...selectorFlag,
  ...dryRunFlag,
  ...validateFlag,
  ...fieldManagerFlag('kubectl-create'),
  ...recordFlag,
  saveConfig: bool(false, 'Keep what was created in the annotation that `apply` compares with.'),
}

type Options = OptionsOf<typeof flags>

export const create = defineCommand({
  name: 'create',
  group: 'Basic Commands (Beginner)',
  usage: '-f FILENAME',
  short: 'Create a resource from a file or from stdin',
  long: [
    'Create a resource from a file or from stdin.',
    'JSON and YAML are accepted. Objects that exist already are refused.',
  ],
  examples: [
    { about: 'The pod of a file', line: 'create -f pod.json' },
    { about: 'What standard input says', line: 'cat pod.json | {program} create -f -' },
  ],
  flags,
  async run(invocation) {
    const { context, options, line } = invocation
    const choices = validate(invocation)
    const cluster = await context.cluster()
    const manifests = await readManifests(findSources(options, context).list, cluster.registry, {
      ...context,
      ...(options.selector && { selector: options.selector }),
      unchecked: choices.fieldValidation === 'Ignore',
    })
    if (manifests.targets.length === 0)
      throw aggregate(manifests.errors) ?? new CliError('no objects passed to create')
    const run = { ...choices, manifests, options, context, line }
    await carryOut(context, cluster, run.dryRun !== 'none', (client) => createAll(client, run))
  },
})

interface Choices {
  format: Format | undefined
  dryRun: DryRun
  fieldValidation: NonNullable<WriteOptions['fieldValidation']>
}

function validate({ context, args, options }: Invocation<typeof flags>): Choices {
  if (options.filename.length === 0 && options.kustomize === '')
    throw new CliError('must specify one of -f and -k')
  if (args.length > 0) throw usageError(context.path, `Unexpected args: [${args.join(' ')}]`)
  const dryRun = readDryRun(options.dryRun, context.streams.stderr)
  const fieldValidation = readValidation(options.validate)
  return { dryRun, fieldValidation, format: readFormat(options.output, options.template, OBJECT_FORMATS) }
}

interface Run extends Choices {
  manifests: Manifests
  options: Options
  context: CommandContext
  line: string
}

/** Creates all objects, the good ones among bad ones. Runs anew from the start if the cluster asks for it. */
async function createAll(client: Client, run: Run): Promise<Attempt> {
  const { manifests, options, format, dryRun, context } = run
  const output = collectOutput()
  const errors: unknown[] = []
  const print = await createOperationPrinter(format, dryRun, { ...options, cwd: context.cwd })
  for (const target of manifests.targets)
    try {
      print(await createOne(target, client, run, output), 'created', output)
    } catch (error) {
      errors.push(withSource('creating', target.source, error))
    }
  return { output, failure: aggregate([...manifests.errors, ...errors]) }
}

async function createOne(
  { object, resource }: ManifestTarget,
  client: Client,
  { options, dryRun, fieldValidation, line }: Run,
  output: CollectedOutput,
): Promise<Unstructured> {
  const sent = keepApplied(object, options.saveConfig)
  recordCause(sent, options.record, line)
  if (dryRun === 'client') return sent
  const { fieldManager } = options
  const settings = { fieldManager, fieldValidation, dryRun: dryRun === 'server', onWarning: output.warn }
  return (await client.create(kindName(resource), asNew(sent), settings)) as Unstructured
}
