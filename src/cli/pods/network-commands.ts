/** nslookup, curl and wget in a container: answered by the simulated network. */
import type { Client } from '../../apiserver/client.ts'
import { createRandom } from '../../base/random.ts'
import type { CommandResult, ExtraCommand } from '../../container/commands.ts'
import type { Pod } from '../../generated/types.ts'
import { planRequest } from '../../network/plan.ts'
import { resolve, resolverOf } from '../../network/resolver.ts'
import { createTraffic, type Outcome, send } from '../../network/send.ts'
import { createNetworkView, type NetworkView } from '../../network/view.ts'
import { renderLookup } from '../commands/nslookup.ts'
import { CliError } from '../errors.ts'
import { wayText } from '../network/report.ts'
import { readHostHeader, readUrl } from '../network/url.ts'

/** The commands by their names. What answers is told instead of a page: nobody runs the images. */
export function networkCommands(
  pod: Pod,
  client: Client,
  now: number,
): Readonly<Record<string, ExtraCommand>> {
  const view = createNetworkView(client)
  const traffic = createTraffic(createRandom(`${pod.metadata.uid}/${now}`))
  const request = async (url: string, headers: readonly string[]): Promise<Outcome> => {
    const target = readUrl(url)
    const plan = await planRequest(view, {
      ...target,
      hostHeader: readHostHeader(headers) ?? target.host,
      sender: pod,
      clientAddress: '',
      resolved: new Map(),
      insecure: true,
    })
    return send(plan, traffic, now)
  }
  return {
    nslookup: (args) => lookUp(args, pod, view),
    curl: (args) => guarded(() => curl(args, request)),
    wget: (args) => guarded(() => wget(args, request)),
  }
}

type SendRequest = (url: string, headers: readonly string[]) => Promise<Outcome>

async function lookUp(args: readonly string[], pod: Pod, view: NetworkView): Promise<CommandResult> {
  const [name] = args.filter((word) => !word.startsWith('-'))
  if (name === undefined) return failed('nslookup: a name is needed', 1)
  const resolver = resolverOf(pod.metadata.namespace ?? '', pod)
  const query = /^\d+\.\d+\.\d+\.\d+$/.test(name) ? 'PTR' : 'A'
  const found = await resolve(view, name, query, resolver)
  const isFound = found.status === 'NOERROR' && found.records.length > 0
  const stdout = await renderLookup(name, { ...found, resolver }, '')
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
  if (exitCode === 6) return failed(`wget: bad address '${readUrl(url).host}'`, 1)
  if (exitCode === 28) return failed('wget: download timed out', 1)
  if (exitCode !== 0) return failed("wget: can't connect to remote host: Connection refused", 1)
  if (status >= 400) return failed(`wget: server returned error: HTTP/1.1 ${status}`, 1)
  const isShown = flags.get('O')?.[0] === '-' || args.includes('-')
  return { stdout: isShown ? wayText(outcome) : '', stderr: '', exitCode: 0 }
}

function failed(text: string, exitCode: number): CommandResult {
  return { stdout: '', stderr: `${text}\n`, exitCode }
}

/** A URL that cannot be read is the command's failure. */
async function guarded(run: () => Promise<CommandResult>): Promise<CommandResult> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof CliError) return failed(error.message, error.exitCode ?? 1)
    throw error
  }
}
