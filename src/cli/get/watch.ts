/** get --watch: what there is, and then each change as it comes. Source: kubectl, cmd/get/get.go. */
import { kindName } from '../../api/registry.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import type { CommandContext } from '../command.ts'
import { CliError, throwAggregate } from '../errors.ts'
import type { Format } from '../output/format.ts'
import type { TargetPlan } from '../resources/plan.ts'
import { readTargets } from '../resources/read.ts'
import type { Selection } from '../resources/target.ts'
import { follow } from '../wait/follow.ts'
import { createEventPrinter, type EventPrintOptions } from './event-printer.ts'

/** What the command was called with. */
export interface WatchCall {
  context: CommandContext
  cluster: Cluster
  options: EventPrintOptions & { watchOnly: boolean }
  format: Format | undefined
}

/** Prints the objects of a plan and then their changes, until the process is to end or --request-timeout is over. */
export async function watchPlan(plan: TargetPlan, call: WatchCall): Promise<void> {
  const { context, cluster, options } = call
  const { waiting, requestTimeout: limit } = context
  const watched = theOnly(plan)
  const { objects, resourceVersion = '0' } = await readList(plan, watched, cluster)
  const print = await createEventPrinter(watched.selection.resource, call)
  if (!options.watchOnly) print(objects, 'ADDED')
  const client = await cluster.reader()
  const kind = kindName(watched.selection.resource)
  const end = await follow({
    cluster,
    waiting,
    limit,
    sources: (signal) => [client.watch(kind, { ...listOptions(watched), resourceVersion, signal })],
    see: ({ type, object }) => print([object as Unstructured], type),
  })
  // kubectl ends with this code, and without a word, when it is interrupted (pkg/util/interrupt).
  if (end === 'interrupted') throw new CliError('', { bare: true })
}

/** The one kind that can be watched, and which of its objects. */
interface Watched {
  selection: Selection
  selector: string
  fieldSelector: string
}

/** Throws kubectl's texts where there is more than one thing to watch. */
function theOnly(plan: TargetPlan): Watched {
  if (plan.from === 'selection') {
    const [selection, ...more] = plan.selections
    if (selection === undefined || more.length > 0)
      throw new CliError('you may only specify a single resource type')
    return { ...plan, selection }
  }
  if (plan.from === 'files') throwAggregate(plan.errors)
  const [target, ...more] = plan.targets
  if (target === undefined || more.some(({ resource }) => kindName(resource) !== kindName(target.resource)))
    throw new CliError(
      'watch is only supported on individual resources and resource collections - more than 1 resource was found',
    )
  if (more.length > 0)
    throw new CliError('you may only watch a single resource or type of resource at a time')
  const { resource, namespace, name } = target
  return {
    selection: { resource, ...(namespace && { namespace }) },
    selector: '',
    fieldSelector: `metadata.name=${name}`,
  }
}

function listOptions({ selection: { namespace }, selector, fieldSelector }: Watched) {
  return {
    ...(namespace !== undefined && { namespace }),
    ...(selector && { labelSelector: selector }),
    ...(fieldSelector && { fieldSelector }),
  }
}

/** The objects as a list, which tells from where on to watch. What is named must be there. */
async function readList(
  plan: TargetPlan,
  { selection, selector, fieldSelector }: Watched,
  cluster: Cluster,
): Promise<{ objects: Unstructured[]; resourceVersion?: string }> {
  return cluster.read(async (client) => {
    if (plan.from !== 'selection') throwAggregate((await readTargets(plan, client)).errors)
    const whole: TargetPlan = { from: 'selection', selections: [selection], selector, fieldSelector }
    const { found, errors } = await readTargets(whole, client)
    throwAggregate(errors)
    return found[0]!
  })
}
