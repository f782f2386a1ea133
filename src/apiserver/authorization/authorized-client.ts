/** A client whose every request is authorized before it is carried out. */
import type { Kind } from '../../api/registry.ts'
import { kindName } from '../../api/registry.ts'
import { parseFieldSelector, requiredField } from '../../apimachinery/field-selector.ts'
import { type KubeObject, type NamespacedName, parseApiVersion } from '../../apimachinery/object.ts'
import type {
  ApplyOptions,
  Client,
  Credentials,
  DeleteOptions,
  KindName,
  ListOptions,
  PatchType,
  WriteOptions,
} from '../client.ts'
import { nameOf } from '../client.ts'
import type { Identity, ServerContext } from '../context.ts'
import { type Action, authorize } from './authorizer.ts'
import { refusal } from './refusal.ts'

/** Whose requests, over which client they are carried out, and how that user becomes another one. */
export interface Authorized {
  server: ServerContext
  identity: Identity
  client: Client
  as(credentials: Credentials): Promise<Client>
}

/** What a request is about, in the words of authorization. */
interface About {
  verb: string
  namespace?: string | undefined
  name?: string | undefined
  subresource?: string | undefined
  fieldSelector?: string | undefined
}

/** See Client. Throws Forbidden where no role of the user allows a request. */
export function authorizedClient({ server, identity, client, as }: Authorized): Client {
  const decide = async (kind: KindName, about: About) => {
    const action = actionOf(await server.registry.load(kind), about)
    return { action, ...(await authorize(client, identity, action)) }
  }
  const demand = async (kind: KindName, about: About) => {
    const { action, allowed, reason } = await decide(kind, about)
    if (!allowed) throw refusal(identity, action, reason)
  }
  const mayList = visibility(
    async (kind, namespace) => (await decide(kind, { verb: 'list', namespace })).allowed,
  )
  const checked = {
    as,
    async authorize(verb: string, kind: KindName, key: NamespacedName, subresource?: string) {
      await demand(kind, { verb, ...key, subresource })
      return client
    },
    ...checkedReads(client, demand, mayList),
    ...checkedWrites(server, client, demand),
  }
  // What is given back is what the client gives: the types are its own.
  return checked as unknown as Client
}

type Demand = (kind: KindName, about: About) => Promise<void>

function checkedReads(client: Client, demand: Demand, mayList: Visibility) {
  const one = (verb: string) => async (kind: KindName, key: NamespacedName) => demand(kind, { verb, ...key })
  const get = one('get')
  return {
    async get(kind: KindName, key: NamespacedName) {
      await get(kind, key)
      return client.get(kind, key)
    },
    async find(kind: KindName, key: NamespacedName) {
      await get(kind, key)
      return client.find(kind, key)
    },
    async findScale(kind: KindName, key: NamespacedName) {
      await demand(kind, { verb: 'get', ...key, subresource: 'scale' })
      return client.findScale(kind, key)
    },
    async list(kind: KindName, options: ListOptions = {}) {
      await demand(kind, { verb: 'list', ...selected(options) })
      return client.list(kind, options)
    },
    async names(kind: KindName, options: { namespace?: string } = {}) {
      await demand(kind, { verb: 'list', namespace: options.namespace })
      return client.names(kind, options)
    },
    async *watch(kind: KindName, options: ListOptions & { signal?: AbortSignal }) {
      await demand(kind, { verb: 'watch', ...selected(options) })
      yield* client.watch(kind, options)
    },
    // An index is a short cut to what a list would show: what the user may not list is not in it.
    lookup: async (kind: KindName, index: string, term: string, options?: { limit?: number }) =>
      mayList.among(await client.lookup(kind, index, term, options), () => kind),
    dependents: async (uid: string) => mayList.among(await client.dependents(uid), kindOf),
    async aggregate(kind: KindName, index: string, term: string) {
      await demand(kind, { verb: 'list' })
      return client.aggregate(kind, index, term)
    },
  }
}

function checkedWrites(server: ServerContext, client: Client, demand: Demand) {
  return {
    async create(kind: KindName, object: KubeObject, options: WriteOptions = {}) {
      const { subresource } = options
      // A new object has its name in its body, which is not read before the request is let in.
      const name = subresource === undefined ? undefined : object.metadata.name
      await demand(kind, { verb: 'create', namespace: object.metadata.namespace, name, subresource })
      return client.create(kind, object, options)
    },
    async update(kind: KindName, object: KubeObject, options: WriteOptions = {}) {
      const key = nameOf(object)
      await demand(kind, { verb: 'update', ...key, subresource: options.subresource })
      const { definition } = await server.registry.load(kind)
      if (definition.allowCreateOnUpdate && !(await client.find(kind, key)))
        await demand(kind, { verb: 'create', ...key })
      return client.update(kind, object, options)
    },
    async apply(kind: KindName, config: KubeObject, options: ApplyOptions) {
      const key = nameOf(config)
      await demand(kind, { verb: 'patch', ...key, subresource: options.subresource })
      // What is not there is created.
      if (!(await client.find(kind, key))) await demand(kind, { verb: 'create', ...key })
      return client.apply(kind, config, options)
    },
    async patch(
      kind: KindName,
      key: NamespacedName,
      type: PatchType,
      patch: unknown,
      options: WriteOptions = {},
    ) {
      await demand(kind, { verb: 'patch', ...key, subresource: options.subresource })
      return client.patch(kind, key, type, patch, options)
    },
    async delete(kind: KindName, key: NamespacedName, options: DeleteOptions = {}) {
      await demand(kind, { verb: 'delete', ...key })
      return client.delete(kind, key, options)
    },
    async deleteCollection(kind: KindName, list: ListOptions, options: DeleteOptions = {}) {
      await demand(kind, { verb: 'deletecollection', ...selected(list) })
      return client.deleteCollection(kind, list, options)
    },
  }
}

function actionOf(
  { resource }: Kind,
  { verb, namespace = '', name = '', subresource = '', fieldSelector }: About,
): Action {
  const { group, plural, namespaced } = resource
  // The path of a namespace is that of what is in it: it stands in itself (RequestInfoFactory).
  const isNamespace = group === '' && plural === 'namespaces'
  const place = namespaced ? namespace : isNamespace ? name : ''
  const action = { verb, group, resource: plural, subresource, name, namespace: place }
  return fieldSelector === undefined ? action : { ...action, fieldSelector }
}

/** A list of the one object of a name is about that object. */
function selected({ namespace, fieldSelector }: ListOptions): Omit<About, 'verb'> {
  return { namespace, name: fieldSelector ? nameIn(fieldSelector) : undefined, fieldSelector }
}

function nameIn(fieldSelector: string): string | undefined {
  try {
    return requiredField(parseFieldSelector(fieldSelector), 'metadata.name')
  } catch {
    // What cannot be parsed is told by the list itself.
    return undefined
  }
}

interface Visibility {
  /** Those that the user could have listed. */
  among<T extends KubeObject>(objects: readonly T[], kindOf: (object: T) => KindName): Promise<T[]>
}

/** Asks once for each kind and namespace. */
function visibility(mayList: (kind: KindName, namespace: string) => Promise<boolean>): Visibility {
  return {
    async among(objects, kindOf) {
      const known = new Map<string, boolean>()
      const visible = []
      for (const object of objects) {
        const [kind, { namespace = '' }] = [kindOf(object), object.metadata]
        const place = `${kind}/${namespace}`
        if (!known.has(place)) known.set(place, await mayList(kind, namespace))
        if (known.get(place)) visible.push(object)
      }
      return visible
    },
  }
}

function kindOf({ apiVersion, kind }: KubeObject): KindName {
  return kindName({ kind, group: parseApiVersion(apiVersion).group })
}
