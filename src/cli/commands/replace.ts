/** kubelite replace: puts objects of files in the place of those that are there. */
import { kindName, type Registry } from '../../api/registry.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import type { Client, WriteOptions } from '../../apiserver/client.ts'
import { keepApplied } from '../../apply/last-applied.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { type Attempt, carryOut } from '../carry-out.ts'
import { type CommandContext, defineCommand, type Invocation } from '../command.ts'
import { deleteTargets } from '../delete/delete-targets.ts'
import { aggregate, CliError } from '../errors.ts'
import { bool, duration, int, type OptionsOf, string } from '../flags/flag.ts'
import { saveConfigFlag } from '../generated/generated-object.ts'
import { readCascade } from '../output/cascade.ts'
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
import { readValidation, validateFlag } from '../output/validation.ts'
import { checkRawFile, rawFlag } from '../raw/flags.ts'
import { findSources } from '../resources/files.ts'
import { type Manifests, readManifests } from '../resources/manifests.ts'
import { hasFiles } from '../resources/plan.ts'
import { readSubresource, subresourceFlag } from '../resources/subresource.ts'
import { asNew, type ManifestTarget, withSource } from '../resources/target.ts'
import { type CollectedOutput, collectOutput } from '../streams.ts'
import { waitUntilGone } from '../wait/until-gone.ts'

const flags = {
  ...printFlags(OBJECT_FORMATS),
  ...fileFlags('with the objects to replace'),
  ...dryRunFlag,
  ...validateFlag,
  ...fieldManagerFlag('kubectl-replace'),
  ...saveConfigFlag,
  ...recordFlag,
  ...subresourceFlag('Replace'),
  ...rawFlag('PUT'),
  cascade: string('background', 'What happens to dependents of an object that --force deletes.', {
    alone: 'background',
  }),
  force: bool(false, 'Delete the objects, wait until they are gone, and create them anew.'),
  gracePeriod: int(-1, 'Seconds that --force gives an object to end. Below 0: what the object itself says.'),
  timeout: duration(
    '0s',
    "How long --force waits for an object to go, in the cluster's time. 0: as long as some pod still has time to end.",
  ),
  wait: bool(false, 'Accepted as kubectl does; --force waits in any case.', { hidden: true }),
}

type Options = OptionsOf<typeof flags>

export const replace = defineCommand({
  name: 'replace',
  group: 'Advanced Commands',
  usage: '-f FILENAME',
  short: 'Replace a resource by file name or stdin',
  long: [
    'Replace a resource by file name or stdin.',
    'JSON and YAML are accepted. What the file does not say is lost, so it must hold the complete object; "get TYPE NAME -o yaml" shows it. A file that names a resource version replaces only that one.',
  ],
  examples: [
    { about: 'The pod of a file', line: 'replace -f ./pod.json' },
    { about: 'What standard input says', line: 'cat pod.json | {program} replace -f -' },
    { about: 'Delete the pod and make it anew', line: 'replace --force -f ./pod.json' },
  ],
  flags,
  async run(invocation) {
    const { context, options, line } = invocation
    const choices = validate(invocation)
    if (options.raw !== '')
      return (await import('../raw/requests.ts')).sendRaw('PUT', options.raw, options.filename[0], context)
    const cluster = await context.cluster()
    const manifests = await readManifests(findSources(options, context).list, cluster.registry, {
      ...context,
      unchecked: choices.fieldValidation === 'Ignore',
    })
    const run = { ...choices, manifests, options, context, line, registry: cluster.registry }
    if (options.force) await deleteFirst(cluster, run)
    const replaceOne = options.force ? createAnew : putInPlace
    await carryOut(context, cluster, run.dryRun !== 'none', (client) => replaceAll(client, run, replaceOne))
  },
})

interface Choices {
  format: Format | undefined
  dryRun: DryRun
  fieldValidation: NonNullable<WriteOptions['fieldValidation']>
}

function validate({ context, options }: Invocation<typeof flags>): Choices {
  const fieldValidation = readValidation(options.validate)
  const dryRun = readDryRun(options.dryRun, context.streams.stderr)
  const format = readFormat(options.output, options.template, OBJECT_FORMATS)
  if (!hasFiles(options)) throw new CliError('must specify one of -f and -k')
  const { force, gracePeriod, timeout, raw } = options
  if (gracePeriod >= 0 && !force) throw new CliError('--grace-period must have --force specified')
  if (timeout !== 0 && !force) throw new CliError('--timeout must have --force specified')
  // kubectl would delete in earnest.
  if (force && dryRun !== 'none') throw new CliError('--dry-run can not be used when --force is set')
  if (raw !== '') checkRawFile(options)
  return { fieldValidation, dryRun, format }
}

interface Run extends Choices {
  manifests: Manifests
  options: Options
  context: CommandContext
  line: string
  registry: Registry
}

async function deleteFirst(cluster: Cluster, { manifests, options, context }: Run): Promise<void> {
  const { gracePeriod, cascade, timeout } = options
  // Against loss by accident, 0 is taken for 1 (kubectl, cmd/replace).
  const grace = gracePeriod < 0 ? undefined : Math.max(gracePeriod, 1)
  const propagationPolicy = readCascade(cascade, context.streams.stderr)
  const plan = { from: 'files', single: false, ...manifests } as const
  const how = { dryRun: 'none', ignoreNotFound: true, grace, propagationPolicy } as const
  const { deleted } = await carryOut(context, cluster, false, (client) =>
    deleteTargets(client, { ...how, plan, options, context }),
  )
  await waitUntilGone(context, cluster, { timeout, realTime: false }, deleted)
}

type Replacement = (
  target: ManifestTarget,
  sent: Unstructured,
  client: Client,
  run: Run,
  settings: WriteOptions,
) => Promise<Unstructured>

/** Replaces all objects, the good ones among bad ones. Runs anew from the start if the cluster asks for it. */
async function replaceAll(client: Client, run: Run, replaceOne: Replacement): Promise<Attempt> {
  const { manifests, options, format, dryRun, context } = run
  const output = collectOutput()
  const errors: unknown[] = [...manifests.errors]
  const print = await createOperationPrinter(format, dryRun, { ...options, cwd: context.cwd })
  for (const target of manifests.targets)
    try {
      print(await replaceTarget(target, client, run, replaceOne, output), 'replaced', output)
    } catch (error) {
      errors.push(error)
    }
  const none = manifests.targets.length === 0 && errors.length === 0
  return { output, failure: none ? new CliError('no objects passed to replace') : aggregate(errors) }
}

async function replaceTarget(
  target: ManifestTarget,
  client: Client,
  run: Run,
  replaceOne: Replacement,
  output: CollectedOutput,
): Promise<Unstructured> {
  const sent = prepared(target, run)
  if (run.dryRun === 'client') return sent
  try {
    return await replaceOne(target, sent, client, run, writeOptions(run, output))
  } catch (error) {
    throw run.options.force ? error : withSource('replacing', target.source, error)
  }
}

function prepared({ object }: ManifestTarget, { options, line }: Run): Unstructured {
  const sent = keepApplied(object, options.saveConfig)
  if (!options.record) return sent
  const copy = { ...sent, metadata: { ...sent.metadata } }
  recordCause(copy, true, line)
  return copy
}

function writeOptions({ options, fieldValidation, dryRun }: Run, output: CollectedOutput): WriteOptions {
  const { fieldManager, subresource } = options
  return {
    ...{ fieldManager, fieldValidation, dryRun: dryRun === 'server', onWarning: output.warn },
    ...(subresource !== '' && { subresource }),
  }
}

/** A file that names no version replaces any: the one that is there is put in. */
const putInPlace: Replacement = async ({ resource, namespace, name }, sent, client, run, settings) => {
  const kind = kindName(resource)
  const { subresource } = run.options
  const live = sent.metadata.resourceVersion ? undefined : await client.find(kind, { namespace, name })
  const { resourceVersion } = live?.metadata ?? {}
  const metadata = { ...sent.metadata, ...(resourceVersion && { resourceVersion }) }
  const object = (await client.update(kind, { ...sent, metadata }, settings)) as Unstructured
  if (subresource === '') return object
  return (await readSubresource({ resource, objects: [object] }, subresource, run.registry)).objects[0]!
}

const createAnew: Replacement = async ({ resource }, sent, client, _run, settings) =>
  (await client.create(kindName(resource), asNew(sent), settings)) as Unstructured
