/** Stores the objects that a kind has from the start, all in one transaction. */
import type { Kind } from '../api/registry.ts'
import type { KubeObject } from '../apimachinery/object.ts'
import { formatTime } from '../apimachinery/time.ts'
import type { Put } from '../store/store.ts'
import { nameOf } from './client.ts'
import type { ServerContext } from './context.ts'
import { indexEntries, keyFor, objectOf } from './stored-object.ts'

/** They are as old as the cluster, which this namespace was made with. */
const OLDEST = '/registry/namespaces/kube-system'

/** Puts them, and with them a mark under the key. What is there already stays. */
export async function putInitialObjects(server: ServerContext, kind: Kind, mark: string): Promise<void> {
  const { store } = server
  const creationTimestamp = await ageOf(server)
  const ops: Put[] = []
  for (const object of (await kind.definition.initial?.()) ?? []) {
    const key = keyFor(kind, nameOf(object))
    if (await store.get(key)) continue
    const metadata = { ...object.metadata, uid: server.random.uuid(), creationTimestamp }
    const value = { ...object, metadata }
    ops.push({ type: 'put', key, value, indexes: indexEntries(kind, value as KubeObject) })
  }
  await store.txn({ ops, meta: new Map([[mark, true]]) })
}

async function ageOf({ store, clock }: ServerContext): Promise<string> {
  const oldest = await store.get(OLDEST)
  return (oldest && objectOf(oldest).metadata.creationTimestamp) ?? formatTime(clock.now())
}
