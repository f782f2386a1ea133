/** run --rm: deletes what was made, as soon as nobody is attached any more. */
import type { Unstructured } from '../../apimachinery/object.ts'
import { nameOf } from '../../apiserver/client.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { conclude } from '../carry-out.ts'
import type { CommandContext } from '../command.ts'
import { type Deletion, deleteTargets } from '../delete/delete-targets.ts'
import { collectOutput } from '../streams.ts'

/** Deletes the objects, and does not wait for them to be gone. With `quiet`, nothing is told of it. */
export async function removeCreated(
  objects: readonly Unstructured[],
  { context, cluster, quiet }: { context: CommandContext; cluster: Cluster; quiet: boolean },
): Promise<void> {
  const targets = await Promise.all(
    objects.map(async (object) => {
      const { resource } = await cluster.registry.load(object.kind)
      return { resource, ...nameOf(object), source: '' }
    }),
  )
  const deletion: Deletion = {
    plan: { from: 'names', targets, single: false },
    options: { output: '' },
    dryRun: 'none',
    context,
    grace: undefined,
    propagationPolicy: 'Background',
    ignoreNotFound: true,
  }
  const attempt = await cluster.write((client) => deleteTargets(client, deletion))
  conclude(context, quiet ? { ...attempt, output: collectOutput() } : attempt)
}
