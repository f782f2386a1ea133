/** Sends JSON to a webhook over HTTPS and reads the JSON of its answer; loaded with the first webhook that is called. */
import type { ClientRequest, IncomingMessage } from 'node:http'
import { Agent, type RequestOptions, request as startRequest } from 'node:https'
import { quote } from '../../apimachinery/go-format.ts'
import type { Json } from '../../base/json.ts'
import { answerProblem } from './answer-problem.ts'
import { checkServerName, connectionProblem } from './connection-problem.ts'
import { parseJson } from './parse-json.ts'

/** What is sent, and to whom. */
export interface Post {
  url: string
  /** Base64 of PEM: whose certificates are trusted; those that the machine trusts when left out. */
  caBundle: string | undefined
  /** How long to wait for the answer, in real time. */
  timeoutSeconds: number
  content: object
}

/** Connections are kept for the next call; they do not keep the process alive. */
const agent = new Agent({ keepAlive: true })

/** The JSON of the answer. Throws an Error in the words of the API server's client. */
export async function postJson({ url, caBundle, timeoutSeconds, content }: Post): Promise<Json> {
  const ca = authorities(caBundle)
  const target = new URL(url)
  target.searchParams.set('timeout', `${timeoutSeconds}s`)
  const options: RequestOptions = {
    agent,
    method: 'POST',
    ...(ca !== undefined && { ca }),
    checkServerIdentity: checkServerName,
  }
  const answer = await wordsOf(target, () =>
    exchange(target, options, Buffer.from(JSON.stringify(content)), timeoutSeconds * 1000),
  )
  const problem = answerProblem(answer)
  if (problem !== undefined) throw new Error(`failed to call webhook: ${problem}`)
  try {
    return parseJson(answer.body.toString())
  } catch (error) {
    const { message } = error as Error
    throw new Error(`failed to call webhook: couldn't get version/kind; json parse error: ${message}`)
  }
}

function authorities(caBundle: string | undefined): Buffer | undefined {
  const pem = Buffer.from(caBundle ?? '', 'base64')
  if (pem.length === 0) return undefined
  if (pem.includes('-----BEGIN CERTIFICATE-----')) return pem
  throw new Error(
    'could not get REST client: unable to load root certificates: unable to parse bytes as PEM block',
  )
}

async function wordsOf<T>(target: URL, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    const problem = connectionProblem(error, target)
    throw new Error(`failed to call webhook: Post ${quote(target.href)}: ${problem}`, { cause: error })
  }
}

/** An answer as it came. */
export interface HttpAnswer {
  status: number
  contentType: string
  body: Buffer
}

/** A kept connection that the other side has closed meanwhile is replaced by a new one, once. */
async function exchange(
  target: URL,
  options: RequestOptions,
  body: Buffer,
  timeout: number,
): Promise<HttpAnswer> {
  const signal = AbortSignal.timeout(timeout)
  const attempt = () => {
    const sent = startRequest(target, { ...options, signal })
    return { sent, answer: answerOn(sent, body) }
  }
  const first = attempt()
  try {
    return await first.answer
  } catch (error) {
    const isStale = first.sent.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET'
    if (!isStale) throw error
    return attempt().answer
  }
}

function answerOn(request: ClientRequest, body: Buffer): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    request.on('error', reject)
    request.on('response', (response) => read(response).then(resolve, reject))
    request.setHeader('Accept', 'application/json, */*')
    request.setHeader('Content-Type', 'application/json')
    request.setHeader('Content-Length', body.length)
    request.setHeader('User-Agent', 'kube-apiserver-admission')
    request.end(body)
  })
}

async function read(response: IncomingMessage): Promise<HttpAnswer> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  const { statusCode: status = 0, headers } = response
  return { status, contentType: headers['content-type'] ?? '', body: Buffer.concat(chunks) }
}
