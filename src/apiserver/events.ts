/** How the control plane's own Events come and go: many together, as client-go and etcd's leases do it. */
import type { KubeObject } from '../apimachinery/object.ts'
import type { Event } from '../generated/types.ts'
import type { Client } from './client.ts'
import type { Identity, ServerContext } from './context.ts'
import { indexName } from './stored-object.ts'

/** Stores and drops Events. */
export interface EventStore {
  /** Stores new Events of one namespace in one revision. Throws AlreadyExists, NotFound, Forbidden: none is stored then. */
  store(events: readonly Event[]): Promise<void>
  /** Drops those last seen in a minute, in one revision. Like the end of an etcd lease it asks nobody. */
  expire(minute: string): Promise<void>
}

/** The Events of a server, for one of its own components. */
export function createEventStore(server: ServerContext, identity: Identity, client: Client): EventStore {
  return {
    async store(events) {
      const [kind, { createTogether }] = await Promise.all([
        server.registry.load('Event'),
        import('./verbs/create.ts'),
      ])
      await createTogether({ server, identity, kind, client }, events as readonly KubeObject[])
    },
    async expire(minute) {
      const { resource } = await server.registry.load('Event')
      const found = await server.store.lookup(indexName(resource, 'minute'), minute, { keysOnly: true })
      await server.store.txn({ ops: found.map(({ key }) => ({ type: 'delete', key })) })
    },
  }
}
