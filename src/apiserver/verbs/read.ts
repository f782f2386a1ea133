/** Reads of single objects, by name, index or owner. */
import type { Kind } from '../../api/registry.ts'
import type { KubeObject, NamespacedName } from '../../apimachinery/object.ts'
import { notFound } from '../../apimachinery/status-error.ts'
import type { ServerContext } from '../context.ts'
import { readable } from '../presented.ts'
import { indexName, keyFor, OWNER_INDEX, objectOf } from '../stored-object.ts'

/** The object; undefined where there is none. */
export async function findObject(
  { store, clock }: ServerContext,
  kind: Kind,
  name: NamespacedName,
): Promise<KubeObject | undefined> {
  const kv = await store.get(keyFor(kind, name))
  return kv && readable(kind, objectOf(kv), clock.now())
}

/** The object; throws NotFound where there is none. */
export async function getObject(
  server: ServerContext,
  kind: Kind,
  name: NamespacedName,
): Promise<KubeObject> {
  const object = await findObject(server, kind, name)
  if (!object) throw notFound({ group: kind.resource.group, resource: kind.resource.plural }, name.name)
  return object
}

/** The objects under a term of one of the kind's indexes. */
export async function lookupObjects(
  { store, clock, nothingUnder }: ServerContext,
  kind: Kind,
  index: string,
  term: string,
  options?: { limit?: number },
): Promise<KubeObject[]> {
  const name = indexName(kind.resource, index)
  if (nothingUnder?.(name)) return []
  const kvs = await store.lookup(name, term, options)
  return kvs.map((kv) => readable(kind, objectOf(kv), clock.now()))
}

/** The objects of any kind that name the uid among their owners. */
export async function dependentsOf({ store }: ServerContext, uid: string): Promise<KubeObject[]> {
  return (await store.lookup(OWNER_INDEX, uid)).map(objectOf)
}
