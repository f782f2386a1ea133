/** What label and annotate share: they change one map of the metadata, or list it. Sources: kubectl, cmd/label, cmd/annotate. */
import { kindName } from '../../api/registry.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import { diffJsonMerge } from '../../apimachinery/patch/json-merge-patch.ts'
import { type Client, nameOf } from '../../apiserver/client.ts'
import { compareStrings } from '../../base/compare-strings.ts'
import { deepCopy, type JsonObject } from '../../base/json.ts'
import type { Attempt } from '../carry-out.ts'
import type { Invocation } from '../command.ts'
import { aggregate, CliError, flattenError } from '../errors.ts'
import { bool, type OptionsOf, string } from '../flags/flag.ts'
import { type Pairs, splitPairs } from '../flags/pairs.ts'
import {
  type DryRun,
  dryRunFlag,
  fieldManagerFlag,
  fieldSelectorFlag,
  fileFlags,
  printFlags,
  readDryRun,
  refuseLocalTrial,
  selectorFlag,
} from '../output/flags.ts'
import { OBJECT_FORMATS, readFormat } from '../output/format.ts'
import { createOperationPrinter, type OperationPrinter } from '../output/operation.ts'
import { recordCause, recordFlag } from '../output/record.ts'
import { accessObjects, localFlag } from '../resources/access.ts'
import { expectVersion } from '../resources/expect-version.ts'
import { hasFiles, type TargetPlan } from '../resources/plan.ts'
import { type FoundObject, readObjects } from '../resources/read.ts'
import { type CollectedOutput, collectOutput, type Output } from '../streams.ts'

/** The flags of such a command; `noun` is `label`, for example. */
export function metadataFlags(noun: string) {
  return {
    ...printFlags(OBJECT_FORMATS),
    ...fileFlags(`with the objects whose ${noun}s are changed`),
    ...selectorFlag,
    ...fieldSelectorFlag,
    ...dryRunFlag,
    ...fieldManagerFlag(`kubectl-${noun === 'label' ? 'label' : 'annotate'}`),
    ...localFlag,
    ...recordFlag,
    all: bool(false, 'Take all objects of the kinds, in the namespace.'),
    allNamespaces: bool(false, 'Look into all namespaces.', { short: 'A' }),
    list: bool(false, `Show the ${noun}s, with the changes, instead of storing these.`),
    overwrite: bool(false, `Give ${noun}s that are there other values, instead of refusing to.`),
    resourceVersion: string('', 'Change only if this is the resource version of the object.'),
  }
}

type MetadataFlags = ReturnType<typeof metadataFlags>
type Options = OptionsOf<MetadataFlags>

/** What tells such commands apart. */
export interface MetadataCommand {
  noun: 'label' | 'annotation'
  field: 'labels' | 'annotations'
  /** The endings of files in what is said of --local. */
  fileExample: string
  /** Reads the pairs. Throws CliError. */
  readPairs(pairs: readonly string[]): Pairs
  /** Refuses changes of keys that are there already. */
  refuseOverwrites(present: Readonly<Record<string, string>>, added: Pairs['added']): void
  /** Tells of what cannot be done and yet is no failure. */
  tell?(present: Readonly<Record<string, string>>, pairs: Pairs, output: Output): void
  /** What was done, in kubectl's word. */
  operation(before: Unstructured, after: Unstructured, overwrite: boolean): string
}

interface Run {
  command: MetadataCommand
  plan: TargetPlan
  pairs: Pairs
  options: Options
  dryRun: DryRun
  line: string
  print: OperationPrinter
}

/** Runs such a command. */
export async function changeMetadata(
  invocation: Invocation<MetadataFlags>,
  command: MetadataCommand,
): Promise<void> {
  const { context, args, options, line } = invocation
  const dryRun = readDryRun(options.dryRun, context.streams.stderr)
  const format = readFormat(options.output, options.template, OBJECT_FORMATS)
  const { resources, pairs: texts } = splitPairs(args, command.noun)
  const pairs = command.readPairs(texts)
  validate(options, resources, pairs, command)
  const { filename, recursive, kustomize, local } = options
  const files = { filename, recursive, kustomize }
  const { plan, carryOut } = await accessObjects({ ...options, args: resources, files }, context, local)
  if (options.resourceVersion !== '' && !isSingle(plan))
    throw new CliError('--resource-version may only be used with a single resource')
  const print = await createOperationPrinter(format, dryRun, { ...options, cwd: context.cwd })
  const run = { command, plan, pairs, options, dryRun, line, print }
  await carryOut(dryRun !== 'none' || options.list, (client) => changeAll(client, run))
}

function isSingle(plan: TargetPlan): boolean {
  return plan.from !== 'selection' && plan.single
}

function validate(
  options: Options,
  resources: readonly string[],
  pairs: Pairs,
  { noun, fileExample }: MetadataCommand,
): void {
  const { all, selector, fieldSelector, local, list, output } = options
  if (list && output !== '') throw new CliError('--list and --output may not be specified together')
  if (all && selector !== '') throw new CliError('cannot set --all and --selector at the same time')
  if (all && fieldSelector !== '')
    throw new CliError('cannot set --all and --field-selector at the same time')
  const byFile = `-f ${fileExample}.yaml or --filename=${fileExample}.json`
  refuseLocalTrial(options)
  if (local && resources.length > 0)
    throw new CliError(`can only use local files by ${byFile} when --local=true is set`)
  if (local && !hasFiles(options)) throw new CliError(`one or more files must be specified as ${byFile}`)
  if (resources.length === 0 && !hasFiles(options))
    throw new CliError('one or more resources must be specified as <resource> <name> or <resource>/<name>')
  if (pairs.added.size === 0 && pairs.removed.length === 0 && !list)
    throw new CliError(`at least one ${noun} update is required`)
}

/** Goes on with the other objects where one cannot be changed. Runs anew if the cluster asks for it. */
async function changeAll(client: Client | undefined, run: Run): Promise<Attempt> {
  const output = collectOutput()
  const { targets, errors } = await readObjects(run.plan, client)
  for (const target of targets)
    try {
      await changeOne(target, client, run, output)
    } catch (error) {
      errors.push(error)
    }
  return { output, failure: aggregate(errors.flatMap(flattenError)) }
}

async function changeOne(
  { resource, object }: FoundObject,
  client: Client | undefined,
  run: Run,
  output: CollectedOutput,
): Promise<void> {
  const { command, options, dryRun, line, print } = run
  const sends = client !== undefined && dryRun !== 'client' && !options.list
  if (sends) command.tell?.(object.metadata[command.field] ?? {}, run.pairs, output)
  const changed = withChanges(object, run, !sends)
  const before = expectVersion(object, changed, options.resourceVersion)
  if (sends) recordCause(changed, options.record, line)
  const operation = command.operation(before, changed, options.overwrite)
  if (options.list) listOne(changed, resource.group, run, output)
  else if (sends) {
    const patch = diffJsonMerge(asJson(before), asJson(changed))
    const { fieldManager } = options
    const settings = { fieldManager, dryRun: dryRun === 'server', onWarning: output.warn }
    const patched = await client.patch(kindName(resource), nameOf(object), 'merge', patch, settings)
    print(patched as Unstructured, operation, output)
  } else print(changed, operation, output)
}

/** `local`: what is printed is the object as kubectl made it, where a server would leave an empty map out. */
function withChanges(object: Unstructured, { command, pairs, options }: Run, local: boolean): Unstructured {
  const present = object.metadata[command.field] ?? {}
  if (!options.overwrite) command.refuseOverwrites(present, pairs.added)
  const wished = { ...present, ...Object.fromEntries(pairs.added) }
  for (const key of pairs.removed) delete wished[key]
  const changed = deepCopy(object)
  if (local || Object.keys(wished).length > 0) changed.metadata[command.field] = wished
  else delete changed.metadata[command.field]
  return changed
}

function listOne(
  { kind, metadata }: Unstructured,
  group: string,
  { plan, command }: Run,
  output: Output,
): void {
  const indent = isSingle(plan) ? '' : ' '
  if (indent !== '') output.stdout(`Listing ${command.field} for ${kind}.${group}/${metadata.name ?? ''}:\n`)
  const map = metadata[command.field] ?? {}
  for (const key of Object.keys(map).sort(compareStrings)) output.stdout(`${indent}${key}=${map[key]}\n`)
}

function asJson(object: Unstructured): JsonObject {
  return object as unknown as JsonObject
}
