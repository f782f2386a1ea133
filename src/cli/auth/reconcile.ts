/** kubelite auth reconcile: makes roles and bindings allow what files say. Source: kubectl, cmd/auth/reconcile.go. */
import { kindName } from '../../api/registry.ts'
import { type Client, type KindName, nameOf, type ObjectOf } from '../../apiserver/client.ts'
import { deepCopy } from '../../base/json.ts'
import { type Attempt, carryOut } from '../carry-out.ts'
import { defineCommand, type Invocation } from '../command.ts'
import { aggregate, CliError } from '../errors.ts'
import { bool, type OptionsOf } from '../flags/flag.ts'
import { dryRunFlag, fileFlags, printFlags, readDryRun } from '../output/flags.ts'
import { OBJECT_FORMATS, readFormat } from '../output/format.ts'
import { createOperationPrinter, type OperationPrinter } from '../output/operation.ts'
import { findSources } from '../resources/files.ts'
import { type Manifests, readManifests } from '../resources/manifests.ts'
import { hasFiles } from '../resources/plan.ts'
import type { ManifestTarget } from '../resources/target.ts'
import { type CollectedOutput, collectOutput } from '../streams.ts'
import { type AnyBinding, type AnyRole, type Plan, planBinding, planRole } from './reconciliation/plan.ts'
import { reconciliationReport } from './reconciliation/report.ts'

const flags = {
  ...printFlags(OBJECT_FORMATS),
  ...fileFlags('with the roles and bindings'),
  ...dryRunFlag,
  removeExtraPermissions: bool(false, 'Take away what roles allow beyond the files.'),
  removeExtraSubjects: bool(false, 'Take out of bindings whom the files do not name.'),
}

type Options = OptionsOf<typeof flags>

export const reconcile = defineCommand({
  name: 'reconcile',
  usage: '-f FILENAME',
  short: 'Reconciles rules for RBAC role, role binding, cluster role, and cluster role binding objects',
  long: [
    'Reconcile the rules of roles and the subjects of bindings with those of files.',
    'What is missing is created, and the namespace that it stands in as well.',
    'Roles get the permissions of the files, and keep others unless --remove-extra-permissions is given.',
    'Bindings get the subjects of the files, and keep others unless --remove-extra-subjects is given.',
    'This is better than "apply" for these kinds, as it knows what rules and subjects mean.',
  ],
  examples: [{ about: 'The roles and bindings of a file', line: 'auth reconcile -f my-rbac-rules.yaml' }],
  flags,
  async run(invocation) {
    const { context, options } = invocation
    const { isTrial, format } = validate(invocation)
    const cluster = await context.cluster()
    const sources = findSources(options, context).list
    const manifests = await readManifests(sources, cluster.registry, { ...context })
    const dryRun = isTrial ? 'client' : 'none'
    const print = await createOperationPrinter(format, dryRun, { ...options, cwd: context.cwd })
    const run = { manifests, options, isTrial, print }
    await carryOut(context, cluster, isTrial, (client) => reconcileAll(client, run))
  },
})

function validate({ context, args, options }: Invocation<typeof flags>) {
  if (!hasFiles(options)) throw new CliError('must specify one of -f and -k')
  if (args.length > 0) throw new CliError('no arguments are allowed')
  const dryRun = readDryRun(options.dryRun, context.streams.stderr)
  if (dryRun === 'server') throw new CliError('--dry-run=server for command reconcile is not supported yet')
  const format = readFormat(options.output, options.template, OBJECT_FORMATS)
  return { isTrial: dryRun === 'client', format }
}

interface Run {
  manifests: Manifests
  options: Options
  isTrial: boolean
  print: OperationPrinter
}

async function reconcileAll(client: Client, run: Run): Promise<Attempt> {
  const output = collectOutput()
  const errors: unknown[] = [...run.manifests.errors]
  for (const target of run.manifests.targets)
    try {
      await reconcileOne(target, client, run, output)
    } catch (error) {
      errors.push(error)
    }
  return { output, failure: aggregate(errors) }
}

const GROUP = 'rbac.authorization.k8s.io'

/** Objects of other kinds are passed over. */
async function reconcileOne(
  { resource, object }: ManifestTarget,
  client: Client,
  { options, isTrial, print }: Run,
  output: CollectedOutput,
): Promise<void> {
  if (resource.group !== GROUP) return
  const kind = kindName(resource)
  const existing = await client.find(kind, nameOf(object))
  const plan = kind.endsWith('Binding')
    ? planBinding(
        withGroups(object as unknown as AnyBinding),
        existing as AnyBinding | undefined,
        options.removeExtraSubjects,
      )
    : planRole(object as unknown as AnyRole, existing as AnyRole | undefined, options.removeExtraPermissions)
  const done = isTrial || plan.isProtected ? plan.object : await carryOutPlan(client, kind, plan)
  print(done as never, 'reconciled', output)
  output.stderr(reconciliationReport(plan, options))
}

/** kubectl fills in the groups before it compares (rbac/v1/defaults.go). */
function withGroups(binding: AnyBinding): AnyBinding {
  const object = deepCopy(binding)
  if (object.roleRef) object.roleRef.apiGroup ||= GROUP
  for (const subject of object.subjects ?? [])
    if (subject.kind !== 'ServiceAccount') subject.apiGroup ||= GROUP
  return object
}

async function carryOutPlan(
  client: Client,
  kind: KindName,
  { operation, object }: Plan<AnyRole | AnyBinding>,
): Promise<object> {
  const options = { fieldManager: 'kubectl-auth', fieldValidation: 'Ignore' } as const
  const body = object as ObjectOf<KindName>
  if (operation === undefined) return object
  if (operation === 'update') return client.update(kind, body, options)
  if (operation === 'recreate') await client.delete(kind, nameOf(object))
  else await ensureNamespace(client, object.metadata.namespace)
  const { resourceVersion: _, uid: __, ...metadata } = body.metadata
  return client.create(kind, { ...body, metadata }, options)
}

async function ensureNamespace(client: Client, name: string | undefined): Promise<void> {
  if (name === undefined || (await client.find('Namespace', { namespace: '', name }))) return
  await client.create('Namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
}
