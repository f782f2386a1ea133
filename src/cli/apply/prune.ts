/** What follows an apply with --prune: objects that were applied before and are not among the files any more are deleted. */

import { kindName, type Registry } from '../../api/registry.ts'
import type { ResourceInfo } from '../../api/resource.ts'
import { type Client, nameOf } from '../../apiserver/client.ts'
import { messageOf } from '../../base/error-message.ts'
import { CliError } from '../errors.ts'
import { readCascade } from '../output/cascade.ts'
import type { DryRun } from '../output/flags.ts'
import type { Format } from '../output/format.ts'
import type { PrintOptions } from '../output/object-printer.ts'
import { createOperationPrinter } from '../output/operation.ts'
import { findPruned, type Visited } from '../prune/find-pruned.ts'
import { defaultKindsWarning, prunableKinds } from '../prune/prunable-kinds.ts'
import type { FoundObject } from '../resources/read.ts'
import type { CollectedOutput } from '../streams.ts'

/** What the user chose about pruning, and how it is told. */
export interface PruneOptions {
  dryRun: DryRun
  format: Format | undefined
  print: PrintOptions
  cascade: string
  gracePeriod: number
  output: CollectedOutput
}

/** Deletes what carries the labels, was applied, and was not visited. Source: kubectl, cmd/apply/prune.go. */
export async function pruneUnvisited(
  client: Client,
  registry: Registry,
  visited: Visited,
  {
    selector,
    allowlist,
    program,
    ...options
  }: PruneOptions & { selector: string; allowlist: readonly string[]; program: string },
): Promise<void> {
  const kinds = await prunableKinds(allowlist, registry)
  if (allowlist.length === 0) options.output.stderr(defaultKindsWarning(program))
  const found = await findPruned(client, kinds, visited, selector)
  await deletePruned(client, found, options, failure)
}

/** Deletes the objects one after another and tells of each. `explain` words what goes wrong with one. */
export async function deletePruned(
  client: Client,
  found: readonly FoundObject[],
  { dryRun, format, print, cascade, gracePeriod, output }: PruneOptions,
  explain: (target: FoundObject, error: unknown) => CliError,
): Promise<void> {
  const propagationPolicy = readCascade(cascade, output.stderr)
  for (const target of found) {
    const { resource, object } = target
    try {
      if (dryRun !== 'client')
        await client.delete(kindName(resource), nameOf(object), {
          propagationPolicy,
          dryRun: dryRun === 'server',
          ...(gracePeriod >= 0 && { gracePeriodSeconds: gracePeriod }),
        })
    } catch (error) {
      throw explain(target, error)
    }
    // A printer of its own for each, as kubectl has it: YAML comes without separators.
    const tell = await createOperationPrinter(format, dryRun, print)
    tell(object, 'pruned', output)
  }
}

function failure({ resource }: FoundObject, error: unknown): CliError {
  const scope = resource.namespaced ? 'namespaced' : 'nonNamespaced'
  return new CliError(`error pruning ${scope} object ${formatKind(resource)}: ${messageOf(error)}`, {
    cause: error,
  })
}

/** `apps/v1, Kind=Deployment`, as Go prints a GroupVersionKind. */
function formatKind({ group, version, kind }: ResourceInfo): string {
  return `${group}/${version}, Kind=${kind}`
}
