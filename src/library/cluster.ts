/** `Cluster`: what the library offers. Each write converges; each read sees a converged cluster. */
import { kindName } from '../api/registry.ts'
import { parseDuration } from '../apimachinery/duration.ts'
import {
  type KubeList,
  type KubeObject,
  type NamespacedName,
  parseApiVersion,
} from '../apimachinery/object.ts'
import { badRequest, isForbidden, isNotFound } from '../apimachinery/status-error.ts'
import type {
  Client,
  Credentials,
  DeleteOptions,
  KindName,
  ListOptions,
  ObjectOf,
  PatchType,
  WatchEvent,
  WriteOptions,
} from '../apiserver/client.ts'
import { applyManifest } from '../apply/apply-manifest.ts'
import { applyServerSide } from '../apply/apply-server-side.ts'
import { applyManager } from '../apply/field-managers.ts'
import type { Cluster as Engine, NodeShape } from '../cluster/cluster.ts'
import { clusterAs } from '../cluster/cluster-as.ts'
import { openCluster } from '../cluster/open.ts'
import { sharedCluster } from '../cluster/shared-cluster.ts'
import type { Listening } from '../rest/listen.ts'
import { type Manifests, readManifests } from './manifests.ts'

/** A node of a new cluster. Quantities as in manifests: '4', '16Gi'. */
export interface NodeOptions {
  name: string
  role?: 'control-plane' | 'worker'
  cpu?: string
  memory?: string
  pods?: number
  zone?: string
}

/** Which cluster to open, and what it is to be like if it does not exist yet. */
export interface ClusterOptions {
  /** 'memory', gone with the process (the default), or a folder that may be shared with the command line. */
  store?: 'memory' | (string & {})
  /** The nodes of a cluster that does not exist yet: a number of workers beside the control plane, or each of them. */
  nodes?: number | readonly NodeOptions[]
  /** Names, uids and addresses follow from it: the same calls give the same bytes. */
  seed?: string
  /** Cluster time stands at this moment, until it is advanced. The machine's time when left out. */
  now?: Date | string | number
  /** Give objects with metadata.managedFields. It is worked out anew whenever an object is given, so it costs. */
  managedFields?: boolean
}

/** How manifests are applied. */
export interface ManifestOptions extends WriteOptions {
  /** For objects that name none: 'default' when left out. */
  namespace?: string
  /** Let the API server merge, with field ownership, as `kubectl apply --server-side` does. */
  serverSide?: boolean
  /** With serverSide: take over the fields that others own. */
  force?: boolean
}

/** Where to serve. */
export interface ServeOptions {
  port?: number
  /** 127.0.0.1 when left out. */
  address?: string
}

/** A cluster that is served. */
export interface Served extends AsyncDisposable {
  /** `http://127.0.0.1:34567` */
  url: string
  close(): Promise<void>
}

/** An object by name; the namespace is 'default' unless said otherwise. */
export type Name = string | { namespace?: string; name: string }

/** A cluster inside of this process. */
export interface Cluster extends AsyncDisposable {
  /** Makes objects be as manifests say, as `kubectl apply` does. Gives them as they are when all has settled. */
  apply(manifests: Manifests, options?: ManifestOptions): Promise<KubeObject[]>
  create<K extends KindName>(kind: K, object: ObjectOf<K>, options?: WriteOptions): Promise<ObjectOf<K>>
  update<K extends KindName>(kind: K, object: ObjectOf<K>, options?: WriteOptions): Promise<ObjectOf<K>>
  patch<K extends KindName>(
    kind: K,
    name: Name,
    patch: unknown,
    options?: WriteOptions & { type?: PatchType },
  ): Promise<ObjectOf<K>>
  delete<K extends KindName>(kind: K, name: Name, options?: DeleteOptions): Promise<void>
  /** Throws a StatusError with reason NotFound where there is none. */
  get<K extends KindName>(kind: K, name: Name): Promise<ObjectOf<K>>
  /** Undefined where there is none. */
  find<K extends KindName>(kind: K, name: Name): Promise<ObjectOf<K> | undefined>
  list<K extends KindName>(kind: K, options?: ListOptions): Promise<KubeList<ObjectOf<K>>>
  /** Changes from now on, or from options.resourceVersion on, until the signal aborts. */
  watch<K extends KindName>(
    kind: K,
    options?: ListOptions & { signal?: AbortSignal },
  ): AsyncIterable<WatchEvent<ObjectOf<K>>>
  /**
   * The same cluster as somebody else may see and change it: `cluster.as({ user: 'jane', groups: ['devs'] })`, or the
   * bearer of a service account's token. What their roles do not allow is refused with reason Forbidden.
   */
  as(credentials: Credentials): Cluster
  /** Does what fell due since the last call. Writes and reads do it by themselves. */
  converge(): Promise<void>
  /**
   * Serves the Kubernetes API over HTTP, until it is closed or the cluster is: kubectl, helm, client-go and their like
   * work against it. Port 0, which is the default, is any that is free.
   */
  serve(options?: ServeOptions): Promise<Served>
  clock: {
    now(): Date
    /** Moves cluster time ahead ('10m', '24h', or ms): what falls due on the way happens, each at its own time. */
    advance(duration: string | number): Promise<void>
  }
  close(): Promise<void>
}

/** Opens clusters: `await using cluster = await Cluster.open()`. */
export const Cluster = {
  async open(options: ClusterOptions = {}): Promise<Cluster> {
    const { store = 'memory', nodes, seed, now } = options
    const opened = await openCluster({
      fieldManager: 'kubelite',
      store: store === 'memory' ? 'memory' : { dir: store },
      ...(seed !== undefined && { seed }),
      ...(now !== undefined && { now: new Date(now).getTime() }),
      ...(nodes !== undefined && { nodes: shapes(nodes) }),
    })
    const engine = closingServers(sharedCluster(opened))
    await engine.read(async () => undefined)
    if (!options.managedFields) return facade(engine)
    const { showingManagers } = await import('../cluster/cluster-showing-managers.ts')
    return facade({ ...engine, ...showingManagers(engine) })
  },
}

function shapes(nodes: number | readonly NodeOptions[]): NodeShape[] {
  const list: readonly NodeOptions[] =
    typeof nodes === 'number'
      ? [
          { name: 'control-plane', role: 'control-plane' },
          ...Array.from({ length: nodes }, (_, index) => ({ name: `worker-${index + 1}` })),
        ]
      : nodes
  return list.map((node) => ({ role: 'worker', cpu: '4', memory: '8Gi', ...node }))
}

function nameOf(name: Name): NamespacedName {
  return typeof name === 'string' ? { namespace: 'default', name } : { namespace: 'default', ...name }
}

/** A cluster that may be served: its servers end with it. */
type ServedEngine = Engine & {
  servers: Set<Listening>
  /** Without managedFields: what is served tells of them by itself. */
  plain: Engine
}

function closingServers(engine: Engine): ServedEngine {
  const servers = new Set<Listening>()
  const close = async () => {
    for (const server of servers) await server.close()
    await engine.close()
  }
  return { ...engine, plain: engine, servers, close, [Symbol.asyncDispose]: close }
}

async function serve(
  engine: ServedEngine,
  { port = 0, address = '127.0.0.1' }: ServeOptions = {},
): Promise<Served> {
  const { serveCluster } = await import('../rest/serve.ts')
  const server = await serveCluster(engine.plain, { port, address })
  engine.servers.add(server)
  const close = async () => {
    engine.servers.delete(server)
    await server.close()
  }
  return { url: `http://${server.where}`, close, [Symbol.asyncDispose]: close }
}

function facade(engine: ServedEngine): Cluster {
  /** A kind without namespaces ignores the one that a name brings. */
  const keyOf = async (kind: KindName, name: Name): Promise<NamespacedName> => {
    const { resource } = await engine.registry.load(kind)
    return { ...nameOf(name), ...(!resource.namespaced && { namespace: '' }) }
  }
  /** Writes, then reads the object again: the controllers may have gone on with it. */
  const write = async <T extends KubeObject>(run: (client: Client) => Promise<T>): Promise<T> => {
    const written = await engine.write(run)
    return engine.read((client) => freshest(client, engine, written))
  }
  return {
    apply: (manifests, options = {}) => applyAll(engine, manifests, options),
    create: (kind, object, options) => write((client) => client.create(kind, object, options)),
    update: (kind, object, options) => write((client) => client.update(kind, object, options)),
    patch: async (kind, name, patch, { type = 'strategic', ...options } = {}) => {
      const key = await keyOf(kind, name)
      return write((client) => client.patch(kind, key, type, patch, options))
    },
    async delete(kind, name, options) {
      const key = await keyOf(kind, name)
      await engine.write((client) => client.delete(kind, key, options))
    },
    get: async (kind, name) => {
      const key = await keyOf(kind, name)
      return engine.read((client) => client.get(kind, key))
    },
    find: async (kind, name) => {
      const key = await keyOf(kind, name)
      return engine.read((client) => client.find(kind, key))
    },
    list: (kind, options) => engine.read((client) => client.list(kind, options)),
    async *watch(kind, options = {}) {
      yield* (await engine.reader()).watch(kind, options)
    },
    as: (credentials) =>
      facade({
        ...engine,
        ...clusterAs(engine, [credentials]),
        plain: clusterAs(engine.plain, [credentials]),
      }),
    serve: (options) => serve(engine, options),
    converge: () => engine.read(async () => undefined),
    clock: {
      now: () => new Date(engine.clock.now()),
      async advance(duration) {
        await engine.advance(typeof duration === 'number' ? duration : parseDuration(duration))
      },
    },
    close: () => engine.close(),
    [Symbol.asyncDispose]: () => engine.close(),
  }
}

async function applyAll(
  engine: Engine,
  manifests: Manifests,
  { namespace = 'default', serverSide = false, force = false, ...options }: ManifestOptions,
): Promise<KubeObject[]> {
  const read = await readManifests(manifests)
  const fieldManager = applyManager(options.fieldManager, serverSide)
  const applied = await engine.write(async (client) => {
    const objects: KubeObject[] = []
    for (const { object, duplicates } of read) {
      const { group, version } = parseApiVersion(object.apiVersion)
      const resource = await engine.registry.findKind({ group, version, kind: object.kind })
      if (!resource)
        throw badRequest(`no matches for kind "${object.kind}" in version "${object.apiVersion}"`)
      if (resource.namespaced) object.metadata.namespace ??= namespace
      const kind = await engine.registry.load(kindName(resource))
      const settings = { fieldValidation: 'Strict' as const, duplicates, ...options, fieldManager }
      objects.push(
        serverSide
          ? await applyServerSide(client, engine.registry, kind.name, object, { ...settings, force })
          : await applyManifest(client, kind, object, settings),
      )
    }
    return objects
  })
  return engine.read((client) => Promise.all(applied.map((object) => freshest(client, engine, object))))
}

/** The object as it is by now, in its version; as it was written if it is gone, or its kind is. */
async function freshest<T extends KubeObject>(client: Client, { registry }: Engine, object: T): Promise<T> {
  const { namespace = '', name = '' } = object.metadata
  const resource = await registry.findKind({ ...parseApiVersion(object.apiVersion), kind: object.kind })
  if (resource === undefined) return object
  try {
    return ((await client.find(kindName(resource), { namespace, name })) as T | undefined) ?? object
  } catch (error) {
    // Who may write need not be one who may read.
    if (isNotFound(error) || isForbidden(error)) return object
    throw error
  }
}
