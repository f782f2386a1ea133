/** List: by index where a selector names one, else by prefix; with selectors, limit and continue. */
import type { Kind } from '../../api/registry.ts'
import { namespacePrefix, resourcePrefix } from '../../api/storage-key.ts'
import type { KubeList, KubeObject, NamespacedName } from '../../apimachinery/object.ts'
import { formatApiVersion } from '../../apimachinery/object.ts'
import {
  badRequest,
  expiredContinue,
  expiredList,
  methodNotAllowed,
  resourceVersionTooLarge,
} from '../../apimachinery/status-error.ts'
import { isJsonObject } from '../../base/json.ts'
import { type KeyValue, prefixEnd, StoreError } from '../../store/store.ts'
import type { ListOptions } from '../client.ts'
import type { ServerContext } from '../context.ts'
import { readable } from '../presented.ts'
import { createSelection, type Selection } from '../selection.ts'
import { indexName, objectOf } from '../stored-object.ts'

/** Lists the objects of a kind, ordered by key: namespace, then name. Throws MethodNotAllowed for kinds without lists. */
export async function listObjects(
  server: ServerContext,
  kind: Kind,
  options: ListOptions,
): Promise<KubeList> {
  if (!kind.resource.verbs.includes('list')) throw methodNotAllowed()
  const selection = createSelection(kind, options)
  const at = options.resourceVersion === undefined ? undefined : await wantedRevision(server, options)
  const found = selection.term && at === undefined ? await byTerm(server, kind, selection) : undefined
  const page = found ?? (await byPrefix(server, kind, selection, options, at))
  const { group, version, kind: name } = kind.resource
  return {
    apiVersion: formatApiVersion(group, version),
    kind: `${name}List`,
    metadata: {
      resourceVersion: String(page.revision),
      ...(page.continue !== undefined && { continue: page.continue }),
    },
    items: page.items,
  }
}

/**
 * The revision that a list is to tell of; undefined for the newest one. Throws where it is not reached yet
 * (k8s.io/apiserver, storage/etcd3, Store.GetList).
 */
async function wantedRevision(
  { store }: ServerContext,
  { resourceVersion = '', resourceVersionMatch, limit = 0, continue: next }: ListOptions,
): Promise<number | undefined> {
  if (next !== undefined || resourceVersion === '') return undefined
  const wanted = parseVersion(resourceVersion)
  const newest = await store.revision()
  if (wanted > newest) throw resourceVersionTooLarge(wanted, newest)
  const isExact = resourceVersionMatch === 'Exact' || (resourceVersionMatch === undefined && limit > 0)
  return isExact && wanted > 0 ? wanted : undefined
}

/** A resourceVersion as a revision. Throws BadRequest for what is none. */
export function parseVersion(resourceVersion: string): number {
  const version = Number(resourceVersion)
  if (/^\d+$/.test(resourceVersion) && Number.isSafeInteger(version)) return version
  throw badRequest(
    `Invalid value: "${resourceVersion}": strconv.ParseUint: parsing "${resourceVersion}": invalid syntax`,
  )
}

/** The names of a kind's objects, in key order, read off their keys. */
export async function listNames(
  { store }: ServerContext,
  kind: Kind,
  { namespace }: { namespace?: string },
): Promise<NamespacedName[]> {
  const prefix = prefixOf(kind, namespace)
  const { kvs } = await store.range({ start: prefix, end: prefixEnd(prefix), keysOnly: true })
  const within = kind.resource.namespaced ? namespace || undefined : ''
  return kvs.map(({ key }) => {
    const rest = key.slice(prefix.length)
    if (within !== undefined) return { namespace: within, name: rest }
    const slash = rest.indexOf('/')
    return { namespace: rest.slice(0, slash), name: rest.slice(slash + 1) }
  })
}

interface Page {
  items: KubeObject[]
  revision: number
  continue?: string
}

async function byTerm({ store, clock }: ServerContext, kind: Kind, selection: Selection): Promise<Page> {
  const { index, term } = selection.term!
  const kvs = await store.lookup(indexName(kind.resource, index), term)
  return {
    items: kvs.map((kv) => readable(kind, objectOf(kv), clock.now())).filter(selection.matches),
    revision: await store.revision(),
  }
}

/** How many keys one step reads where a selector may drop most of them. */
const STEP_SIZE = 1000

async function byPrefix(
  server: ServerContext,
  kind: Kind,
  selection: Selection,
  options: ListOptions,
  at: number | undefined,
): Promise<Page> {
  const prefix = prefixOf(kind, options.namespace)
  const end = prefixEnd(prefix)
  const from = options.continue === undefined ? undefined : decodeContinue(options.continue, prefix)
  const wanted = options.limit !== undefined && options.limit > 0 ? options.limit : Number.POSITIVE_INFINITY
  const items: KubeObject[] = []
  let [start, revision] = [from?.start ?? prefix, from?.revision ?? at]
  for (;;) {
    const limit = wanted === Number.POSITIVE_INFINITY ? undefined : Math.max(wanted - items.length, STEP_SIZE)
    const range = await readRange(server, { start, end, limit, revision }, from !== undefined)
    revision = range.revision
    for (const kv of range.kvs) {
      start = `${kv.key}\0`
      const object = readable(kind, objectOf(kv), server.clock.now())
      if (selection.matches(object)) items.push(object)
      if (items.length === wanted) {
        const more = range.more || kv !== range.kvs.at(-1)
        return more
          ? { items, revision, continue: encodeContinue(start, prefix, revision) }
          : { items, revision }
      }
    }
    if (!range.more) return { items, revision }
  }
}

async function readRange(
  { store }: ServerContext,
  options: { start: string; end: string; limit?: number | undefined; revision?: number | undefined },
  isContinued: boolean,
): Promise<{ kvs: KeyValue[]; more: boolean; revision: number }> {
  const { limit, revision, ...bounds } = options
  try {
    return await store.range({
      ...bounds,
      ...(limit !== undefined && { limit }),
      ...(revision !== undefined && { revision }),
    })
  } catch (error) {
    if (error instanceof StoreError && error.code === 'compacted')
      throw isContinued ? expiredContinue() : expiredList()
    throw error
  }
}

/** Where the objects of a kind stand, in one namespace or in all. */
export function prefixOf(kind: Kind, namespace: string | undefined): string {
  const names = { ...kind.resource, custom: kind.custom !== undefined }
  return namespace && kind.resource.namespaced ? namespacePrefix(names, namespace) : resourcePrefix(names)
}

/** The token that goes on after a key, at the revision of the first page (apiserver's storage/continue.go). */
function encodeContinue(start: string, prefix: string, revision: number): string {
  const token = { v: 'meta.k8s.io/v1', rv: revision, start: start.slice(prefix.length) }
  return Buffer.from(JSON.stringify(token)).toString('base64url')
}

function decodeContinue(token: string, prefix: string): { start: string; revision: number } {
  const parsed = parseToken(token)
  if (!isJsonObject(parsed) || typeof parsed.start !== 'string' || typeof parsed.rv !== 'number')
    throw badRequest('continue key is not valid: incorrect encoded start resourceVersion or version')
  return { start: prefix + parsed.start, revision: parsed.rv }
}

function parseToken(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString())
  } catch {
    return undefined
  }
}
