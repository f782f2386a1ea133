/** What commands in a container are answered by the simulated network: nslookup, curl, wget and nc. */
import type { ObjectReader } from '../api/describe-context.ts'
import { createRandom } from '../base/random.ts'
import type { CommandResult } from '../container/commands.ts'
import type { ContainerNetwork } from '../container/network.ts'
import type { Pod } from '../generated/types.ts'
import { lookupText } from './lookup-text.ts'
import { planRequest } from './plan.ts'
import { resolve, resolverOf, whyNoServer } from './resolver.ts'
import { createTraffic, type Outcome, send } from './send.ts'
import { RequestError, readHostHeader, type Target, urlOf } from './url.ts'
import { createNetworkView, type NetworkView } from './view.ts'
import { statusText, wayText } from './way-text.ts'

/** The network of a pod. What answers is told instead of a page: nobody runs the images. */
export function networkOf(pod: Pod, reader: ObjectReader, now: () => number): ContainerNetwork {
  const view = createNetworkView(reader)
  const traffic = createTraffic(createRandom(`${pod.metadata.uid}/${now()}`))
  const { server, search, ndots } = resolverOf(pod.metadata.namespace ?? '', pod)
  const searched = search.length > 0 ? `search ${search.join(' ')}\n` : ''
  const reach = async (target: Target, hostHeader: string): Promise<Outcome> => {
    const request = { ...target, hostHeader, sender: pod, clientAddress: '', resolved: NONE, insecure: true }
    return send(await planRequest(view, request), traffic, now())
  }
  const request: SendRequest = (url, headers) => {
    const target = urlOf(url)
    return reach(target, readHostHeader(headers) ?? target.host)
  }
  const commands: ContainerNetwork['commands'] = {
    nslookup: (args) => lookUp(args, pod, view),
    curl: (args) => guarded('curl', () => curl(args, request)),
    wget: (args) => guarded('wget', () => wget(args, request)),
    nc: (args) => connect(args, reach),
  }
  return { commands, resolvConf: `${searched}nameserver ${server}\noptions ndots:${ndots}\n` }
}

const NONE: ReadonlyMap<string, string> = new Map()

type SendRequest = (url: string, headers: readonly string[]) => Promise<Outcome>

async function lookUp(args: readonly string[], pod: Pod, view: NetworkView): Promise<CommandResult> {
  const [name] = args.filter((word) => !word.startsWith('-'))
  if (name === undefined) return failed('nslookup: a name is needed', 1)
  const resolver = resolverOf(pod.metadata.namespace ?? '', pod)
  if ((await whyNoServer(view, pod, resolver)) !== undefined)
    return failed(';; connection timed out; no servers could be reached', 1)
  const query = /^\d+\.\d+\.\d+\.\d+$/.test(name) ? 'PTR' : 'A'
  const found = await resolve(view, name, query, resolver)
  const isFound = found.status === 'NOERROR' && found.records.length > 0
  const stdout = lookupText(name, { ...found, resolver })
  return { stdout, stderr: '', exitCode: isFound ? 0 : 1 }
}

/** Flags of curl and wget that take a value. */
const VALUED =
  /^(-[a-zA-Z]*[oOwHXdmuATt]|--(output|write-out|header|request|data|max-time|connect-timeout|user|timeout|tries|retry|output-document))$/

/** The values of flags, by the letter that matters, and what is no flag. */
function readArguments(args: readonly string[]): { flags: Map<string, string[]>; urls: string[] } {
  const flags = new Map<string, string[]>()
  const urls: string[] = []
  for (let index = 0; index < args.length; index++) {
    const word = args[index] ?? ''
    if (!word.startsWith('-') || word === '-') urls.push(word)
    else {
      const [name = '', inline] = word.split(/=(.*)/s)
      const value = inline ?? (VALUED.test(name) ? (args[++index] ?? '') : '')
      const known = LONG[name] ?? name.replace(/^-+/, '').at(-1) ?? ''
      flags.set(known, [...(flags.get(known) ?? []), value])
      for (const letter of name.startsWith('--') ? '' : name.slice(1, -1)) flags.set(letter, [''])
    }
  }
  return { flags, urls }
}

const LONG: Readonly<Record<string, string>> = {
  '--fail': 'f',
  '--head': 'I',
  '--header': 'H',
  '--output': 'o',
  '--output-document': 'O',
  '--quiet': 'q',
  '--server-response': 'S',
  '--silent': 's',
  '--spider': 'spider',
  '--write-out': 'w',
}

async function curl(args: readonly string[], request: SendRequest): Promise<CommandResult> {
  const { flags, urls } = readArguments(args)
  const [url] = urls
  if (url === undefined) return failed('curl: (2) no URL specified', 2)
  const outcome = await request(url, flags.get('H') ?? [])
  const { exitCode, status = 0, message } = outcome
  const written = (flags.get('w')?.[0] ?? '')
    .replaceAll('\\n', '\n')
    .replaceAll('%{http_code}', String(status).padStart(3, '0'))
  const isHidden = flags.has('o') && flags.get('o')?.[0] !== '-'
  const isQuiet = flags.has('s') && !flags.has('S')
  if (exitCode !== 0)
    return { stdout: written, stderr: isQuiet ? '' : `curl: (${exitCode}) ${message}\n`, exitCode }
  if (flags.has('f') && status >= 400)
    return failed(`curl: (22) The requested URL returned error: ${status}`, 22)
  return { stdout: `${isHidden ? '' : wayText(outcome)}${written}`, stderr: '', exitCode: 0 }
}

async function wget(args: readonly string[], request: SendRequest): Promise<CommandResult> {
  const { flags, urls } = readArguments(
    args.flatMap((word) => (/^-[a-z]*O-$/.test(word) ? [word.slice(0, -1), '-'] : [word])),
  )
  const [url] = urls.filter((word) => word !== '-')
  if (url === undefined) return failed('wget: missing URL', 1)
  const outcome = await request(url, flags.get('H') ?? [])
  const { exitCode, status = 0 } = outcome
  if (exitCode === 6) return failed(`wget: bad address '${urlOf(url).host}'`, 1)
  if (exitCode === 28) return failed('wget: download timed out', 1)
  if (exitCode !== 0) return failed("wget: can't connect to remote host: Connection refused", 1)
  const stderr = flags.has('S') ? `  HTTP/1.1 ${statusText(status)}\n` : ''
  if (status >= 400) return failed(`${stderr}wget: server returned error: HTTP/1.1 ${status}`, 1)
  const isShown = flags.get('O')?.[0] === '-' || args.includes('-')
  return { stdout: isShown ? wayText(outcome) : '', stderr, exitCode: 0 }
}

/** Flags of nc that take a value. */
const NC_VALUED = /^-[a-z]*[wpsiq]$/

/** Whether a port can be reached, as busybox's nc tells it; nothing is sent. */
async function connect(
  args: readonly string[],
  reach: (target: Target, hostHeader: string) => Promise<Outcome>,
): Promise<CommandResult> {
  const words = args.filter((word, index) => !word.startsWith('-') && !NC_VALUED.test(args[index - 1] ?? ''))
  const [host, port = ''] = words
  if (host === undefined || !/^\d+$/.test(port)) return failed('nc: a host and a port are needed', 1)
  const { exitCode } = await reach({ scheme: 'http', host, port: Number(port), path: '/' }, host)
  if (exitCode === 6) return failed(`nc: bad address '${host}'`, 1)
  const isTold = args.some((word) => /^-[a-z]*v/.test(word))
  if (exitCode === 0)
    return { stdout: '', stderr: isTold ? `${host} (${host}:${port}) open\n` : '', exitCode }
  const cause = exitCode === 7 ? 'Connection refused' : 'Connection timed out'
  return isTold || !args.some((word) => /^-[a-z]*z/.test(word))
    ? failed(`nc: ${host} (${host}:${port}): ${cause}`, 1)
    : { stdout: '', stderr: '', exitCode: 1 }
}

function failed(text: string, exitCode: number): CommandResult {
  return { stdout: '', stderr: `${text}\n`, exitCode }
}

/** A URL that cannot be read is the command's failure. */
async function guarded(name: string, run: () => Promise<CommandResult>): Promise<CommandResult> {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof RequestError)) throw error
    const { exitCode, message } = error
    return failed(name === 'curl' ? `curl: (${exitCode}) ${message}` : `${name}: ${message}`, exitCode)
  }
}
