/** kubelite patch: changes fields of objects. */

import { kindName, type Registry } from '../../api/registry.ts'
import { quote } from '../../apimachinery/go-format.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import { reasonOf } from '../../apimachinery/status-error.ts'
import { type Client, nameOf, type PatchType } from '../../apiserver/client.ts'
import { messageOf } from '../../base/error-message.ts'
import { deepEqual, type Json } from '../../base/json.ts'
import type { Attempt } from '../carry-out.ts'
import { type CommandContext, defineCommand, type Invocation } from '../command.ts'
import { aggregate, CliError } from '../errors.ts'
import { type OptionsOf, string } from '../flags/flag.ts'
import {
  type DryRun,
  dryRunFlag,
  fieldManagerFlag,
  fileFlags,
  printFlags,
  readDryRun,
  refuseLocalTrial,
} from '../output/flags.ts'
import { OBJECT_FORMATS, readFormat } from '../output/format.ts'
import { createOperationPrinter, type OperationPrinter } from '../output/operation.ts'
import { causePatch, recordFlag } from '../output/record.ts'
import { patchLocally } from '../patch/patch-locally.ts'
import { parsePatch, readPatchFile } from '../patch/read-patch.ts'
import { accessObjects, localFlag } from '../resources/access.ts'
import type { TargetPlan } from '../resources/plan.ts'
import { type FoundObject, readObjects } from '../resources/read.ts'
import { readSubresource, subresourceFlag } from '../resources/subresource.ts'
import { type CollectedOutput, collectOutput } from '../streams.ts'

const flags = {
  ...printFlags(OBJECT_FORMATS),
  ...fileFlags('with the objects to patch'),
  ...dryRunFlag,
  ...fieldManagerFlag('kubectl-patch'),
  ...localFlag,
  ...recordFlag,
  ...subresourceFlag('Patch'),
  patch: string('', 'The patch, as JSON or YAML.', { short: 'p' }),
  patchFile: string('', 'File with the patch.'),
  type: string('strategic', 'Of which type the patch is; one of [json merge strategic].'),
}

type Options = OptionsOf<typeof flags>

export const patch = defineCommand({
  name: 'patch',
  group: 'Advanced Commands',
  usage: '(-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]',
  short: 'Update fields of a resource',
  long: [
    'Update fields of a resource using strategic merge patch, a JSON merge patch, or a JSON patch.',
    'A merge patch holds the fields to set, with null for those to remove; a strategic one merges lists item by item where a JSON merge patch replaces them. A JSON patch is a list of operations. JSON and YAML are accepted.',
    'For custom resources there are no strategic merge patches.',
  ],
  examples: [
    { about: 'Set a field of a node', line: `patch node k8s-node-1 -p '{"spec":{"unschedulable":true}}'` },
    { about: 'The same as YAML', line: "patch node k8s-node-1 -p 'spec: {unschedulable: true}'" },
    { about: 'What a file names', line: `patch -f node.json -p '{"spec":{"unschedulable":true}}'` },
    {
      about: 'The image of a container, which is found by its name',
      line: `patch pod valid-pod -p '{"spec":{"containers":[{"name":"serve-hostname","image":"new image"}]}}'`,
    },
    {
      about: 'The same by its place',
      line: `patch pod valid-pod --type=json -p='[{"op":"replace","path":"/spec/containers/0/image","value":"new image"}]'`,
    },
    {
      about: 'The number of replicas, by the subresource scale',
      line: `patch deployment nginx --subresource=scale --type=merge -p '{"spec":{"replicas":2}}'`,
    },
  ],
  flags,
  async run(invocation) {
    const { context, args, options, line } = invocation
    const dryRun = readDryRun(options.dryRun, context.streams.stderr)
    const format = readFormat(options.output, options.template, OBJECT_FORMATS)
    const type = validate(invocation)
    const text = options.patchFile === '' ? options.patch : readPatchFile(options.patchFile, context.cwd)
    const body = () => parsePatch(text, options.local || dryRun === 'client')
    // What is no YAML is told at once; what is no JSON, by the server, once there is something to patch.
    if (!text.trimStart().startsWith('{')) await body()
    const { filename, recursive, kustomize, local } = options
    const request = { args, files: { filename, recursive, kustomize } }
    const { registry, plan, carryOut } = await accessObjects(request, context, local)
    // kubectl does not tell dry runs apart here.
    const print = await createOperationPrinter(format, 'none', { ...options, cwd: context.cwd })
    const run = { plan, type, body, options, dryRun, line, context, registry, print }
    await carryOut(dryRun !== 'none', (client) => patchAll(client, run))
  },
})

const TYPES: readonly PatchType[] = ['json', 'merge', 'strategic']

function validate({ args, options }: Invocation<typeof flags>): PatchType {
  const { patch, patchFile, local } = options
  if (patch !== '' && patchFile !== '') throw new CliError('cannot specify --patch and --patch-file together')
  if (patch === '' && patchFile === '')
    throw new CliError('must specify --patch or --patch-file containing the contents of the patch')
  if (local && args.length > 0) throw new CliError('cannot specify --local and server resources')
  refuseLocalTrial(options)
  if (options.type === '') return 'strategic'
  const type = TYPES.find((each) => each === options.type.toLowerCase())
  if (type === undefined)
    throw new CliError(`--type must be one of [${TYPES.join(' ')}], not ${quote(options.type)}`)
  return type
}

interface Run {
  plan: TargetPlan
  type: PatchType
  body(): Promise<Json>
  options: Options
  dryRun: DryRun
  line: string
  context: CommandContext
  registry: Registry
  print: OperationPrinter
}

/** Goes on with the other objects where one cannot be patched. Runs anew if the cluster asks for it. */
async function patchAll(client: Client | undefined, run: Run): Promise<Attempt> {
  const output = collectOutput()
  const { targets, errors } = await readObjects(run.plan, client)
  for (const target of targets)
    try {
      const { before, after } = await patchOne(target, client, run, output)
      run.print(after, deepEqual(before, after) ? 'patched (no change)' : 'patched', output)
    } catch (error) {
      errors.push(error)
    }
  const none = targets.length === 0 && errors.length === 0
  return { output, failure: none ? new CliError('no objects passed to patch') : aggregate(errors) }
}

/** The object, or its subresource, before and after it was patched. */
async function patchOne(
  target: FoundObject,
  client: Client | undefined,
  run: Run,
  output: CollectedOutput,
): Promise<{ before: Unstructured; after: Unstructured }> {
  const { options, type, dryRun, registry } = run
  const { subresource, local } = options
  const show = async ({ resource, object }: FoundObject) =>
    subresource === '' || local
      ? object
      : (await readSubresource({ resource, objects: [object] }, subresource, registry)).objects[0]!
  const before = await show(target)
  const patch = await run.body()
  if (client === undefined || dryRun === 'client')
    return { before, after: await patchLocally({ ...target, object: before }, type, patch, registry) }
  const object = await send(target, patch, client, run, output)
  return { before, after: await show({ ...target, object }) }
}

async function send(
  { resource, object }: FoundObject,
  patch: Json,
  client: Client,
  { type, options, dryRun, line }: Run,
  output: CollectedOutput,
): Promise<Unstructured> {
  const { fieldManager, subresource, record } = options
  const settings = {
    ...({
      fieldManager,
      dryRun: dryRun === 'server',
      fieldValidation: 'Warn',
      onWarning: output.warn,
    } as const),
    ...(subresource !== '' && { subresource }),
  }
  const [kind, name] = [kindName(resource), nameOf(object)]
  try {
    const patched = (await client.patch(kind, name, type, patch, settings)) as Unstructured
    if (!record) return patched
    return (await client.patch(kind, name, 'merge', causePatch(line), settings)) as Unstructured
  } catch (error) {
    if (reasonOf(error) !== 'UnsupportedMediaType') throw error
    const { group, version } = resource
    throw new CliError(
      `application/${MEDIA_TYPES[type]} is not supported by ${group}/${version}, Kind=${resource.kind}: ${messageOf(error)}`,
      { cause: error },
    )
  }
}

const MEDIA_TYPES: Readonly<Record<PatchType, string>> = {
  json: 'json-patch+json',
  merge: 'merge-patch+json',
  strategic: 'strategic-merge-patch+json',
}
