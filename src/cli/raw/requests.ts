/** Makes raw requests, and writes what the API server would answer. Source: kubectl, pkg/rawhttp/raw.go. */
import type { Sleep } from '../../base/sleep.ts'
import type { RestResponse } from '../../rest/message.ts'
import { splitPath } from '../../rest/path.ts'
import { failureIn } from '../../rest/respond.ts'
import { answerRequest } from '../../rest/server.ts'
import type { CommandContext } from '../command.ts'
import { CliError } from '../errors.ts'
import { reason } from '../resources/files.ts'
import { collectOutput } from '../streams.ts'
import { follow } from '../wait/follow.ts'

/** A GET: documents of the API itself, objects, lists, streams. */
export async function getRaw(raw: string, context: CommandContext): Promise<void> {
  const { query } = splitPath(raw)
  const isWatch = ['true', '1'].includes(query.get('watch') ?? '')
  const stop = new AbortController()
  // How long a watch lasts is counted where time passes for it.
  const sleep = isWatch ? untilAborted : context.waiting.sleep
  const response = await send('GET', raw, undefined, { context, sleep, signal: stop.signal })
  if (typeof response.body !== 'object' || !(Symbol.asyncIterator in response.body)) return
  const seconds = Number(query.get('timeoutSeconds') ?? 0)
  const limit = Math.min(context.requestTimeout, seconds > 0 ? seconds * 1000 : Number.POSITIVE_INFINITY)
  if (isWatch) await writeWatch(response.body, limit, context, stop)
  else await writeStream(response.body, context, stop)
}

const untilAborted: Sleep = (_, signal) =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

/** Writes events as they come, until the time is over or the process is asked to end. */
async function writeWatch(
  body: AsyncIterable<string>,
  limit: number,
  { cluster: open, waiting, streams }: CommandContext,
  stop: AbortController,
): Promise<void> {
  const cluster = await open()
  let isOver = false
  async function* lines() {
    yield* body
    isOver = true
    // So that it is looked at once more.
    yield ''
  }
  const end = await follow({
    cluster,
    waiting,
    limit,
    sources: () => [lines()],
    see: (line) => streams.stdout(line),
    until: async () => isOver,
  })
  stop.abort()
  if (end === 'interrupted') throw new CliError('', { bare: true })
}

async function writeStream(
  body: AsyncIterable<string>,
  { waiting, streams }: CommandContext,
  stop: AbortController,
): Promise<void> {
  const forget = waiting.onInterrupt(() => stop.abort())
  try {
    for await (const text of body) streams.stdout(text)
  } finally {
    forget()
  }
}

/** The methods that change something. */
export type RawMethod = 'POST' | 'PUT' | 'DELETE'

/** A request with the content of a file (or standard input, for -) as its body. */
export async function sendRaw(
  method: RawMethod,
  raw: string,
  file: string | undefined,
  context: CommandContext,
): Promise<void> {
  const body = file === undefined ? undefined : await readFile(file, context)
  const { sleep } = context.waiting
  await send(method, raw, body, { context, sleep, signal: new AbortController().signal })
}

/** Sends a request as the user of the call, and writes what is not a stream. Throws the failure that is answered. */
async function send(
  method: 'GET' | RawMethod,
  raw: string,
  body: Uint8Array | undefined,
  { context, sleep, signal }: { context: CommandContext; sleep: Sleep; signal: AbortSignal },
): Promise<RestResponse> {
  const headers = { 'user-agent': ['kubectl'], 'content-type': ['application/json'] }
  const { pathname, search } = new URL(raw, 'http://localhost')
  const request = { method, url: pathname + search, headers, body: body ?? new Uint8Array(), signal }
  const response = await answerRequest(request, { cluster: await context.cluster(), sleep })
  const output = collectOutput()
  for (const warning of [response.headers.warning ?? []].flat())
    output.warn(JSON.parse(warning.slice(warning.indexOf('"'))))
  const failure = failureIn(response)
  if (failure === undefined && typeof response.body === 'string') output.stdout(response.body)
  context.finish(output)
  if (failure !== undefined) throw failure
  return response
}

async function readFile(file: string, { streams, cwd }: CommandContext): Promise<Uint8Array> {
  if (file === '-') return streams.readStdin()
  const [{ readFileSync }, { resolve }] = await Promise.all([import('node:fs'), import('node:path')])
  try {
    return readFileSync(resolve(cwd, file))
  } catch (error) {
    throw new CliError(`open ${file}: ${reason(error)}`, { cause: error })
  }
}
