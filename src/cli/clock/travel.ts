/** Moves the clock of the cluster, and tells what happened on the way. */
import { formatDuration } from '../../apimachinery/duration.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import { layoutColumns } from '../../apimachinery/tabwriter.ts'
import { formatTime } from '../../apimachinery/time.ts'
import type { Client } from '../../apiserver/client.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import type { Event } from '../../generated/types.ts'
import type { CommandContext } from '../command.ts'
import { bool, int } from '../flags/flag.ts'
import { passTime } from '../wait/pass-time.ts'

/** What the commands that move the clock tell. */
export const travelFlags = {
  limit: int(50, 'How many events to tell of at most. 0 tells of all.'),
  quiet: bool(false, 'Tell nothing of what happened.', { short: 'q' }),
}

/** Where to stop on the way. */
export interface Stop {
  begin(): void
  until(client: Client): Promise<boolean>
}

/** Moves the clock by so many ms, or to where it is to stop before; says whether it did stop. */
export async function travel(
  context: CommandContext,
  cluster: Cluster,
  distance: number,
  { limit, quiet }: { limit: number; quiet: boolean },
  stop?: Stop,
): Promise<boolean> {
  const from = await cluster.now()
  let events: Event[] = []
  const reached = await passTime(
    context,
    cluster,
    { limit: distance, realTime: false },
    {
      targets: [],
      begin() {
        events = []
        stop?.begin()
      },
      until: async (client) => (await stop?.until(client)) ?? false,
      see(object, isDeleted) {
        if (isEvent(object) && !isDeleted) events.push(object)
      },
    },
  )
  const to = await cluster.now()
  if (quiet) return reached
  if (events.length > 0) context.streams.stdout(eventTable(events, limit, context.program))
  context.streams.stdout(`clock advanced by ${formatDuration(to - from)} to ${formatTime(to)}\n`)
  return reached
}

function isEvent(object: Unstructured): object is Unstructured & Event {
  return object.kind === 'Event' && 'involvedObject' in object
}

function eventTable(events: readonly Event[], limit: number, program: string): string {
  const shown = limit > 0 ? events.slice(0, limit) : events
  const head = ['TIME', 'NAMESPACE', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE']
  const lines = layoutColumns([head, ...shown.map(eventCells)])
  const more = events.length - shown.length
  if (more > 0) lines.push(`(${more} more: ${program} get events -A)`)
  return `${lines.join('\n')}\n`
}

function eventCells(event: Event): string[] {
  const { involvedObject, type = '', reason = '', message = '', lastTimestamp, eventTime } = event
  const { kind = '', name = '', namespace = '' } = involvedObject
  const times = event.count !== undefined && event.count > 1 ? ` (x${event.count})` : ''
  const text = message.trim().replaceAll('\n', ' ') + times
  const time = lastTimestamp ?? eventTime ?? ''
  return [time, namespace, type, reason, `${kind.toLowerCase()}/${name}`, text]
}
