/** kubelite diff: what apply would change. */
import type { Registry } from '../../api/registry.ts'
import type { Client } from '../../apiserver/client.ts'
import { applyManager, CLIENT_SIDE_MANAGER } from '../../apply/field-managers.ts'
import { type CommandContext, defineCommand, type Invocation } from '../command.ts'
import { compareTarget } from '../diff/compare-target.ts'
import { fileNameOf, makeFolder, type VersionFolder } from '../diff/folders.ts'
import { maskSecrets } from '../diff/mask.ts'
import { runDiff } from '../diff/program.ts'
import { CliError, usageError } from '../errors.ts'
import { bool, int, type OptionsOf } from '../flags/flag.ts'
import { fieldManagerFlag, fileFlags, selectorFlag } from '../output/flags.ts'
import { withoutManagedFields } from '../output/object-printer.ts'
import { findPruned, visit, visitNothing } from '../prune/find-pruned.ts'
import { defaultKindsWarning, prunableKinds, pruneAllowlistFlag } from '../prune/prunable-kinds.ts'
import { findSources } from '../resources/files.ts'
import { type Manifests, readManifests } from '../resources/manifests.ts'
import { collectOutput } from '../streams.ts'

const flags = {
  ...fileFlags('with the objects to compare'),
  ...selectorFlag,
  ...fieldManagerFlag(CLIENT_SIDE_MANAGER),
  ...pruneAllowlistFlag,
  concurrency: int(1, 'Accepted as kubectl does; objects are compared one after another.'),
  forceConflicts: bool(false, 'Only with --server-side: take over fields that others manage.'),
  prune: bool(false, 'Show also what --prune would delete. With -l only what carries the labels.'),
  serverSide: bool(false, 'Compare with what apply --server-side would make.'),
  showManagedFields: bool(false, 'Compare metadata.managedFields as well.'),
}

type Options = OptionsOf<typeof flags>

/** Differences are told by the exit code 1; what goes wrong, by this one (kubectl, CheckDiffErr). */
const FAILURE = 2

export const diff = defineCommand({
  name: 'diff',
  group: 'Advanced Commands',
  usage: '-f FILENAME',
  short: 'Diff the live version against a would-be applied version',
  long: [
    'Show how objects would change if files were applied: what they are now against what they would be then, as YAML.',
    'The differences are found by the program "diff" with -u and -N, or by the one that the variable KUBECTL_EXTERNAL_DIFF names, with its arguments. Values of Secrets are not shown.',
    'The exit code is 0 where nothing differs, 1 where something does, and greater than 1 where kubelite or the program failed.',
  ],
  examples: [
    { about: 'What applying a file would change', line: 'diff -f pod.json' },
    { about: 'The same for standard input', line: 'cat service.yaml | {program} diff -f -' },
    {
      about: 'With another program',
      line: 'KUBECTL_EXTERNAL_DIFF="colordiff -N -u" {program} diff -f deploy/',
    },
  ],
  flags,
  failureCode: FAILURE,
  async run(invocation) {
    validate(invocation)
    const { context, options } = invocation
    const named = invocation.given('fieldManager') ? options.fieldManager : undefined
    const fieldManager = applyManager(named, options.serverSide)
    const cluster = await context.cluster()
    const manifests = await readManifests(findSources(options, context).list, cluster.registry, {
      ...context,
      unchecked: true,
      ...(options.selector && { selector: options.selector }),
    })
    const now = cluster.clock.now()
    const live = makeFolder('LIVE', now, context)
    const merged = makeFolder('MERGED', now, context)
    try {
      const { registry } = cluster
      const run = { live, merged, manifests, options: { ...options, fieldManager }, context, registry }
      await cluster.read((client) => fill(run, client))
      if (await runDiff(live.path, merged.path, context)) throw new CliError('', { bare: true, exitCode: 1 })
    } finally {
      live.remove()
      merged.remove()
    }
  },
})

/** Checks flags and arguments in kubectl's order. */
function validate({ context, args, options }: Invocation<typeof flags>): void {
  const { filename, kustomize, forceConflicts, serverSide } = options
  if (args.length > 0) throw usageError(context.path, `Unexpected args: [${args.join(' ')}]`)
  if (filename.length === 0 && kustomize === '') throw new CliError('must specify one of -f and -k')
  if (filename.length > 0 && kustomize !== '') throw new CliError('only one of -f or -k can be specified')
  if (forceConflicts && !serverSide) throw new CliError('--force-conflicts only works with --server-side')
}

interface Run {
  live: VersionFolder
  merged: VersionFolder
  manifests: Manifests
  options: Options
  context: CommandContext
  registry: Registry
}

/** Writes both states of all objects into the folders. Runs anew if the cluster asks for it. */
async function fill(run: Run, client: Client): Promise<void> {
  const { live, merged, manifests, options, context, registry } = run
  const output = collectOutput()
  const kinds = options.prune ? await prunableKinds(options.pruneAllowlist, registry) : []
  const visited = visitNothing()
  const show = options.showManagedFields ? <T extends object>(object: T) => object : withoutManagedFields
  for (const target of manifests.targets) {
    const { file, states } = await compareTarget(target, client, registry, { ...options, output })
    visit(visited, target.namespace, states.live)
    const shown = maskSecrets({ live: states.live && show(states.live), merged: show(states.merged) })
    live.put(file, shown.live)
    merged.put(file, shown.merged)
  }
  if (manifests.errors.length > 0) throw manifests.errors[0]
  if (options.prune) {
    if (options.pruneAllowlist.length === 0) output.stderr(defaultKindsWarning(context.program))
    for (const { object } of await findPruned(client, kinds, visited, options.selector))
      live.put(fileNameOf(object), maskSecrets({ live: undefined, merged: object }).merged)
  }
  context.finish(output)
}
