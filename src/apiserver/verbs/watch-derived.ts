/** Watch of a kind that has objects beside those that are stored, which come and go with objects of another kind. */
import type { DerivedObjects } from '../../api/define-kind.ts'
import type { Kind } from '../../api/registry.ts'
import type { KubeObject } from '../../apimachinery/object.ts'
import { deepFreeze } from '../../base/json.ts'
import { prefixEnd, type StoreEvent } from '../../store/store.ts'
import { type ListOptions, nameOf, type WatchEvent } from '../client.ts'
import type { ServerContext } from '../context.ts'
import { presented } from '../presented.ts'
import { createSelection, type Selection } from '../selection.ts'
import { objectOf } from '../stored-object.ts'
import { prefixOf } from './list.ts'
import { findObject } from './read.ts'
import { lastState, seen, storeEvents } from './watch.ts'

/** What the objects of a kind follow from. */
interface Following {
  kind: Kind
  follow: NonNullable<DerivedObjects<KubeObject>['follow']>
}

/** Reports changes of stored objects and of the others, in their order. What is stored hides what is not. */
export async function* watchWithDerived(
  server: ServerContext,
  kind: Kind,
  source: Following,
  options: ListOptions & { signal?: AbortSignal },
): AsyncGenerator<WatchEvent<KubeObject>> {
  const selection = createSelection(kind, options)
  const own = prefixOf(kind, options.namespace)
  const others = prefixOf(source.kind, undefined)
  for await (const event of storeEvents(server, spanOf(own, others), options)) {
    if (event.key.startsWith(own)) yield* seen(kind, event, selection)
    else if (event.key.startsWith(others))
      for (const told of seenOf(source, event, selection))
        if ((await findObject(server, kind, nameOf(told.object))) === undefined) yield told
  }
}

/** One range keeps the order of the changes: what lies between is passed over. */
function spanOf(a: string, b: string): { start: string; end: string } {
  const [first, last] = a < b ? [a, b] : [b, a]
  return { start: first, end: prefixEnd(last) }
}

/** They do not change as long as they are there: what they follow from may. */
function seenOf(
  { kind, follow }: Following,
  event: StoreEvent,
  { matches }: Selection,
): WatchEvent<KubeObject>[] {
  const [now, before] = [event.kv, event.previous].map((kv) =>
    kv === undefined ? [] : follow.of(presented(kind, objectOf(kv))).filter(matches),
  ) as [KubeObject[], KubeObject[]]
  const without = (objects: KubeObject[], others: KubeObject[]) => {
    const names = new Set(others.map(({ metadata }) => metadata.name))
    return objects.filter(({ metadata }) => !names.has(metadata.name))
  }
  return [
    ...without(before, now).map((object) => ({
      type: 'DELETED' as const,
      object: deepFreeze(lastState(object, event.revision)),
    })),
    ...without(now, before).map((object) => ({ type: 'ADDED' as const, object: deepFreeze(object) })),
  ]
}
