/** The API server: gives clients, each of which sends its requests through the one pipeline. */
import type { KindName } from '../api/describe-context.ts'
import type { CustomKindSource, Kind } from '../api/registry.ts'
import type { KubeObject, NamespacedName } from '../apimachinery/object.ts'
import type { CustomResourceDefinition } from '../generated/types.ts'
import { prefixEnd, type Reader } from '../store/store.ts'
import type { Asking } from './authorization/client-as.ts'
import type {
  ApplyOptions,
  Client,
  Credentials,
  DeleteOptions,
  ListOptions,
  PatchType,
  WriteOptions,
} from './client.ts'
import type { Identity, Request, ServerContext } from './context.ts'
import { presented } from './presented.ts'
import { indexName, objectOf } from './stored-object.ts'
import { computedReads, refuseComputed } from './verbs/computed.ts'
import { listNames, listObjects } from './verbs/list.ts'
import { dependentsOf, findObject, getObject, lookupObjects } from './verbs/read.ts'
import { watchObjects } from './verbs/watch.ts'

type WriteVerbs = typeof import('./verbs/writes.ts')

let loadedWrites: WriteVerbs | undefined
/** The verbs that write, loaded with the first use of one. */
async function loadWrites(): Promise<WriteVerbs> {
  loadedWrites = await import('./verbs/writes.ts')
  return loadedWrites
}

/** A client that acts as the identity. Cheap: it holds nothing but the two. */
export function createClient(server: ServerContext, identity: Identity): Client {
  const kind = kindsOf(server)
  const requestFor = (known: Kind): Request => {
    refuseComputed(known)
    return { server, identity, kind: known, client }
  }
  const write = async (
    name: KindName,
    verb: (verbs: WriteVerbs, asked: Request) => Promise<KubeObject>,
  ): Promise<KubeObject> => {
    const found = kind(name)
    const asked = requestFor(found instanceof Promise ? await found : found)
    const { loadForWrites } = asked.kind.definition
    if (loadForWrites !== undefined) await loadForWrites()
    return presented(asked.kind, await verb(loadedWrites ?? (await loadWrites()), asked))
  }
  const client: Client = {
    ...readVerbs(server, kind, () => client),
    as: (credentials) => becomeOther({ server, identity, client }, credentials),
    authorize: async () => client,
    ...lookups(server, kind),
    create: (name: KindName, object: KubeObject, options: WriteOptions = {}) =>
      write(name, ({ createObject, createSubresource }, asked) =>
        options.subresource === undefined
          ? createObject(asked, object, options)
          : createSubresource(asked, object, { ...options, subresource: options.subresource }),
      ),
    update: (name: KindName, object: KubeObject, options: WriteOptions = {}) =>
      write(name, ({ updateObject }, asked) => updateObject(asked, object, options)),
    patch: (
      name: KindName,
      key: NamespacedName,
      type: PatchType,
      body: unknown,
      options: WriteOptions = {},
    ) => write(name, ({ patchObject }, asked) => patchObject(asked, key, type, body, options)),
    apply: (name: KindName, config: KubeObject, options: ApplyOptions) =>
      // Server-side apply has much to know of types, and few ask for it.
      write(name, async (_, asked) => (await import('./verbs/apply.ts')).applyObject(asked, config, options)),
    delete: (name: KindName, key: NamespacedName, options: DeleteOptions = {}) =>
      write(name, ({ deleteObject }, asked) => deleteObject(asked, key, options)),
    deleteCollection: async (name: KindName, list: ListOptions, options: DeleteOptions = {}) =>
      (await loadWrites()).deleteCollection(requestFor(await kind(name)), list, options),
    async *watch(name: KindName, options: ListOptions & { signal?: AbortSignal }) {
      const known = await kind(name)
      refuseComputed(known)
      const { follow } = known.definition.derived ?? {}
      if (follow === undefined) return yield* watchObjects(server, known, options)
      const { watchWithDerived } = await import('./verbs/watch-derived.ts')
      yield* watchWithDerived(server, known, { kind: await kind(follow.from), follow }, options)
    },
    // The pipeline handles all kinds alike; that a kind's name gives its type is the registry's promise.
  } as Client
  return client
}

/** The reads that lead past keys: by index, by owner, and of the Scale of objects. */
function lookups(server: ServerContext, kind: KindFinder) {
  return {
    lookup: (name: KindName, index: string, term: string, options?: { limit?: number }) =>
      using(kind(name), (known) => lookupObjects(server, known, index, term, options)),
    aggregate: async (name: KindName, index: string, term: string) =>
      server.store.aggregate(indexName((await kind(name)).resource, index), term),
    dependents: (uid: string) => dependentsOf(server, uid),
    findScale: async (name: KindName, key: NamespacedName) => {
      const [known, { scaleOf }] = await Promise.all([kind(name), import('./verbs/subresource.ts')])
      const object = await findObject(server, known, key)
      return object && scaleOf(known, object)
    },
  }
}

/** Gives a kind, at once where that can be: thousands of requests ask for the same few. */
type KindFinder = (name: KindName) => Kind | Promise<Kind>

/** Finds what is known of a kind; one that has objects from the start has them from now on. */
function kindsOf({ registry, makeInitial }: ServerContext): KindFinder {
  const load = async (name: KindName) => {
    const known = await registry.load(name)
    if (known.definition.initial !== undefined) await makeInitial?.(known)
    return known
  }
  return (name) => {
    const known = registry.loaded(name)
    return known === undefined || known.definition.initial !== undefined ? load(name) : known
  }
}

/** What is done with a kind, without waiting for one that is there. */
function using<T>(kind: Kind | Promise<Kind>, use: (kind: Kind) => Promise<T>): Promise<T> {
  return kind instanceof Promise ? kind.then(use) : use(kind)
}

/** Who is somebody else is asked about each request; most commands are made by the cluster's owner. */
async function becomeOther(asking: Asking, credentials: Credentials): Promise<Client> {
  const { clientAs } = await import('./authorization/client-as.ts')
  return clientAs(asking, credentials, (identity) => createClient(asking.server, identity))
}

/** The reads that computed kinds have as well as stored ones. */
function readVerbs(server: ServerContext, kind: KindFinder, client: () => Client) {
  return {
    async get(name: KindName, key: NamespacedName) {
      const known = await kind(name)
      return computedReads(server, known, client())?.get(key) ?? getObject(server, known, key)
    },
    find: (name: KindName, key: NamespacedName) =>
      using(
        kind(name),
        (known) => computedReads(server, known, client())?.find(key) ?? findObject(server, known, key),
      ),
    async list(name: KindName, options: ListOptions = {}) {
      const known = await kind(name)
      return computedReads(server, known, client())?.list(options) ?? listObjects(server, known, options)
    },
    async names(name: KindName, options: { namespace?: string } = {}) {
      const known = await kind(name)
      return computedReads(server, known, client())?.names(options) ?? listNames(server, known, options)
    },
  }
}

const definitions = { group: 'apiextensions.k8s.io', plural: 'customresourcedefinitions' }
const DEFINITIONS_PREFIX = '/registry/apiextensions.k8s.io/customresourcedefinitions/'

/** The custom kinds that the store's definitions make. */
export function customKindsIn(store: Reader): CustomKindSource {
  const read = (kv: Parameters<typeof objectOf>[0]) => objectOf(kv) as CustomResourceDefinition
  return {
    async find(index, term) {
      const name = indexName(definitions, index)
      return (await store.lookup(name, term)).map(read)
    },
    async all() {
      const { kvs } = await store.range({ start: DEFINITIONS_PREFIX, end: prefixEnd(DEFINITIONS_PREFIX) })
      return kvs.map(read)
    },
  }
}
