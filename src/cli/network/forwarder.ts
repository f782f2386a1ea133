/** Listens on ports of this machine and answers requests as the simulated pod behind them does. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ipFamily } from '../../apimachinery/ip.ts'
import { CliError } from '../errors.ts'
import { listenProblem } from './listen-problem.ts'
import type { ForwardedPort } from './ports.ts'

/** What a request comes to: an answer, or why the pod cannot be reached. */
export type Forwarded = { status: number; text: string } | { lost: string }

/** What is done with a request at a port of the pod. */
export type Forward = (port: number, path: string, host: string) => Promise<Forwarded>

/** Where the forwarder tells what it does. */
export interface ForwarderOutput {
  stdout(text: string): void
  stderr(text: string): void
}

/** Servers that listen. */
export interface Forwarder {
  /** Resolves when the pod is lost. */
  lost: Promise<void>
  close(): Promise<void>
}

/** Opens a listener for each port at each address, as kubectl's portforward.go does; fails if there is none. */
export async function openForwarder(
  addresses: readonly string[],
  ports: readonly ForwardedPort[],
  forward: Forward,
  output: ForwarderOutput,
): Promise<Forwarder> {
  const servers: Server[] = []
  let lose: () => void = () => undefined
  const lost = new Promise<void>((resolve) => {
    lose = resolve
  })
  const answer = (port: ForwardedPort) => (request: IncomingMessage, response: ServerResponse) =>
    void handle(port, request, response, { forward, output, lose })
  for (const port of ports) {
    const opened: Server[] = []
    const problems: string[] = []
    for (const address of listenAddresses(addresses)) {
      const server = createServer(answer(port))
      try {
        await listen(server, port.local, address)
      } catch (error) {
        problems.push(problemOf(error as Error, address, port.local))
        continue
      }
      // All addresses share the port that was free at the first.
      port.local = (server.address() as AddressInfo).port
      opened.push(server)
      const shown = address.includes(':') ? `[${address}]` : address
      output.stdout(`Forwarding from ${shown}:${port.local} -> ${port.remote}\n`)
    }
    servers.push(...opened)
    if (opened.length === 0)
      output.stderr(
        `Unable to listen on port ${port.local}: Listeners failed to create with the following errors: [${problems.join(' ')}]\n`,
      )
  }
  if (servers.length === 0) {
    const wanted = ports.map(({ local, remote }) => `{${local} ${remote}}`).join(' ')
    throw new CliError(`unable to listen on any of the requested ports: [${wanted}]`)
  }
  return { lost, close: async () => void (await Promise.all(servers.map(closeServer))) }
}

/** `localhost` is both of its addresses. */
function listenAddresses(addresses: readonly string[]): string[] {
  const all = addresses.flatMap((address) => {
    if (address === 'localhost') return ['127.0.0.1', '::1']
    if (ipFamily(address) === undefined) throw new CliError(`${address} is not a valid IP`)
    return [address]
  })
  return [...new Set(all)]
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function problemOf(error: Error, address: string, port: number): string {
  const [network, shown] = address.includes(':') ? ['tcp6', `[${address}]`] : ['tcp4', address]
  return `unable to create listener: Error ${listenProblem(error, network, `${shown}:${port}`)}`
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}

interface Handling {
  forward: Forward
  output: ForwarderOutput
  lose(): void
}

async function handle(
  { local, remote }: ForwardedPort,
  request: IncomingMessage,
  response: ServerResponse,
  { forward, output, lose }: Handling,
): Promise<void> {
  output.stdout(`Handling connection for ${local}\n`)
  const host = (request.headers.host ?? 'localhost').replace(/:\d+$/, '')
  const result = await forward(remote, request.url ?? '/', host).catch((error: Error) => ({
    lost: error.message,
  }))
  if ('lost' in result) {
    output.stderr(`an error occurred forwarding ${local} -> ${remote}: ${result.lost}\n`)
    request.socket.destroy()
    lose()
    return
  }
  response.writeHead(result.status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
  response.end(result.text)
}
