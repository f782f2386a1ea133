/** GET with ?watch=true: a line for each change, as the API server streams them. Source: endpoints/handlers/watch.go. */
import { kindName } from '../api/registry.ts'
import type { KubeObject } from '../apimachinery/object.ts'
import { formatApiVersion } from '../apimachinery/object.ts'
import {
  isExpired,
  methodNotAllowed,
  resourceVersionTooLarge,
  toStatusError,
} from '../apimachinery/status-error.ts'
import type { WatchEventType } from '../apiserver/client.ts'
import type { Sleep } from '../base/sleep.ts'
import { toCompactJson } from '../printers/json.ts'
import type { Exchange } from './exchange.ts'
import type { RestResponse } from './message.ts'
import { flagIn, listOptions, numberIn } from './options.ts'
import { checkTableOptions, presentBookmark, presentObject } from './present.ts'
import { presentingOf } from './reads.ts'
import { respondStream } from './respond.ts'

/** So long a watch lasts that names no time (min-request-timeout), in seconds. */
const LONGEST = 1800
/** So often those who ask for it hear how far the stream has come (bookmarkFrequency), in ms. */
const BOOKMARK_PAUSE = 60_000
/** Marks the bookmark behind the initial events of a stream. */
const INITIAL_EVENTS_END = 'k8s.io/initial-events-end'

/** One event of a stream, before it is written. */
interface Told {
  type: WatchEventType
  object: KubeObject
}

/** Answers with a stream that goes on until its time is over or nobody reads it any more. */
export async function answerWatch(exchange: Exchange): Promise<RestResponse> {
  const { target, query, form } = exchange
  if (!target.resource.verbs.includes('watch')) throw methodNotAllowed()
  checkTableOptions(form, query)
  const { initial, from } = await begin(exchange)
  const media = form.media === 'application/json' ? 'application/json' : 'application/yaml'
  return respondStream(media, frames(exchange, initial, from))
}

/** What is told first, and from where on changes are. Throws what is wrong before the stream begins. */
async function begin(exchange: Exchange): Promise<{ initial: Told[]; from: string }> {
  const { target, query, cluster } = exchange
  const { resourceVersion: given = '', ...options } = listOptions(exchange, true)
  const wantsInitial = flagIn(query, 'sendInitialEvents') ?? (given === '' || given === '0')
  const { resource, namespace, name } = target
  const kind = kindName(resource)
  // Who may watch is told what there is, too, without being one who may list.
  const list = await cluster.read(async (client) =>
    (await client.authorize('watch', kind, { namespace, name })).list(kind, options),
  )
  const newest = list.metadata.resourceVersion ?? '0'
  if (Number(given) > Number(newest)) throw resourceVersionTooLarge(Number(given), Number(newest))
  if (!wantsInitial) return { initial: [], from: given === '' || given === '0' ? newest : given }
  const initial: Told[] = list.items.map((object) => ({ type: 'ADDED', object }))
  if (flagIn(query, 'sendInitialEvents') && flagIn(query, 'allowWatchBookmarks'))
    initial.push(bookmark(exchange, newest, { [INITIAL_EVENTS_END]: 'true' }))
  return { initial, from: newest }
}

function bookmark(
  { target: { resource } }: Exchange,
  resourceVersion: string,
  annotations?: Record<string, string>,
): Told {
  const metadata = { resourceVersion, creationTimestamp: null, ...(annotations && { annotations }) }
  const apiVersion = formatApiVersion(resource.group, resource.version)
  return { type: 'BOOKMARK', object: { kind: resource.kind, apiVersion, metadata } }
}

async function* frames(exchange: Exchange, initial: readonly Told[], from: string): AsyncGenerator<string> {
  const write = createWriter(exchange)
  for (const event of initial) yield await write(event)
  try {
    for await (const event of changes(exchange, from)) yield await write(event)
  } catch (error) {
    // The stream has begun by then: what goes wrong is an event of it.
    const { status } = toStatusError(error)
    if (!isExpired(error) && exchange.request.signal.aborted) return
    yield `${toCompactJson({ type: 'ERROR', object: status }, 'given')}\n`
  }
}

/** Changes, and bookmarks between them, until the time of the stream is over. */
async function* changes(exchange: Exchange, from: string): AsyncGenerator<Told> {
  const { target, query, cluster, request, sleep } = exchange
  const stop = new AbortController()
  const end = () => stop.abort()
  request.signal.addEventListener('abort', end)
  if (request.signal.aborted) end()
  void sleep((numberIn(query, 'timeoutSeconds') || LONGEST) * 1000, stop.signal).then(end)
  const options = { ...listOptions(exchange, true), resourceVersion: from, signal: stop.signal }
  try {
    const client = await cluster.reader()
    const events = client.watch(kindName(target.resource), options)
    if (!flagIn(query, 'allowWatchBookmarks')) yield* events
    else yield* withBookmarks(exchange, events, from, { sleep, signal: stop.signal })
  } finally {
    request.signal.removeEventListener('abort', end)
    end()
  }
}

/** Tells from time to time how far the stream has come, and once more at its end. */
async function* withBookmarks(
  exchange: Exchange,
  events: AsyncIterable<Told>,
  from: string,
  { sleep, signal }: { sleep: Sleep; signal: AbortSignal },
): AsyncGenerator<Told> {
  const iterator = events[Symbol.asyncIterator]()
  // What was the newest one pause ago has been told of by now, whatever it was about.
  let [told, passed] = [Number(from), Number(from)]
  let next = nextOf(iterator)
  for (;;) {
    const round = new AbortController()
    const due = sleep(BOOKMARK_PAUSE, AbortSignal.any([signal, round.signal])).then(() => undefined)
    const first = await Promise.race([next, due])
    round.abort()
    if (first?.done) return
    if (first !== undefined) {
      told = Number(first.value.object.metadata.resourceVersion)
      yield first.value
      next = nextOf(iterator)
      continue
    }
    told = Math.max(told, passed)
    yield bookmark(exchange, String(told))
    if (signal.aborted) return
    passed = await newestOf(exchange)
  }
}

/** The promise of the next event; that nobody waits for it any more is no fault. */
function nextOf(iterator: AsyncIterator<Told>): Promise<IteratorResult<Told>> {
  const next = iterator.next()
  next.catch(() => undefined)
  return next
}

async function newestOf({ owner }: Exchange): Promise<number> {
  const { metadata } = await (await owner.reader()).list('Namespace', { limit: 1 })
  return Number(metadata.resourceVersion)
}

/** Events as lines; of tables, only the first one tells its columns. */
function createWriter(exchange: Exchange): (event: Told) => Promise<string> {
  const { form, owner } = exchange
  let isFirst = true
  return async ({ type, object }) => {
    const presenting = await presentingOf(exchange, owner.clock.now())
    let text = await (type === 'BOOKMARK' ? presentBookmark : presentObject)(object, presenting)
    if (form.as?.kind === 'Table' && !isFirst)
      text = toCompactJson({ ...JSON.parse(text), columnDefinitions: null }, 'given')
    isFirst = false
    const frame = `{"type":"${type}","object":${text}}`
    if (form.media === 'application/json') return `${frame}\n`
    const { toYaml } = await import('../printers/yaml.ts')
    return `---\n${toYaml(JSON.parse(frame))}`
  }
}
