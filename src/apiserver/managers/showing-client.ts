/** Clients whose objects tell of their managers. */
import type { KindName } from '../../api/describe-context.ts'
import { kindName } from '../../api/kind-name.ts'
import type { Registry } from '../../api/registry.ts'
import { type KubeObject, parseApiVersion } from '../../apimachinery/object.ts'
import { isNotFound } from '../../apimachinery/status-error.ts'
import type { Client, WatchEvent } from '../client.ts'
import { withManagedFields } from './show.ts'

/** A client that gives each object with metadata.managedFields. That is worked out anew for each, so it costs. */
export function showManagedFields(client: Client, registry: Registry): Client {
  const show = async <T>(kind: KindName, object: T): Promise<T> => {
    if (object === undefined) return object
    return (await withManagedFields(registry, await registry.load(kind), object as KubeObject)) as T
  }
  const showAll = <T>(kind: KindName, objects: readonly T[]) =>
    Promise.all(objects.map((object) => show(kind, object)))
  return {
    ...client,
    as: async (credentials) => showManagedFields(await client.as(credentials), registry),
    get: async (kind, ...rest) => show(kind, await client.get(kind, ...rest)),
    find: async (kind, ...rest) => show(kind, await client.find(kind, ...rest)),
    async list(kind, options) {
      const list = await client.list(kind, options)
      return { ...list, items: await showAll(kind, list.items) }
    },
    lookup: async (kind, ...rest) => showAll(kind, await client.lookup(kind, ...rest)),
    dependents: async (uid) =>
      Promise.all((await client.dependents(uid)).map((object) => showStored(registry, object))),
    create: async (kind, ...rest) => show(kind, await client.create(kind, ...rest)),
    update: async (kind, ...rest) => show(kind, await client.update(kind, ...rest)),
    patch: async (kind, ...rest) => show(kind, await client.patch(kind, ...rest)),
    apply: async (kind, ...rest) => show(kind, await client.apply(kind, ...rest)),
    delete: async (kind, ...rest) => show(kind, await client.delete(kind, ...rest)),
    deleteCollection: async (kind, ...rest) => showAll(kind, await client.deleteCollection(kind, ...rest)),
    async *watch(kind, options) {
      for await (const event of client.watch(kind, options))
        yield { ...event, object: await show(kind, event.object) } as WatchEvent<typeof event.object>
    },
  }
}

/** An object of whatever kind it says that it is. */
async function showStored(registry: Registry, object: KubeObject): Promise<KubeObject> {
  const { group } = parseApiVersion(object.apiVersion)
  try {
    const kind = await registry.load(kindName({ group, kind: object.kind }))
    return await withManagedFields(registry, kind, object)
  } catch (error) {
    if (isNotFound(error)) return object
    throw error
  }
}
