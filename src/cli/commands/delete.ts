/** kubelite delete: deletes objects by name, file or selector, and waits for them to go. */
import type { Client } from '../../apiserver/client.ts'
import { qualifiedKind } from '../../printers/name.ts'
import { carryOut } from '../carry-out.ts'
import { type CommandContext, defineCommand, type Invocation } from '../command.ts'
import { type Deletion, deleteTargets } from '../delete/delete-targets.ts'
import { CliError, throwAggregate } from '../errors.ts'
import { bool, duration, int, type OptionsOf, string } from '../flags/flag.ts'
import { readCascade } from '../output/cascade.ts'
import { dryRunFlag, fieldSelectorFlag, fileFlags, readDryRun, selectorFlag } from '../output/flags.ts'
import { checkPath, checkRawFile, rawFlag } from '../raw/flags.ts'
import { planTargets, type TargetPlan } from '../resources/plan.ts'
import { listTargets } from '../resources/read.ts'
import { realTimeFlag } from '../wait/pass-time.ts'
import { waitUntilGone } from '../wait/until-gone.ts'

const flags = {
  ...fileFlags('with the objects to delete'),
  ...selectorFlag,
  ...fieldSelectorFlag,
  ...dryRunFlag,
  ...realTimeFlag,
  ...rawFlag('DELETE'),
  all: bool(false, 'Delete all objects of the kinds, in the namespace.'),
  allNamespaces: bool(false, 'Look into all namespaces; --namespace does not count then.', { short: 'A' }),
  cascade: string(
    'background',
    'Must be "background", "orphan" or "foreground": what happens to the objects that depend on the deleted ones.',
    { alone: 'background' },
  ),
  force: bool(false, 'Drop objects at once, without waiting for what runs to end.'),
  gracePeriod: int(
    -1,
    'Seconds given to the object to end. Below 0: what the object itself says. 0 needs --force.',
  ),
  ignoreNotFound: bool(
    false,
    'Take it for success if there is nothing to delete. Default true with --all and selectors.',
  ),
  interactive: bool(false, 'Ask before deleting.', { short: 'i' }),
  now: bool(false, 'Give objects one second to end (--grace-period=1).'),
  output: string('', 'How to print. Use "-o name" for shorter output (resource/name).', { short: 'o' }),
  timeout: duration(
    '0s',
    "How long to wait for the objects to be gone, in the cluster's time. 0: as long as some pod still has time to end.",
  ),
  wait: bool(true, 'Wait for the objects to be gone.'),
}

type Options = OptionsOf<typeof flags>

export const deleteCommand = defineCommand({
  name: 'delete',
  group: 'Basic Commands (Intermediate)',
  usage: '([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)])',
  short: 'Delete resources by file names, stdin, resources and names, or by resources and label selector',
  long: [
    'Delete resources by file names, stdin, resources and names, or by resources and label selector.',
    'Pods get the time to end that they ask for; --grace-period changes it, --force drops them at once. What depends on a deleted object goes as well, unless --cascade says otherwise.',
    'Then the clock of the cluster is moved until the objects are gone, and what falls due on the way happens. An object that a finalizer holds, or whose node does not answer, would stay for as long as nobody acts: that is reported as kubectl reports that its waiting timed out. With --wait=false the command ends at once.',
  ],
  examples: [
    { about: 'What a file names', line: 'delete -f pod.json' },
    { about: 'Pods and services of the names baz and foo', line: 'delete pod,service baz foo' },
    { about: 'Pods and services with a label', line: 'delete pods,services -l name=myLabel' },
    { about: 'A pod on a node that is gone', line: 'delete pod foo --force' },
    { about: 'All pods', line: 'delete pods --all' },
  ],
  flags,
  async run(invocation) {
    const { context, args, options } = invocation
    if (options.raw !== '') return deleteRaw(options, context)
    const grace = gracePeriod(options)
    const dryRun = readDryRun(options.dryRun, context.streams.stderr)
    const propagationPolicy = readCascade(options.cascade, context.streams.stderr)
    const cluster = await context.cluster()
    const { filename, recursive, kustomize } = options
    const plan = await planTargets(
      { ...options, args, files: { filename, recursive, kustomize } },
      context,
      cluster.registry,
    )
    validate(options, grace, context)
    const run: Run = {
      plan,
      options,
      dryRun,
      context,
      grace,
      propagationPolicy,
      ignoreNotFound: ignoresNotFound(invocation),
    }
    if (options.interactive && !(await confirm(run, (list) => cluster.read(list)))) return
    const { deleted } = await carryOut(context, cluster, run.dryRun !== 'none', (client) =>
      deleteTargets(client, run),
    )
    if (options.wait && dryRun === 'none') await waitUntilGone(context, cluster, options, deleted)
  },
})

/** A file, if one is given, says how to delete. */
async function deleteRaw(options: Options, context: CommandContext): Promise<void> {
  const [file] = options.filename
  if (file !== undefined || options.recursive) checkRawFile({ ...options, selector: '' })
  else if (options.output !== '') throw new CliError('--raw and --output are mutually exclusive')
  else checkPath(options.raw)
  return (await import('../raw/requests.ts')).sendRaw('DELETE', options.raw, file, context)
}

interface Run extends Deletion {
  plan: TargetPlan
  options: Options
}

/** Selectors may match nothing; a name that is given must exist, unless the user says otherwise. */
function ignoresNotFound({ options, given }: Invocation<typeof flags>): boolean {
  const chosen = options.all || options.selector !== '' || options.fieldSelector !== ''
  return options.ignoreNotFound || (chosen && !given('ignoreNotFound'))
}

/** The grace period that results from --now, --force and --grace-period; undefined: the objects' own. */
function gracePeriod({ now, force, gracePeriod }: Options): number | undefined {
  if (now && gracePeriod !== -1) throw new CliError('--now and --grace-period cannot be specified together')
  if (now) return 1
  // Against loss by accident, 0 counts only together with --force (kubectl, delete.go).
  if (gracePeriod === 0 && !force) return 1
  if (gracePeriod >= 0) return gracePeriod
  return force ? 0 : undefined
}

function validate(
  { output, all, selector, fieldSelector, force }: Options,
  grace: number | undefined,
  context: CommandContext,
): void {
  if (output !== '' && output !== 'name')
    throw new CliError(`unexpected -o output mode: ${output}. We only support '-o name'`)
  if (all && selector !== '') throw new CliError('cannot set --all and --selector at the same time')
  if (all && fieldSelector !== '')
    throw new CliError('cannot set --all and --field-selector at the same time')
  if (force && (grace ?? 0) > 0)
    throw new CliError('--force and --grace-period greater than 0 cannot be specified together')
  if (force)
    context.streams.stderr(
      'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n',
    )
}

async function confirm(
  run: Run,
  read: (list: (client: Client) => ReturnType<typeof listTargets>) => ReturnType<typeof listTargets>,
): Promise<boolean> {
  const { targets, errors } = await read((client) => listTargets(run.plan, client))
  throwAggregate(errors)
  const { streams } = run.context
  const names = targets.map(
    ({ resource, name }) => `${qualifiedKind(resource.kind, resource.group)}/${name}\n`,
  )
  streams.stdout(`You are about to delete the following ${targets.length} resource(s):\n${names.join('')}`)
  streams.stdout('Do you want to continue? (y/N): ')
  const answer = (await streams.readLine())?.trim().toLowerCase()
  if (answer === 'y' || answer === 'yes') return true
  streams.stdout('deletion is cancelled\n')
  return false
}
