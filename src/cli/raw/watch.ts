/** GET with ?watch=true: a line of JSON for each change, as the API server streams them. */
import { kindName } from '../../api/registry.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import { isExpired, methodNotAllowed, StatusError } from '../../apimachinery/status-error.ts'
import type { Client, WatchEventType } from '../../apiserver/client.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { toCompactJson } from '../../printers/json.ts'
import type { CommandContext } from '../command.ts'
import { CliError } from '../errors.ts'
import { follow } from '../wait/follow.ts'
import type { RawTarget } from './path.ts'

/** What an event of the stream is about, in the form in which it is written. */
type Written = (object: Unstructured) => object

/** What is to be watched: all that the target leads to, and what its query asks of it. */
export interface RawWatch {
  target: RawTarget
  query: URLSearchParams
  cluster: Cluster
  /** How objects are written. */
  asAnswer: Written
}

/**
 * Writes what there is, unless the query names the resourceVersion to begin after, and then each change, until
 * timeoutSeconds (or --request-timeout) are over or the process is asked to end.
 */
export async function watchRaw(watch: RawWatch, context: CommandContext): Promise<void> {
  const { target, query, cluster, asAnswer } = watch
  if (!target.resource.verbs.includes('watch')) throw methodNotAllowed()
  const write = (type: WatchEventType, object: object) =>
    context.streams.stdout(`${toCompactJson({ type, object }, 'given')}\n`)
  const see = ({ type, object }: { type: WatchEventType; object: object }) =>
    write(type, asAnswer(object as Unstructured))
  const options = listOptions(target, query)
  const client = await cluster.reader()
  const kind = kindName(target.resource)
  const resourceVersion = await begin(watch, options, see)
  const seconds = Number(query.get('timeoutSeconds') ?? 0)
  const limit = Math.min(context.requestTimeout, seconds > 0 ? seconds * 1000 : Number.POSITIVE_INFINITY)
  const sources = (signal: AbortSignal) => [client.watch(kind, { ...options, resourceVersion, signal })]
  try {
    const end = await follow({ cluster, waiting: context.waiting, limit, sources, see })
    if (end === 'interrupted') throw new CliError('', { bare: true })
  } catch (error) {
    // The stream has begun by then: what goes wrong is an event of it.
    if (!(error instanceof StatusError && isExpired(error))) throw error
    write('ERROR', error.status)
  }
}

/** From where on to watch; what there is until then is told. */
async function begin(
  { target, query, cluster }: RawWatch,
  options: Parameters<Client['list']>[1],
  see: (event: { type: WatchEventType; object: object }) => void,
): Promise<string> {
  const given = query.get('resourceVersion') ?? ''
  const { items, metadata } = await cluster.read((client) => client.list(kindName(target.resource), options))
  if (given !== '' && given !== '0') return given
  for (const object of items) see({ type: 'ADDED', object })
  return metadata.resourceVersion ?? '0'
}

function listOptions({ namespace }: RawTarget, query: URLSearchParams) {
  const [labelSelector, fieldSelector] = [query.get('labelSelector'), query.get('fieldSelector')]
  return {
    ...(namespace !== '' && { namespace }),
    ...(labelSelector && { labelSelector }),
    ...(fieldSelector && { fieldSelector }),
  }
}
