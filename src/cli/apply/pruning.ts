/** What --prune adds to an apply: by labels, or by an apply set. Loaded only with the flag. */
import type { Registry } from '../../api/registry.ts'
import type { Client } from '../../apiserver/client.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import type { CommandContext } from '../command.ts'
import { CliError, flagError } from '../errors.ts'
import type { Visited } from '../prune/find-pruned.ts'
import { prunableKinds } from '../prune/prunable-kinds.ts'
import type { ManifestTarget } from '../resources/target.ts'
import { type ApplySet, createApplySet } from './apply-set.ts'
import { checkParent, findParent } from './apply-set-parent.ts'
import { type PruneOptions, pruneUnvisited } from './prune.ts'

/** What runs before and after the objects are applied. */
export interface Pruning {
  /** What is to be done to the objects before they are sent. Throws where they are not as they must be. */
  prepare(targets: readonly ManifestTarget[]): void
  begin(client: Client, targets: readonly ManifestTarget[]): Promise<void>
  end(client: Client, visited: Visited, options: PruneOptions): Promise<void>
}

/** The flags of apply that matter to it. */
export interface PruneFlags {
  prune: boolean
  applyset: string
  all: boolean
  selector: string
  force: boolean
  serverSide: boolean
  pruneAllowlist: readonly string[]
}

/** Checks the flags in kubectl's order, and gives what they ask for. Throws CliError. */
export async function createPruning(
  options: PruneFlags,
  dryRun: PruneOptions['dryRun'],
  context: CommandContext,
  cluster: Cluster,
): Promise<Pruning> {
  const { registry } = cluster
  const set = await findSet(options, context, cluster)
  if (options.prune) await prunableKinds(options.pruneAllowlist, registry)
  if (options.force) throw new CliError('--force cannot be used with --prune')
  if (set !== undefined) return bySet(set, options, dryRun)
  if (!options.all && options.selector === '')
    throw new CliError(
      'all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector',
    )
  if (options.serverSide)
    throw new CliError(
      "--prune is in alpha and doesn't currently work on objects created by server-side apply",
    )
  return byLabels(options, registry, context.program)
}

async function findSet(
  { applyset, prune }: PruneFlags,
  context: CommandContext,
  cluster: Cluster,
): Promise<ApplySet | undefined> {
  if (applyset === '') return undefined
  // Without the variable kubectl does not know the flag.
  if (context.env.KUBECTL_APPLYSET?.toLowerCase() !== 'true')
    throw flagError(context.path, 'unknown flag: --applyset')
  const { registry } = cluster
  const parent = await findParent(applyset, registry, context)
  if (!prune) throw new CliError('--applyset requires --prune')
  await cluster.read((client) => checkParent(parent, client))
  return createApplySet(parent, registry, context.program)
}

function bySet(
  set: ApplySet,
  { all, selector, pruneAllowlist }: PruneFlags,
  dryRun: PruneOptions['dryRun'],
): Pruning {
  const clash =
    (all && '--all') ||
    (selector !== '' && '--selector') ||
    (pruneAllowlist.length > 0 && '--prune-allowlist')
  if (clash) throw new CliError(`${clash} is incompatible with --applyset`)
  return {
    prepare: set.label,
    begin: (client, targets) => set.begin(client, targets, dryRun),
    end: set.prune,
  }
}

function byLabels(
  { selector, pruneAllowlist: allowlist }: PruneFlags,
  registry: Registry,
  program: string,
): Pruning {
  return {
    prepare: () => {},
    begin: async () => {},
    end: (client, visited, options) =>
      pruneUnvisited(client, registry, visited, { ...options, selector, allowlist, program }),
  }
}
