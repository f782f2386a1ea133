/** The API over a cluster in memory, asked without sockets. */

import { sleep } from '../../src/base/sleep.ts'
import type { Cluster } from '../../src/cluster/cluster.ts'
import { openCluster } from '../../src/cluster/open.ts'
import { sharedCluster } from '../../src/cluster/shared-cluster.ts'
import type { RestResponse } from '../../src/rest/message.ts'
import { answerRequest } from '../../src/rest/server.ts'

/** What a test says of a request. */
export interface Ask {
  headers?: Record<string, string | string[]>
  /** Text as it is; anything else as JSON. */
  body?: unknown
  /** Of the body; application/json where left out. */
  type?: string
  signal?: AbortSignal
}

/** What came back. */
export interface Answer {
  status: number
  headers: RestResponse['headers']
  /** The whole text; of a stream what came until it ended. */
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: what is in a document is for the test to know
  json: any
}

/** The moment at which cluster time stands. */
export const NOW = Date.UTC(2026, 10, 22, 12)

export interface TestApi extends AsyncDisposable {
  /** `GET /api/v1/pods`. */
  ask(line: string, ask?: Ask): Promise<Answer>
  /** The same, as a stream of text. */
  stream(line: string, ask?: Ask): Promise<{ lines: AsyncGenerator<string>; stop(): void }>
  cluster: Cluster
}

/** An API of its own. */
export async function createTestApi(): Promise<TestApi> {
  const cluster = sharedCluster(await openCluster({ store: 'memory', seed: 'rest', now: NOW }))
  await cluster.read(async () => undefined)
  const send = (line: string, { headers = {}, body, type, signal }: Ask) => {
    const [method = '', url = ''] = line.split(' ')
    const lists = Object.entries({
      ...(body !== undefined && { 'content-type': type ?? 'application/json' }),
      ...headers,
    }).map(([name, value]) => [name, [value].flat()])
    return answerRequest(
      {
        method,
        url,
        headers: Object.fromEntries(lists),
        body: bytesOf(body),
        signal: signal ?? new AbortController().signal,
      },
      { cluster, sleep },
    )
  }
  return {
    cluster,
    async ask(line, ask = {}) {
      const { status, headers, body } = await send(line, ask)
      const text = await textOf(body)
      return {
        status,
        headers,
        text,
        json: text.startsWith('{') ? JSON.parse(firstDocument(text)) : undefined,
      }
    },
    async stream(line, ask = {}) {
      const stop = new AbortController()
      const { body } = await send(line, { ...ask, signal: stop.signal })
      return { lines: linesOf(body as AsyncIterable<string>), stop: () => stop.abort() }
    },
    [Symbol.asyncDispose]: () => cluster.close(),
  }
}

function bytesOf(body: unknown): Uint8Array {
  if (body === undefined) return new Uint8Array()
  if (body instanceof Uint8Array) return body
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
}

async function textOf(body: RestResponse['body']): Promise<string> {
  if (typeof body === 'string') return body
  if (body instanceof Uint8Array) return Buffer.from(body).toString()
  let text = ''
  for await (const part of body) text += part
  return text
}

/** Of a stream, its first frame. */
function firstDocument(text: string): string {
  try {
    JSON.parse(text)
    return text
  } catch {
    return text.split('\n')[0]!
  }
}

async function* linesOf(body: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const text of body) yield* text.split('\n').filter(Boolean)
}
