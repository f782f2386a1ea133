/** Binds the API to sockets: node:http on one side, requests and responses on the other. */

import { once } from 'node:events'
import { chmod, rm, stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname } from 'node:path'
import type { Duplex, Readable } from 'node:stream'
import { tooLarge } from '../apimachinery/status-error.ts'
import type { Connection, RestRequest, RestResponse } from './message.ts'
import { respondFailure } from './respond.ts'

/** Answers requests. */
export type RestHandler = (request: RestRequest) => Promise<RestResponse>

/** Where to listen: a port of an address (0 for any that is free), or a socket of the file system. */
export type ListenOptions = { address: string; port: number } | { path: string }

/** A server that listens. */
export interface Listening extends AsyncDisposable {
  /** Where: `127.0.0.1:8001`, or the path of the socket. */
  where: string
  /** Ends streams and connections, and listens no more. */
  close(): Promise<void>
}

/** The longest body that is taken, as the API server's (DefaultMaxRequestSizeBytes). */
const MAX_BODY = 3 * 1024 * 1024

/** Listens until it is closed. Fails with the error of the system where that cannot be. */
export async function listen(handle: RestHandler, options: ListenOptions): Promise<Listening> {
  const stop = new AbortController()
  const server = createServer((incoming, outgoing) => void serve(incoming, outgoing, handle, stop.signal))
  server.on('upgrade', (incoming, socket) => void upgrade(incoming, socket, handle, stop.signal))
  // Watches last longer than any request of a web site.
  server.requestTimeout = 0
  await open(server, options)
  const close = async () => {
    stop.abort()
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeAllConnections()
    await closed
  }
  return { where: whereOf(server), close, [Symbol.asyncDispose]: close }
}

async function open(server: Server, options: ListenOptions): Promise<void> {
  if ('path' in options) {
    await removeStale(options.path)
    server.listen(options.path)
  }
  if ('port' in options) server.listen(options.port, options.address)
  await once(server, 'listening')
  // Nobody else may use the socket, unless its owner lets them.
  if ('path' in options) await chmod(options.path, 0o700)
}

/** A socket that nobody listens on any more is in the way; files of other kinds stay (ListenUnix). */
async function removeStale(path: string): Promise<void> {
  // Of a folder that is missing, Node says that it is forbidden.
  await stat(dirname(path))
  const found = await stat(path).catch(() => undefined)
  if (found?.isSocket()) await rm(path)
}

function whereOf(server: Server): string {
  const address = server.address() as AddressInfo | string
  if (typeof address === 'string') return address
  return address.family === 'IPv6'
    ? `[${address.address}]:${address.port}`
    : `${address.address}:${address.port}`
}

async function serve(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handle: RestHandler,
  stopped: AbortSignal,
): Promise<void> {
  const gone = new AbortController()
  const leave = () => gone.abort()
  outgoing.on('close', leave)
  outgoing.on('error', leave)
  stopped.addEventListener('abort', leave)
  try {
    const body = await readBody(incoming)
    const response =
      body === undefined
        ? await respondFailure(tooLarge(`limit is ${MAX_BODY}`))
        : await handle(requestOf(incoming, body, gone.signal))
    await write(response, incoming, outgoing, gone.signal)
  } catch {
    // Nobody is there to be told: the connection is lost, or the stream has begun.
    outgoing.destroy()
  } finally {
    stopped.removeEventListener('abort', leave)
    leave()
  }
}

/** Answers a request for another protocol: on its connection things go on, or it is told why not, and ends. */
async function upgrade(
  incoming: IncomingMessage,
  socket: Duplex,
  handle: RestHandler,
  stopped: AbortSignal,
): Promise<void> {
  const gone = new AbortController()
  const leave = () => {
    gone.abort()
    socket.destroy()
  }
  socket.on('error', leave)
  socket.on('close', () => gone.abort())
  stopped.addEventListener('abort', leave)
  try {
    const response = await handle(requestOf(incoming, new Uint8Array(), gone.signal))
    const { body, connect } = response
    socket.write(headOf(response))
    if (connect === undefined) socket.end(typeof body === 'string' ? body : undefined)
    else await connect(connectionOf(socket))
    // What the client says after the end is for nobody; its own end is the end of the connection.
    socket.on('end', leave).resume()
  } catch {
    leave()
  } finally {
    stopped.removeEventListener('abort', leave)
  }
}

/** Whoever has read enough of it may leave the rest. */
function connectionOf(socket: Duplex): Connection {
  const input = (socket as Readable).iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>
  return { input, write: (bytes) => void socket.write(bytes), end: () => void socket.end() }
}

/** Status line and headers, for connections that node:http has handed over. */
function headOf({ status, headers, body, connect }: RestResponse): string {
  const length = connect === undefined && typeof body === 'string' ? Buffer.byteLength(body) : undefined
  const all = {
    ...headers,
    ...(length !== undefined && { 'content-length': String(length), connection: 'close' }),
  }
  const lines = Object.entries(all).flatMap(([name, value]) =>
    [value].flat().map((each) => `${name}: ${each}\r\n`),
  )
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n`
}

function requestOf(incoming: IncomingMessage, body: Uint8Array, signal: AbortSignal): RestRequest {
  const { method = 'GET', url = '/', headersDistinct } = incoming
  return { method, url, headers: headersDistinct, body, signal }
}

/** The whole body; undefined where it is too large. */
async function readBody(incoming: IncomingMessage): Promise<Uint8Array | undefined> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of incoming as AsyncIterable<Buffer>) {
    length += part.length
    if (length <= MAX_BODY) parts.push(part)
  }
  return length > MAX_BODY ? undefined : Buffer.concat(parts)
}

async function write(
  { status, headers, body }: RestResponse,
  { method }: IncomingMessage,
  outgoing: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const isStream = typeof body === 'object' && Symbol.asyncIterator in body
  const length = isStream ? {} : { 'content-length': Buffer.byteLength(body) }
  outgoing.writeHead(status, { ...(headers as Record<string, string | string[]>), ...length })
  if (!isStream) {
    outgoing.end(method === 'HEAD' ? undefined : body)
    return
  }
  // The client is to know that its watch has begun, before anything happens.
  outgoing.flushHeaders()
  for await (const text of body) {
    if (outgoing.destroyed) break
    if (!outgoing.write(text)) await once(outgoing, 'drain', { signal })
  }
  outgoing.end()
}
