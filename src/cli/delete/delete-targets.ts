/** Deletes objects one by one and tells of each: what `delete` and `replace --force` have in common. */
import { kindName } from '../../api/registry.ts'
import { quote } from '../../apimachinery/go-format.ts'
import { isNotFound } from '../../apimachinery/status-error.ts'
import type { Client, DeleteOptions } from '../../apiserver/client.ts'
import { qualifiedKind } from '../../printers/name.ts'
import type { Attempt } from '../carry-out.ts'
import type { CommandContext } from '../command.ts'
import { aggregate, flattenError } from '../errors.ts'
import { type DryRun, dryRunSuffix } from '../output/flags.ts'
import type { TargetPlan } from '../resources/plan.ts'
import { listTargets } from '../resources/read.ts'
import { type Target, withSource } from '../resources/target.ts'
import { type CollectedOutput, collectOutput } from '../streams.ts'
import type { Deleted } from '../wait/until-gone.ts'

/** What is deleted, and how. */
export interface Deletion {
  plan: TargetPlan
  /** `output` is `name`, or anything else for sentences. */
  options: { output: string; allNamespaces?: boolean }
  dryRun: DryRun
  context: CommandContext
  /** Undefined: what the objects themselves ask for. */
  grace: number | undefined
  propagationPolicy: NonNullable<DeleteOptions['propagationPolicy']>
  ignoreNotFound: boolean
}

/** Deletes all objects of the plan. Runs anew from the start if the cluster asks for it. */
export async function deleteTargets(
  client: Client,
  deletion: Deletion,
): Promise<Attempt & { deleted: Deleted[] }> {
  const output = collectOutput()
  const { targets, errors } = await listTargets(deletion.plan, client)
  const failures = [...errors]
  const deleted: Deleted[] = []
  warnOfScope(targets, deletion, output)
  for (const target of targets)
    try {
      const uid =
        deletion.dryRun === 'client' ? undefined : await deleteOne(target, client, deletion, output.warn)
      deleted.push({ target, uid })
      output.stdout(deletedLine(target, deletion))
    } catch (error) {
      failures.push(withSource('deleting', target.source, error))
    }
  const left = failures.filter((error) => !(deletion.ignoreNotFound && flattenError(error).every(isNotFound)))
  if (targets.length === 0 && left.length === 0) output.stdout('No resources found\n')
  return { output, failure: aggregate(left), deleted }
}

function warnOfScope(
  targets: readonly Target[],
  { context, options }: Deletion,
  output: CollectedOutput,
): void {
  const crossesScope = targets.some(({ resource }) => !resource.namespaced)
  if (context.namespaceGiven && !options.allNamespaces && crossesScope)
    output.stderr('Warning: deleting cluster-scoped resources, not scoped to the provided namespace\n')
}

async function deleteOne(
  { resource, namespace, name }: Target,
  client: Client,
  { grace, propagationPolicy, dryRun }: Deletion,
  onWarning: (message: string) => void,
): Promise<string | undefined> {
  const object = await client.delete(
    kindName(resource),
    { namespace, name },
    {
      propagationPolicy,
      dryRun: dryRun === 'server',
      onWarning,
      ...(grace !== undefined && { gracePeriodSeconds: grace }),
    },
  )
  return object.metadata.uid
}

function deletedLine({ resource, name, namespace }: Target, { options, dryRun, grace }: Deletion): string {
  const kind = qualifiedKind(resource.kind, resource.group)
  if (options.output === 'name') return `${kind}/${name}\n`
  const operation = grace === 0 ? 'force deleted' : 'deleted'
  const place = namespace === '' ? '' : ` from ${namespace} namespace`
  return `${kind} ${quote(name)} ${operation}${place}${dryRunSuffix(dryRun)}\n`
}
