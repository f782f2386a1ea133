/** Watch: the store's events as additions, changes and deletions of the objects that a selector names. */
import type { Kind } from '../../api/registry.ts'
import type { KubeObject } from '../../apimachinery/object.ts'
import { expiredWatch } from '../../apimachinery/status-error.ts'
import { prefixEnd, StoreError, type StoreEvent } from '../../store/store.ts'
import type { ListOptions, WatchEvent } from '../client.ts'
import type { ServerContext } from '../context.ts'
import { inheritManagers } from '../managers/recorded.ts'
import { presented } from '../presented.ts'
import { createSelection, type Selection } from '../selection.ts'
import { objectOf } from '../stored-object.ts'
import { parseVersion, prefixOf } from './list.ts'

/** Reports changes after options.resourceVersion (from now on without one) until the signal aborts. */
export async function* watchObjects(
  server: ServerContext,
  kind: Kind,
  options: ListOptions & { signal?: AbortSignal },
): AsyncGenerator<WatchEvent<KubeObject>> {
  const selection = createSelection(kind, options)
  const start = prefixOf(kind, options.namespace)
  const range = { start, end: prefixEnd(start) }
  for await (const event of storeEvents(server, range, options)) yield* seen(kind, event, selection)
}

/** The events of a range of keys. Throws Expired where they are not known any more. */
export async function* storeEvents(
  { store }: ServerContext,
  range: { start: string; end: string },
  { resourceVersion, signal }: Pick<ListOptions, 'resourceVersion'> & { signal?: AbortSignal },
): AsyncGenerator<StoreEvent> {
  const batches = store.watch({
    ...range,
    ...(resourceVersion !== undefined && { fromRevision: parseVersion(resourceVersion) + 1 }),
    ...(signal && { signal }),
  })
  try {
    for await (const batch of batches) yield* batch
  } catch (error) {
    if (error instanceof StoreError && error.code === 'compacted')
      throw expiredWatch(Number(resourceVersion ?? 0), await store.revision())
    throw error
  }
}

/** An object that starts or ceases to match is added or deleted for this watcher. */
export function* seen(
  kind: Kind,
  event: StoreEvent,
  { matches }: Selection,
): Generator<WatchEvent<KubeObject>> {
  const object = event.kv && presented(kind, objectOf(event.kv))
  const previous = event.previous && presented(kind, objectOf(event.previous))
  const [is, was] = [object !== undefined && matches(object), previous !== undefined && matches(previous)]
  if (object && is) yield { type: was ? 'MODIFIED' : 'ADDED', object }
  else if (previous && was) yield { type: 'DELETED', object: lastState(object ?? previous, event.revision) }
}

/** A deletion is reported with the last state at the revision of the deletion, as etcd3's watcher does. */
export function lastState(object: KubeObject, revision: number): KubeObject {
  const last = { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } }
  inheritManagers(last, object)
  return last
}
