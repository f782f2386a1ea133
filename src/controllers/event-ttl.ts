/** Lets Events go an hour after they were last seen, as the API server's --event-ttl does with etcd leases. */
import { eventMinute, expiryOf } from '../api/kinds/core/event/minute.ts'
import type { EventStore } from '../apiserver/events.ts'
import type { Event } from '../generated/types.ts'
import type { Reconciler } from '../runtime/reconciler.ts'

/**
 * Deletes Events minute by minute: those last seen in the same minute go together, when the youngest of them can be an
 * hour old, so that any number of Events takes one timer for each minute.
 */
export function createEventTtlController({ expire }: Pick<EventStore, 'expire'>): Reconciler {
  return {
    name: 'event-ttl-controller',
    watches: [
      {
        kind: 'Event',
        keys: ({ type, object }) => (type === 'deleted' ? [] : [eventMinute(object as Event)]),
      },
    ],
    async reconcile(minute, { clock }) {
      const due = expiryOf(minute)
      if (clock.now() < due) return { requeueAt: due, why: 'Events of an hour before expire' }
      await expire(minute)
      return undefined
    },
  }
}
