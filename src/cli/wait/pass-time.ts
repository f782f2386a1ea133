/** Lets time pass until something holds: the cluster's, which costs nothing, or with --real-time the machine's. */
import { kindName } from '../../api/registry.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import type { Client } from '../../apiserver/client.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import type { CommandContext } from '../command.ts'
import { CliError } from '../errors.ts'
import { bool } from '../flags/flag.ts'
import type { Target } from '../resources/target.ts'

/** --real-time. */
export const realTimeFlag = {
  realTime: bool(
    false,
    'Really wait, by the clock of this machine, instead of moving the clock of the cluster.',
  ),
}

/** For so long kubectl waits where it is asked to wait without an end (cmd/wait, cmd/delete). In ms. */
export const WEEK = 7 * 24 * 3_600_000

/** What kubectl says of an object that did not come to what it was waited for. */
export function timedOut({ resource, name }: Pick<Target, 'resource' | 'name'>): CliError {
  return new CliError(`timed out waiting for the condition on ${resource.plural}/${name}`)
}

/** How long to wait, and in whose time. */
export interface Patience {
  /** Ms. */
  limit: number
  realTime: boolean
}

/** What is waited for. All of it may begin again from the start, if another process comes between. */
export interface Journey {
  /** The objects that it depends on: whose changes are worth a look, in real time. */
  targets: readonly Pick<Target, 'resource' | 'namespace'>[]
  begin(): void
  /** Whether the end is reached. Asked before all else, without any time passing. */
  until(client: Client): Promise<boolean>
  /** Called with the states of objects as they go by, those of the targets among them. */
  see?(object: Unstructured, isDeleted: boolean): void
}

/** Waits; says whether the end was reached. If it was from the beginning, no time passes at all. */
export async function passTime(
  context: CommandContext,
  cluster: Cluster,
  { limit, realTime }: Patience,
  journey: Journey,
): Promise<boolean> {
  journey.begin()
  if (await cluster.read((client) => journey.until(client))) return true
  if (limit <= 0) return false
  return realTime ? passRealTime(context, cluster, limit, journey) : passClusterTime(cluster, limit, journey)
}

async function passClusterTime(cluster: Cluster, limit: number, journey: Journey): Promise<boolean> {
  const { reached } = await cluster.advance(limit, {
    begin: () => journey.begin(),
    until: (client) => journey.until(client),
    ...(journey.see && {
      see: ({ type, object }) => journey.see?.(object as Unstructured, type === 'deleted'),
    }),
  })
  return reached
}

async function passRealTime(
  { waiting }: CommandContext,
  cluster: Cluster,
  limit: number,
  journey: Journey,
): Promise<boolean> {
  const { follow } = await import('./follow.ts')
  const client = await cluster.reader()
  const end = await follow({
    cluster,
    waiting,
    limit,
    sources: (signal) =>
      placesOf(journey.targets).map(({ resource, namespace }) =>
        client.watch(kindName(resource), { ...(namespace && { namespace }), signal }),
      ),
    see: ({ type, object }) => journey.see?.(object as Unstructured, type === 'DELETED'),
    until: async () => journey.until(await cluster.reader()),
  })
  if (end === 'interrupted') throw new CliError('', { bare: true })
  return end === 'reached'
}

/** Each kind and namespace once. */
function placesOf(targets: Journey['targets']): Journey['targets'] {
  return [
    ...new Map(
      targets.map((target) => [`${kindName(target.resource)} ${target.namespace}`, target]),
    ).values(),
  ]
}
