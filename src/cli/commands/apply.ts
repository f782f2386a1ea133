/** kubelite apply: makes objects be as files say. */
import type { Registry } from '../../api/registry.ts'
import type { Client, WriteOptions } from '../../apiserver/client.ts'
import { applyManager, CLIENT_SIDE_MANAGER } from '../../apply/field-managers.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { type Applied, applyObject } from '../apply/apply-object.ts'
import type { Pruning } from '../apply/pruning.ts'
import { type Attempt, carryOut } from '../carry-out.ts'
import { type CommandContext, defineCommand, type Invocation } from '../command.ts'
import { aggregate, CliError, usageError } from '../errors.ts'
import { bool, duration, int, type OptionsOf, string } from '../flags/flag.ts'
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
import { visit, visitNothing } from '../prune/find-pruned.ts'
import { pruneAllowlistFlag } from '../prune/prunable-kinds.ts'
import { findSources } from '../resources/files.ts'
import { type Manifests, readManifests } from '../resources/manifests.ts'
import type { ManifestTarget } from '../resources/target.ts'
import { type CollectedOutput, collectOutput } from '../streams.ts'

const flags = {
  ...printFlags(OBJECT_FORMATS),
  ...fileFlags('with the objects to apply'),
  ...selectorFlag,
  ...dryRunFlag,
  ...validateFlag,
  ...fieldManagerFlag(CLIENT_SIDE_MANAGER),
  ...recordFlag,
  ...pruneAllowlistFlag,
  applyset: string(
    '',
    'The object that stands for what is applied, as [RESOURCE][.GROUP]/NAME: --prune deletes what was in its set before and is no longer.',
    { hidden: true },
  ),
  all: bool(false, 'Select all objects of the namespace, for --prune.'),
  cascade: string('background', 'What happens to dependents of an object that --force deletes.', {
    alone: 'background',
  }),
  force: bool(false, 'Delete and create anew, at once, what cannot be changed.'),
  forceConflicts: bool(false, 'Only with --server-side: take over fields that others manage.'),
  gracePeriod: int(-1, 'Seconds that --force gives an object to end.'),
  openapiPatch: bool(true, 'Accepted as kubectl does; patches are always made by the schema.', {
    hidden: true,
  }),
  overwrite: bool(true, 'Where the live object was changed by somebody else, take the values of the file.'),
  prune: bool(false, 'Delete objects that were applied before and are no longer in the files.'),
  subresource: string('', 'Apply a part of the objects that has a path of its own; only with --server-side.'),
  serverSide: bool(false, 'Let the API server merge, with field ownership.'),
  timeout: duration('0s', 'How long --force waits for an object to go.'),
  wait: bool(false, 'Wait for deleted objects to go.'),
}

type Options = OptionsOf<typeof flags>

export const apply = defineCommand({
  name: 'apply',
  group: 'Advanced Commands',
  usage: '(-f FILENAME | -k DIRECTORY)',
  short: 'Apply a configuration to a resource by file name or stdin',
  long: [
    'Apply a configuration to a resource by file name or stdin.',
    'Objects that do not exist are created. Others are changed: what the file says is set, what an earlier file said and this one does not is removed, and what others have set stays. The command ends when the cluster has settled.',
    'JSON and YAML are accepted.',
  ],
  examples: [
    { about: 'What a file says', line: 'apply -f pod.yaml' },
    { about: 'All manifests of a folder, and of those in it', line: 'apply -R -f deploy/' },
    { about: 'What standard input says', line: 'cat pod.json | {program} apply -f -' },
    {
      about: 'See what would become of it, without storing anything',
      line: 'apply -f pod.yaml --dry-run=server -o yaml',
    },
  ],
  flags,
  subcommands: {
    'edit-last-applied': () =>
      import('../apply/edit-last-applied.ts').then((module) => module.editLastApplied),
    'set-last-applied': () => import('../apply/set-last-applied.ts').then((module) => module.setLastApplied),
    'view-last-applied': () =>
      import('../apply/view-last-applied.ts').then((module) => module.viewLastApplied),
  },
  async run(invocation) {
    const { context, options, line } = invocation
    const { format, dryRun, fieldValidation } = validate(invocation)
    const cluster = await context.cluster()
    const pruning = await loadPruning(options, dryRun, context, cluster)
    const manifests = await readManifests(findSources(options, context).list, cluster.registry, {
      ...context,
      ...(options.selector && { selector: options.selector }),
      unchecked: fieldValidation === 'Ignore',
    })
    if (manifests.targets.length === 0)
      throw aggregate(manifests.errors) ?? new CliError('no objects passed to apply')
    // What is recorded is applied like the rest (kubectl, cmd/apply).
    for (const { object } of manifests.targets) recordCause(object, options.record, line)
    pruning?.prepare(manifests.targets)
    const { registry } = cluster
    const named = invocation.given('fieldManager') ? options.fieldManager : undefined
    const fieldManager = applyManager(named, options.serverSide)
    const run = {
      manifests,
      options,
      fieldManager,
      format,
      dryRun,
      fieldValidation,
      context,
      registry,
      pruning,
    }
    await carryOut(context, cluster, run.dryRun !== 'none', (client) => applyAll(client, run))
  },
})

interface Choices {
  format: Format | undefined
  dryRun: DryRun
  fieldValidation: NonNullable<WriteOptions['fieldValidation']>
}

/** Checks flags and arguments in kubectl's order. */
function validate({ context, args, options }: Invocation<typeof flags>): Choices {
  if (args.length > 0) throw usageError(context.path, `Unexpected args: [${args.join(' ')}]`)
  const dryRun = readDryRun(options.dryRun, context.streams.stderr)
  refuseServerSide(options, dryRun)
  if (options.filename.length === 0 && options.kustomize === '')
    throw new CliError('must specify one of -f and -k')
  if (options.filename.length > 0 && options.kustomize !== '')
    throw new CliError('only one of -f or -k can be specified')
  if (options.serverSide && options.force) throw new CliError('--force cannot be used with --server-side')
  if (dryRun === 'server' && options.force) throw new CliError('--dry-run=server cannot be used with --force')
  const fieldValidation = readValidation(options.validate)
  if (options.all && options.selector !== '')
    throw new CliError('cannot set --all and --selector at the same time')
  return { dryRun, fieldValidation, format: readFormat(options.output, options.template, OBJECT_FORMATS) }
}

function refuseServerSide({ serverSide, forceConflicts, subresource }: Options, dryRun: DryRun): void {
  if (forceConflicts && !serverSide) throw new CliError('--force-conflicts only works with --server-side')
  if (subresource !== '' && !serverSide)
    throw new CliError('--subresource can only be specified for --server-side')
  if (serverSide && dryRun === 'client')
    throw new CliError(
      "--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)",
    )
}

interface Run extends Choices {
  fieldManager: string
  manifests: Manifests
  options: Options
  context: CommandContext
  registry: Registry
  pruning: Pruning | undefined
}

/** Only with one of its flags. */
async function loadPruning(
  options: Options,
  dryRun: DryRun,
  context: CommandContext,
  cluster: Cluster,
): Promise<Pruning | undefined> {
  if (!options.prune && options.applyset === '') return undefined
  const { createPruning } = await import('../apply/pruning.ts')
  return createPruning(options, dryRun, context, cluster)
}

/** Applies all objects, the good ones among bad ones. Runs anew from the start if the cluster asks for it. */
async function applyAll(client: Client, run: Run): Promise<Attempt> {
  const { manifests, options, format, dryRun, context, pruning } = run
  const output = collectOutput()
  const visited = visitNothing()
  if (context.namespaceGiven) visited.namespaces.add(context.namespace)
  const errors: unknown[] = manifests.errors.length > 0 ? [aggregate(manifests.errors)] : []
  const whole: Applied[] = []
  const printsWhole = format !== undefined && format.name !== 'name'
  const printing = { ...options, cwd: context.cwd }
  const print = await createOperationPrinter(format, dryRun, printing)
  const apply = await applier(client, run, output)
  await pruning?.begin(client, manifests.targets)
  for (const target of manifests.targets)
    try {
      const applied = await apply(target)
      visit(visited, target.namespace, applied.object)
      if (printsWhole) whole.push(applied)
      else print(applied.object, applied.operation, output)
    } catch (error) {
      errors.push(error)
    }
  if (errors.length === 0 && printsWhole) print(combined(whole), '', output)
  if (errors.length === 0)
    try {
      await pruning?.end(client, visited, { ...options, dryRun, format, print: printing, output })
    } catch (error) {
      errors.push(error)
    }
  return { output, failure: aggregate(errors) }
}

/** How one object is applied. */
async function applier(
  client: Client,
  run: Run,
  output: CollectedOutput,
): Promise<(target: ManifestTarget) => Promise<Applied>> {
  const { options, registry } = run
  const settings = applyOptions(run, output)
  if (!options.serverSide) return (target) => applyObject(target, client, registry, settings)
  const { applyTargetServerSide } = await import('../apply/apply-server-side.ts')
  const { write, warn } = settings
  const { forceConflicts: force, subresource } = options
  const forced = { write: { ...write, force, ...(subresource !== '' && { subresource }) }, warn }
  return (target) => applyTargetServerSide(target, client, registry, forced)
}

function applyOptions(
  { options, dryRun, fieldValidation, fieldManager, context }: Run,
  output: CollectedOutput,
) {
  const write: WriteOptions = {
    fieldManager,
    fieldValidation,
    dryRun: dryRun === 'server',
    onWarning: output.warn,
  }
  const { overwrite, force } = options
  return { overwrite, force, dryRun, write, warn: output.stderr, program: context.program }
}

/** One object as it is; several as a list. */
function combined(applied: readonly Applied[]): Applied['object'] {
  const objects = applied.map(({ object }) => object)
  return objects.length === 1 ? objects[0]! : { apiVersion: 'v1', kind: 'List', metadata: {}, items: objects }
}
