/** Lets Events go an hour after they were last seen, as the API server's --event-ttl does with etcd leases. */
import { eventMinute, expiryOf } from '../api/kinds/core/event/minute.ts'
import { nameOf } from '../apiserver/client.ts'
import { unlessGone } from '../apiserver/unless-gone.ts'
import type { Event } from '../generated/types.ts'
import type { Reconciler } from '../runtime/reconciler.ts'

/**
 * Deletes Events minute by minute: those last seen in the same minute go together, when the youngest of them can be an
 * hour old, so that any number of Events takes one timer for each minute.
 */
export const eventTtlController: Reconciler = {
  name: 'event-ttl-controller',
  watches: [
    { kind: 'Event', keys: ({ type, object }) => (type === 'deleted' ? [] : [eventMinute(object as Event)]) },
  ],
  async reconcile(minute, { client, clock }) {
    const due = expiryOf(minute)
    if (clock.now() < due) return { requeueAt: due, why: 'Events of an hour before expire' }
    for (const event of await client.lookup('Event', 'minute', minute))
      await unlessGone(() => client.delete('Event', nameOf(event)))
    return undefined
  },
}
