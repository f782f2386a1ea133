/** The API over HTTP, without sockets: from a request to what is answered. */
import type { Registry } from '../api/registry.ts'
import { methodNotAllowed, noSuchResource, unknownFailure } from '../apimachinery/status-error.ts'
import type { Sleep } from '../base/sleep.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { clusterAs } from '../cluster/cluster-as.ts'
import { toCompactJson } from '../printers/json.ts'
import { type Form, negotiate } from './accept.ts'
import { aggregatedDiscovery, discover, isServedVersion, servedSubresource } from './discovery.ts'
import type { Exchange } from './exchange.ts'
import { credentialsIn } from './identity.ts'
import { headerOf, type RestRequest, type RestResponse } from './message.ts'
import { flagIn } from './options.ts'
import { findTarget, type RestPath, splitPath } from './path.ts'
import { respond, respondFailure, respondNoSuchPath, respondText } from './respond.ts'

/** What requests are answered with. */
export interface RestOptions {
  cluster: Cluster
  /** Lets the machine's time pass, for streams that end. */
  sleep: Sleep
}

/** Answers a request. Never throws: what goes wrong is told as a Status. */
export async function answerRequest(request: RestRequest, options: RestOptions): Promise<RestResponse> {
  try {
    return await answer(request, options)
  } catch (error) {
    return respondFailure(error, formOrPlain(request))
  }
}

function formOrPlain(request: RestRequest): Form {
  try {
    return negotiate(request, splitPath(request.url).query)
  } catch {
    return { media: 'application/json', pretty: false }
  }
}

async function answer(request: RestRequest, { cluster: owner, sleep }: RestOptions): Promise<RestResponse> {
  const path = splitPath(request.url)
  const { query } = path
  const credentials = credentialsIn(request)
  const cluster = credentials.length === 0 ? owner : clusterAs(owner, credentials)
  const { registry } = owner
  // Whoever is not known is told so, whatever is asked for.
  if (credentials.length > 0) await cluster.read(async () => undefined)
  const [root = '', group = '', version = ''] = path.segments
  const below = root === 'api' ? [group, path.segments[2]] : [version, path.segments[3]]
  if (below[1] === undefined || (root !== 'api' && root !== 'apis'))
    return answerDiscovery(request, path, registry)
  const target = await findTarget(withoutWatch(path, query), registry).catch(() => undefined)
  if (target === undefined) {
    if (await isServedVersion(root === 'api' ? '' : group, below[0] ?? '', registry)) throw noSuchResource()
    return respondNoSuchPath()
  }
  const form = target.subresource === 'log' ? formOrPlain(request) : negotiate(request, query)
  return answerTarget({ request, query, target, form, cluster, owner, sleep })
}

/** `/api/v1/watch/pods` is an old way to say `/api/v1/pods?watch=true`. */
function withoutWatch({ segments }: RestPath, query: URLSearchParams): readonly string[] {
  const at = segments[0] === 'api' ? 2 : 3
  if (segments[at] !== 'watch') return segments
  query.set('watch', 'true')
  return segments.toSpliced(at, 1)
}

async function answerTarget(exchange: Exchange): Promise<RestResponse> {
  const { request, target, query } = exchange
  const { subresource, name } = target
  if (CONNECTIONS.has(subresource) && servedSubresource(target.resource, subresource))
    return answerConnection(exchange)
  switch (request.method) {
    case 'GET':
    case 'HEAD': {
      const { answerGet, answerList } = await import('./reads.ts')
      if (subresource === 'log') return (await import('./logs.ts')).answerLog(exchange)
      const isWatch = flagIn(query, 'watch') ?? false
      if (isWatch && subresource === '') return (await import('./watch.ts')).answerWatch(exchange)
      return name === '' ? answerList(exchange) : answerGet(exchange)
    }
    case 'POST':
      return (await import('./writes.ts')).answerCreate(exchange)
    case 'PUT':
      return (await import('./writes.ts')).answerUpdate(exchange)
    case 'PATCH':
      return (await import('./writes.ts')).answerPatch(exchange)
    case 'DELETE':
      return (await import('./writes.ts')).answerDelete(exchange)
    default:
      throw methodNotAllowed()
  }
}

/** Subresources that open a connection to a container or a port. */
const CONNECTIONS = new Set(['exec', 'attach', 'portforward', 'proxy'])

/** Commands are run; all else of them needs more than an answer. */
async function answerConnection(exchange: Exchange): Promise<RestResponse> {
  const { resource, name, subresource } = exchange.target
  if (subresource === 'exec') return (await import('./exec/answer-exec.ts')).answerExec(exchange)
  throw unknownFailure(
    `${resource.plural} "${name}": ${subresource} is not served over HTTP: use kubelite itself for it`,
    501,
  )
}

async function answerDiscovery(
  request: RestRequest,
  path: RestPath,
  registry: Registry,
): Promise<RestResponse> {
  const { segments, query } = path
  const [root = '', ...below] = segments
  if (root === 'openapi') return (await answerDocument(request, path, registry)) ?? respondNoSuchPath()
  const form = negotiate(request, query)
  const found = await (form.as?.kind === 'APIGroupDiscoveryList' &&
  below.length === 0 &&
  (root === 'api' || root === 'apis')
    ? registry.resources().then((resources) => aggregatedDiscovery(root, resources))
    : discover(segments, registry).catch(() => undefined))
  if (found === undefined) return respondNoSuchPath()
  if (!['GET', 'HEAD'].includes(request.method)) throw methodNotAllowed()
  if (typeof found === 'string' && !found.startsWith('{')) return respondText(200, found)
  const { as, ...plain } = form
  const isAggregated = typeof found === 'object' && 'kind' in found && found.kind === as?.kind
  const json = typeof found === 'string' ? found : toCompactJson(found, 'given')
  return respond(200, json, isAggregated ? form : plain)
}

/** Documents come in forms of their own, and may be kept. */
async function answerDocument(
  request: RestRequest,
  { segments, query }: RestPath,
  registry: Registry,
): Promise<RestResponse | undefined> {
  const { answerOpenApi } = await import('./openapi/answer.ts')
  const accept = (request.headers.accept ?? []).join(',')
  const answer = await answerOpenApi(
    { segments, query, accept, ifNoneMatch: headerOf(request, 'if-none-match') },
    registry,
  )
  if (answer !== undefined && !['GET', 'HEAD'].includes(request.method)) throw methodNotAllowed()
  return answer
}
