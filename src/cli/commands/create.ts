/** kubelite create: creates the objects of files; the commands below it make objects of their flags. */
import { kindName } from '../../api/registry.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import type { Client, WriteOptions } from '../../apiserver/client.ts'
import { keepApplied } from '../../apply/last-applied.ts'
import type { Cluster } from '../../cluster/cluster.ts'
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
import { checkRawFile, rawFlag } from '../raw/flags.ts'
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
  ...rawFlag('POST'),
  edit: bool(false, 'Open the objects in an editor, and create what is saved.'),
  windowsLineEndings: bool(process.platform === 'win32', 'With --edit: end lines as Windows does.'),
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
    { about: 'What is made of a file in an editor, as JSON', line: 'create -f registry.yaml --edit -o json' },
  ],
  flags,
  pluginsBelow: true,
  subcommands: {
    clusterrole: () => import('../create/cluster-role.ts').then((module) => module.createClusterRole),
    clusterrolebinding: () =>
      import('../create/cluster-role-binding.ts').then((module) => module.createClusterRoleBinding),
    configmap: () => import('../create/config-map.ts').then((module) => module.createConfigMap),
    cronjob: () => import('../create/cron-job.ts').then((module) => module.createCronJob),
    deployment: () => import('../create/deployment.ts').then((module) => module.createDeployment),
    ingress: () => import('../create/ingress.ts').then((module) => module.createIngress),
    job: () => import('../create/job.ts').then((module) => module.createJob),
    namespace: () => import('../create/namespace.ts').then((module) => module.createNamespace),
    poddisruptionbudget: () =>
      import('../create/pod-disruption-budget.ts').then((module) => module.createPodDisruptionBudget),
    priorityclass: () => import('../create/priority-class.ts').then((module) => module.createPriorityClass),
    quota: () => import('../create/quota.ts').then((module) => module.createQuota),
    role: () => import('../create/role.ts').then((module) => module.createRole),
    rolebinding: () => import('../create/role-binding.ts').then((module) => module.createRoleBinding),
    secret: () => import('../create/secret.ts').then((module) => module.createSecret),
    service: () => import('../create/service.ts').then((module) => module.createService),
    serviceaccount: () =>
      import('../create/service-account.ts').then((module) => module.createServiceAccount),
    token: () => import('../create/token.ts').then((module) => module.createToken),
  },
  async run(invocation) {
    const { context, options, line } = invocation
    const choices = validate(invocation)
    if (options.raw !== '')
      return (await import('../raw/requests.ts')).sendRaw('POST', options.raw, options.filename[0], context)
    const cluster = await context.cluster()
    const manifests = await readManifests(findSources(options, context).list, cluster.registry, {
      ...context,
      ...(options.selector && { selector: options.selector }),
      unchecked: choices.fieldValidation === 'Ignore',
    })
    if (manifests.targets.length === 0)
      throw aggregate(manifests.errors) ?? new CliError('no objects passed to create')
    const run = { ...choices, manifests, options, context, line }
    if (options.edit) return editThenCreate(run, cluster)
    await carryOut(context, cluster, run.dryRun !== 'none', (client) => createAll(client, run))
  },
})

interface Choices {
  format: Format | undefined
  dryRun: DryRun
  fieldValidation: NonNullable<WriteOptions['fieldValidation']>
}

function validate({ context, args, options }: Invocation<typeof flags>): Choices {
  if (args.length > 0) throw usageError(context.path, `Unexpected args: [${args.join(' ')}]`)
  if (options.filename.length === 0 && options.kustomize === '')
    throw new CliError('must specify one of -f and -k')
  const dryRun = readDryRun(options.dryRun, context.streams.stderr)
  const fieldValidation = readValidation(options.validate)
  if (options.raw !== '') checkRawFile(options)
  return { dryRun, fieldValidation, format: readFormat(options.output, options.template, OBJECT_FORMATS) }
}

interface Run extends Choices {
  manifests: Manifests
  options: Options
  context: CommandContext
  line: string
}

/** Lets each object be edited, and creates what is saved. */
async function editThenCreate(run: Run, cluster: Cluster): Promise<void> {
  const [{ editObjects }, { textForm }] = await Promise.all([
    import('../edit/session.ts'),
    import('../edit/edited-text.ts'),
  ])
  const { context, manifests, options, format } = run
  for (const target of manifests.targets)
    await editObjects({
      ...(await textForm(format?.name === 'json')),
      context,
      cluster,
      targets: [target],
      windowsLineEndings: options.windowsLineEndings,
      async send(edited, client) {
        const targets = edited.map((each) => ({ ...target, ...each, source: '' }))
        const made = await createAll(client, { ...run, manifests: { targets, errors: [] } })
        return { ...made, reasons: [], missing: false, retryable: false }
      },
    })
  if (manifests.errors.length > 0) throw aggregate(manifests.errors)
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
      errors.push(error)
    }
  return { output, failure: aggregate([...manifests.errors, ...errors]) }
}

async function createOne(
  { object, resource, source }: ManifestTarget,
  client: Client,
  { options, dryRun, fieldValidation, line }: Run,
  output: CollectedOutput,
): Promise<Unstructured> {
  const sent = keepApplied(object, options.saveConfig)
  recordCause(sent, options.record, line)
  if (dryRun === 'client') return sent
  const { fieldManager } = options
  const settings = { fieldManager, fieldValidation, dryRun: dryRun === 'server', onWarning: output.warn }
  try {
    return (await client.create(kindName(resource), asNew(sent), settings)) as Unstructured
  } catch (error) {
    throw withSource('creating', source, error)
  }
}
