/** What the set commands share: objects are read, each is changed as the command says, and the difference is sent. */

import { type Kind, kindName, type Registry } from '../../api/registry.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import { type Client, nameOf } from '../../apiserver/client.ts'
import { makeChangePatch } from '../../apply/change-patch.ts'
import { messageOf } from '../../base/error-message.ts'
import { deepCopy } from '../../base/json.ts'
import { qualifiedKind } from '../../printers/name.ts'
import type { Attempt } from '../carry-out.ts'
import type { CommandContext, Invocation } from '../command.ts'
import { aggregate, CliError } from '../errors.ts'
import { bool, type OptionsOf } from '../flags/flag.ts'
import {
  type DryRun,
  dryRunFlag,
  fieldManagerFlag,
  fileFlags,
  printFlags,
  readDryRun,
} from '../output/flags.ts'
import { OBJECT_FORMATS, readFormat } from '../output/format.ts'
import { createOperationPrinter, type OperationPrinter } from '../output/operation.ts'
import { recordCause } from '../output/record.ts'
import { accessObjects, localFlag } from '../resources/access.ts'
import { expectVersion } from '../resources/expect-version.ts'
import { localResources, planTargets, type TargetPlan, type TargetRequest } from '../resources/plan.ts'
import { type FoundObject, readObjects } from '../resources/read.ts'
import { type CollectedOutput, collectOutput } from '../streams.ts'
import { decodeFiles, requireBuiltIn } from './typed-files.ts'

/** The flags of all set commands. */
export const setFlags = {
  ...printFlags(OBJECT_FORMATS),
  ...fileFlags('with the objects to change'),
  ...dryRunFlag,
  ...fieldManagerFlag('kubectl-set'),
  ...localFlag,
  all: bool(false, 'Take all objects of the kinds, in the namespace.'),
}

type Options = OptionsOf<typeof setFlags> & { selector?: string; record?: boolean }

/** What a change may use besides the object. */
export interface ChangeContext {
  kind: Kind
  /** Undefined with --local. */
  client: Client | undefined
  output: CollectedOutput
  /** For what is wrong with the object and yet does not keep other changes of it from being made. */
  report(error: unknown): void
}

/** Changes one object. It may take its time; what comes of it is false where there is nothing to send. */
export type ObjectChange = (object: Unstructured, context: ChangeContext) => unknown

/** What a set command does. */
export interface SetChange {
  /** `image updated`: what is told when it is done. */
  operation: string
  /** The arguments that name objects. */
  resources: readonly string[]
  /** How the refusal of the server is told. Left out: as it is. */
  refused?(message: string): string
  /** The version that the object must have; '' for any. */
  resourceVersion?: string
  /** Looks at other objects, by what the user calls them, before those to change are read. */
  prepare?(read: (named: string) => Promise<readonly Unstructured[]>, output: CollectedOutput): Promise<void>
  /** Refuses calls, once the objects have been found. */
  check?(targets: readonly FoundObject[]): void
  /** Changes the object, which is a copy. Throws where it cannot. False: there is nothing to send. */
  change: ObjectChange
  /** Sends and tells even what changes nothing. */
  always?: boolean
  /** Changes are not sent, nor printed. */
  listOnly?: boolean
  /** With --local, names are passed over instead of refused. */
  ignoreNames?: boolean
  /** Errors are told as they are, without what they are about, and keep no other object from being changed. */
  plainErrors?: boolean
}

interface Run extends SetChange {
  options: Options
  dryRun: DryRun
  context: CommandContext
  registry: Registry
  plan: TargetPlan
  line: string
  print: OperationPrinter
}

/** Runs a set command. */
export async function changeObjects(
  { context, options, line }: Pick<Invocation<typeof setFlags>, 'context' | 'line'> & { options: Options },
  change: SetChange,
): Promise<void> {
  const dryRun = readDryRun(options.dryRun, context.streams.stderr)
  const format = readFormat(options.output, options.template, OBJECT_FORMATS)
  const { filename, recursive, kustomize, all, selector = '', local } = options
  if (local && all && selector !== '') throw new CliError('cannot set --all and --selector at the same time')
  if (local && change.resources.length > 0 && change.ignoreNames !== true) throw localResources()
  const files = { filename, recursive, kustomize }
  const request = { args: change.resources, files, all, selector }
  const { registry, plan, carryOut } = await accessObjects(request, context, local)
  const print = await createOperationPrinter(format, dryRun, { ...options, cwd: context.cwd, typed: true })
  const run = { ...change, options, dryRun, context, registry, plan, line, print }
  await carryOut(dryRun !== 'none' || change.listOnly === true, async (client) => {
    const output = collectOutput()
    await change.prepare?.((named) => readNamed({ ...request, args: [named] }, client, run), output)
    const { targets, errors } = await (client === undefined ? decodeFiles(plan) : readObjects(plan, client))
    if (errors.length > 0 && change.plainErrors !== true) throw aggregate(errors)
    change.check?.(targets)
    return changeAll(targets, errors, client, run, output)
  })
}

async function readNamed(
  { files: _, ...request }: TargetRequest,
  client: Client | undefined,
  { context, registry, plan }: Run,
): Promise<Unstructured[]> {
  const named = client === undefined ? plan : await planTargets(request, context, registry)
  const { targets, errors } = await readObjects(named, client)
  if (errors.length > 0) throw aggregate(errors)
  return targets.map(({ object }) => object)
}

/** Goes on with the other objects where one cannot be changed. Runs anew if the cluster asks for it. */
async function changeAll(
  targets: readonly FoundObject[],
  errors: unknown[],
  client: Client | undefined,
  run: Run,
  output: CollectedOutput,
): Promise<Attempt> {
  for (const target of targets)
    try {
      await changeOne(target, client, run, output, (error) => errors.push(error))
    } catch (error) {
      errors.push(error)
    }
  return { output, failure: aggregate(errors) }
}

async function changeOne(
  { resource, object }: FoundObject,
  client: Client | undefined,
  run: Run,
  output: CollectedOutput,
  report: (error: unknown) => void,
): Promise<void> {
  const kind = await loadKind({ resource, object }, run)
  const changed = deepCopy(object)
  const context = { kind, client, output, report }
  const outcome = await orPassedOver(run, () =>
    orNamed({ resource, object }, run, () => run.change(changed, context)),
  )
  if (outcome === false || run.listOnly) return
  recordCause(changed, run.options.record ?? false, run.line)
  const before = expectVersion(object, changed, run.resourceVersion ?? '')
  const { type, patch } = await makeChangePatch(kind, before, changed)
  if (Object.keys(patch).length === 0 && run.always !== true) return
  if (client === undefined || run.dryRun === 'client') return run.print(changed, run.operation, output)
  const { fieldManager } = run.options
  const settings = { fieldManager, dryRun: run.dryRun === 'server', onWarning: output.warn }
  const patched = await orRefused(run, () =>
    client.patch(kindName(resource), nameOf(object), type, patch, settings),
  )
  run.print(patched as Unstructured, run.operation, output)
}

/** The kind. kubectl's set commands know the built-in ones only. */
async function loadKind({ resource }: FoundObject, { registry }: Run): Promise<Kind> {
  await requireBuiltIn(resource)
  return registry.load(kindName(resource))
}

/** What keeps an object from being changed is told with the object's name: `deployments/web …`. */
/** What cannot be listed is passed over, as kubectl does. */
async function orPassedOver<T>({ listOnly }: Run, list: () => Promise<T>): Promise<T | false> {
  try {
    return await list()
  } catch (error) {
    if (listOnly && error instanceof CliError) return false
    throw error
  }
}

async function orNamed<T>(
  { resource, object }: FoundObject,
  { options, plainErrors }: Run,
  change: () => T | Promise<T>,
): Promise<T> {
  try {
    return await change()
  } catch (error) {
    if (plainErrors || !(error instanceof CliError)) throw error
    const type = options.local ? qualifiedKind(resource.kind, resource.group) : resource.plural
    throw new CliError(`error: ${type}/${object.metadata.name ?? ''} ${error.message}`)
  }
}

async function orRefused<T>({ refused }: Run, send: () => Promise<T>): Promise<T> {
  try {
    return await send()
  } catch (error) {
    if (refused === undefined) throw error
    throw new CliError(refused(messageOf(error)), { cause: error })
  }
}
