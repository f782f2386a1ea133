/** Which reconcilers a change concerns: their watches say for which keys. */
import { kindName } from '../api/registry.ts'
import { parseApiVersion } from '../apimachinery/object.ts'
import type { Change, ReconcileContext, Reconciler, Watch } from './reconciler.ts'
import type { WorkQueue } from './work-queue.ts'

/** A reconciler and where its keys wait. */
export interface Subscriber {
  reconciler: Reconciler
  context: ReconcileContext
  queue: WorkQueue
}

/**
 * Queues the keys that a change concerns; `writer` has made it. Gives a promise only where something has to be looked up,
 * which nearly no change needs.
 */
export type Dispatch = (change: Change, writer: string) => Promise<void> | undefined

/** A watch and whose it is. */
interface Watching {
  subscriber: Subscriber
  watch: Watch
}

/** Asks the watches of these, in their order: first those of the kind, then those of all kinds but Events. */
export function createDispatch(subscribers: readonly Subscriber[]): Dispatch {
  const byKind = new Map<string, Watching[]>()
  for (const subscriber of subscribers)
    for (const watch of subscriber.reconciler.watches)
      byKind.set(watch.kind, [...(byKind.get(watch.kind) ?? []), { subscriber, watch }])
  const known = new Map<string, readonly Watching[]>()
  const watchingOf = (apiVersion: string, kind: string) => {
    const id = `${apiVersion} ${kind}`
    let found = known.get(id)
    if (found === undefined) {
      const name = kindName({ kind, group: parseApiVersion(apiVersion).group })
      found = [...(byKind.get(name) ?? []), ...((name !== 'Event' && byKind.get('*')) || [])]
      known.set(id, found)
    }
    return found
  }
  return (change, writer) =>
    queueKeys(watchingOf(change.object.apiVersion, change.object.kind), change, writer)
}

function queueKeys(
  watching: readonly Watching[],
  change: Change,
  writer: string,
  from = 0,
): Promise<void> | undefined {
  for (let position = from; position < watching.length; position++) {
    const { subscriber, watch } = watching[position]!
    if (watch.ignoresOwn && subscriber.reconciler.name === writer) continue
    // Most answer at once: to wait for each of them would cost more than to ask.
    const keys = watch.keys(change, subscriber.context)
    if (!(Symbol.iterator in keys))
      return keys.then((found) => {
        addKeys(subscriber, found)
        return queueKeys(watching, change, writer, position + 1)
      })
    addKeys(subscriber, keys)
  }
  return undefined
}

function addKeys({ queue }: Subscriber, keys: Iterable<string>): void {
  for (const key of keys) queue.add(key)
}
