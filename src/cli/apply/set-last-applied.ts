/** kubelite apply set-last-applied: makes the annotation of apply say what files say, and nothing else. */
import { kindName } from '../../api/registry.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import { type Client, nameOf } from '../../apiserver/client.ts'
import { annotationPatch, lastApplied, lastAppliedText } from '../../apply/last-applied.ts'
import { deepEqual } from '../../base/json.ts'
import { type Attempt, carryOut } from '../carry-out.ts'
import { defineCommand } from '../command.ts'
import { CliError, throwAggregate } from '../errors.ts'
import { bool } from '../flags/flag.ts'
import { type DryRun, dryRunFlag, fileFlags, printFlags, readDryRun } from '../output/flags.ts'
import { OBJECT_FORMATS, readFormat } from '../output/format.ts'
import { createOperationPrinter, type OperationPrinter } from '../output/operation.ts'
import { planTargets } from '../resources/plan.ts'
import type { ManifestTarget } from '../resources/target.ts'
import { collectOutput, type Output } from '../streams.ts'

const { filename } = fileFlags('with what was applied')

export const setLastApplied = defineCommand({
  name: 'set-last-applied',
  usage: '-f FILENAME',
  short: 'Set the last-applied-configuration annotation on a live object to match the contents of a file',
  long: [
    'Make the annotation in which "apply" keeps what it applied last say what a file says, as if the file had been applied, without a change to anything else of the object.',
  ],
  examples: [
    { about: 'As a file says', line: 'apply set-last-applied -f deploy.yaml' },
    { about: 'As all files of a folder say', line: 'apply set-last-applied -f path/' },
    {
      about: 'For an object that was never applied',
      line: 'apply set-last-applied -f deploy.yaml --create-annotation=true',
    },
  ],
  flags: {
    ...printFlags(OBJECT_FORMATS),
    ...dryRunFlag,
    filename,
    createAnnotation: bool(false, 'Make the annotation where there is none.'),
  },
  async run({ context, options }) {
    const dryRun = readDryRun(options.dryRun, context.streams.stderr)
    const format = readFormat(options.output, options.template, OBJECT_FORMATS)
    const cluster = await context.cluster()
    const files = { filename: options.filename, recursive: false }
    const plan = await planTargets({ args: [], files }, context, cluster.registry)
    if (plan.from !== 'files') return
    throwAggregate(plan.errors)
    const print = await createOperationPrinter(format, dryRun, { ...options, cwd: context.cwd })
    await carryOut(context, cluster, dryRun !== 'none', (client) =>
      setAll(plan.targets, client, { ...options, dryRun, print }),
    )
  },
})

interface Choices {
  createAnnotation: boolean
  dryRun: DryRun
  print: OperationPrinter
}

/** Looks at all objects before it changes the first. */
async function setAll(
  targets: readonly ManifestTarget[],
  client: Client,
  choices: Choices,
): Promise<Attempt> {
  const output = collectOutput()
  try {
    const changed: [ManifestTarget, Unstructured][] = []
    for (const target of targets) {
      const live = await readLive(target, client, choices)
      if (isSame(target, live, output)) continue
      changed.push([target, live])
    }
    for (const [target, live] of changed)
      choices.print(await setOne(target, live, client, choices), 'configured', output)
    return { output, failure: undefined }
  } catch (failure) {
    return { output, failure }
  }
}

async function readLive(
  { resource, namespace, name }: ManifestTarget,
  client: Client,
  { createAnnotation }: Choices,
): Promise<Unstructured> {
  const live = (await client.get(kindName(resource), { namespace, name })) as Unstructured
  if (createAnnotation || lastAppliedText(live) !== undefined) return live
  throw new CliError(
    `no last-applied-configuration annotation found on resource: ${name}, to create the annotation, run the command with --create-annotation`,
  )
}

function isSame({ object, name }: ManifestTarget, live: Unstructured, output: Output): boolean {
  const same = deepEqual(lastApplied(live), object)
  if (same) output.stdout(`set-last-applied ${name}: no changes required.\n`)
  return same
}

async function setOne(
  { resource, object }: ManifestTarget,
  live: Unstructured,
  client: Client,
  { dryRun }: Choices,
): Promise<Unstructured> {
  if (dryRun === 'client') return live
  const write = { dryRun: dryRun === 'server', fieldManager: 'kubectl' }
  const patch = annotationPatch(object)
  return (await client.patch(kindName(resource), nameOf(live), 'merge', patch, write)) as Unstructured
}
