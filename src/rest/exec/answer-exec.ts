/** GET …/pods/NAME/exec as a WebSocket: a command in a container, or a shell. Source: k8s.io/kubelet, pkg/cri/streaming/remotecommand. */
import { kindName } from '../../api/registry.ts'
import { badRequest, internalError, StatusError, unknownFailure } from '../../apimachinery/status-error.ts'
import { messageOf } from '../../base/error-message.ts'
import type { CommandResult } from '../../container/commands.ts'
import type { SessionState, Shell } from '../../container/shell.ts'
import type { Container, Pod } from '../../generated/types.ts'
import type { Exchange } from '../exchange.ts'
import { type Connection, headerOf, type RestResponse } from '../message.ts'
import { flagIn } from '../options.ts'
import { checkReachable, openContainer } from './open-container.ts'
import { runTerminal } from './terminal.ts'
import { acceptKey, type Messages, openMessages } from './websocket.ts'

/** The protocols that are spoken; the later one tells when standard input is over. */
const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io']

/** The first byte of each message says what it is about. */
const [STDIN, STDOUT, STDERR, ERROR, CLOSE] = [0, 1, 2, 3, 255]

/** Answers with the connection on which the command is run. Throws what is wrong before. */
export async function answerExec(exchange: Exchange): Promise<RestResponse> {
  const { request, query, cluster, target } = exchange
  const command = query.getAll('command')
  if (command.length === 0) throw badRequest('you must specify at least one command for the container')
  const { namespace, name, resource } = target
  await cluster.read(async (client) => {
    const control = await client.authorize('create', kindName(resource), { namespace, name }, 'exec')
    const pod = (await control.get('Pod', { namespace, name })) as Pod
    await checkReachable(pod, containerOf(pod, query).name, control)
  })
  const protocol = protocolIn(headerOf(request, 'sec-websocket-protocol'))
  const isWebSocket = headerOf(request, 'upgrade').toLowerCase() === 'websocket'
  if (!isWebSocket || protocol === undefined)
    throw badRequest(`unable to upgrade: only WebSockets are served here, with ${PROTOCOLS.join(' or ')}`)
  return {
    status: 101,
    headers: {
      upgrade: 'websocket',
      connection: 'Upgrade',
      'sec-websocket-accept': acceptKey(headerOf(request, 'sec-websocket-key')),
      'sec-websocket-protocol': protocol,
    },
    body: '',
    connect: (connection) => converse(exchange, command, connection),
  }
}

function protocolIn(header: string): string | undefined {
  const offered = header.split(',').map((each) => each.trim())
  return PROTOCOLS.find((protocol) => offered.includes(protocol))
}

function isShell([program = '', ...rest]: readonly string[]): boolean {
  return rest.length === 0 && /^(.*\/)?(sh|bash|ash)$/.test(program)
}

/** The container that is named, or the first (registry/core/pod/strategy.go, ExecLocation). */
function containerOf({ spec, metadata }: Pod, query: URLSearchParams): Container {
  const { containers = [], initContainers = [], ephemeralContainers = [] } = spec ?? {}
  const name = query.get('container') || containers[0]?.name
  const found = [...containers, ...initContainers, ...ephemeralContainers].find((each) => each.name === name)
  if (found === undefined) throw badRequest(`container ${name} is not valid for pod ${metadata.name}`)
  return found
}

/** Tells what the command prints, and at the end how it has ended. */
async function converse(exchange: Exchange, command: string[], connection: Connection): Promise<void> {
  const messages = openMessages(connection)
  const tell: Tell = (channel, text) =>
    text !== '' && messages.send(Buffer.concat([Buffer.from([channel]), Buffer.from(text)]))
  const isTerminal = flagIn(exchange.query, 'tty') ?? false
  const hasStdin = flagIn(exchange.query, 'stdin') ?? false
  try {
    const exitCode = await (isTerminal && hasStdin && isShell(command)
      ? runSession(exchange, messages, tell)
      : runOnce(exchange, command, messages, tell))
    tell(ERROR, JSON.stringify(statusOf(command, exitCode)))
  } catch (error) {
    const status = error instanceof StatusError ? error.status : unknownFailure(messageOf(error)).status
    tell(ERROR, JSON.stringify(status))
  }
  messages.close()
}

type Tell = (channel: number, text: string) => void

async function runOnce(
  exchange: Exchange,
  command: readonly string[],
  messages: Messages,
  tell: Tell,
): Promise<number> {
  const isTerminal = flagIn(exchange.query, 'tty') ?? false
  // A terminal has no end to wait for, and what is no shell has hardly a use for it.
  const stdin = flagIn(exchange.query, 'stdin') && !isTerminal ? await readStdin(messages) : undefined
  const { stdout, stderr, exitCode } = await inContainer(exchange, undefined, async (shell) => {
    const problem = await shell.problem(command[0] ?? '')
    if (problem !== undefined) throw internalError(cannotStart(problem))
    return shell.run(command, stdin)
  })
  const [ends, error] = isTerminal ? ['\r\n', STDOUT] : ['\n', STDERR]
  tell(STDOUT, stdout.replaceAll('\n', ends))
  tell(error, stderr.replaceAll('\n', ends))
  return exitCode
}

/** Each line is a write of its own: nobody waits for somebody who types. */
async function runSession(exchange: Exchange, { input }: Messages, tell: Tell): Promise<number> {
  let state: SessionState | undefined
  return runTerminal(keysIn(input), {
    show: (text) => tell(STDOUT, text),
    run: (line) =>
      inContainer(exchange, state, async (shell) => {
        const result = await shell.line(line)
        state = shell.state()
        return result
      }),
  })
}

/** What is typed, until standard input is said to be over. */
async function* keysIn(input: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  for await (const message of input) {
    if (message[0] === STDIN) yield decoder.decode(message.subarray(1), { stream: true })
    if (message[0] === CLOSE && message[1] === STDIN) return
  }
}

/** All that comes on standard input, until it is said to be over. */
async function readStdin({ input }: Messages): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const message of input) {
    if (message[0] === STDIN) parts.push(message.subarray(1))
    if (message[0] === CLOSE && message[1] === STDIN) break
  }
  return Buffer.concat(parts).toString()
}

/** Runs something in the container, as a write of its own: what it has written to files stays. */
async function inContainer(
  { cluster, query, target: { namespace, name } }: Exchange,
  state: SessionState | undefined,
  work: (shell: Shell) => Promise<CommandResult>,
): Promise<CommandResult> {
  return cluster.write(async (client, books) => {
    const control = await client.authorize('create', 'Pod', { namespace, name }, 'exec')
    const pod = (await control.get('Pod', { namespace, name })) as Pod
    const now = cluster.clock.now()
    const access = { client, books, now, ...(state && { state }) }
    const shell = await openContainer(pod, containerOf(pod, query), access)
    const result = await work(shell)
    const refused = (await shell.files.save()).map((text) => `sh: ${text}\n`).join('')
    const exitCode = result.exitCode || (refused === '' ? 0 : 1)
    return { ...result, stderr: result.stderr + refused, exitCode }
  })
}

function cannotStart(problem: string): string {
  return `Internal error occurred: error executing command in container: failed to exec in container: OCI runtime exec failed: exec failed: unable to start container process: ${problem}`
}

/** How the command has ended, in the words of the kubelet. */
function statusOf(command: readonly string[], exitCode: number): object {
  if (exitCode === 0) return { metadata: {}, status: 'Success' }
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: error executing command [${command.join(' ')}], exit code ${exitCode}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] },
  }
}
