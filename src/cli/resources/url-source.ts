/** Manifests that are read from a web server: `-f https://…`. */
import { quote } from '../../apimachinery/go-format.ts'
import { messageOf } from '../../base/error-message.ts'
import { CliError } from '../errors.ts'
import type { Waiting } from '../waiting.ts'
import type { Source } from './files.ts'

/** How often a server is asked, and how long a pause there is between (cli-runtime's pkg/resource/builder.go). */
const ATTEMPTS = 3
const PAUSE = 1000

/** Whether -f names a URL rather than a path. */
export function isUrl(name: string): boolean {
  return /^https?:\/\//.test(name)
}

/** What stands at a URL. It is fetched only when it is read. */
export function urlSource(name: string, waiting: Waiting): Source {
  if (!URL.canParse(name))
    throw new CliError(`the URL passed to filename ${quote(name)} is not valid: parse ${quote(name)}`)
  return { name, read: () => fetchWithRetries(name, waiting) }
}

/** Asks again where nobody answers, or where the server says that the fault is its own. */
async function fetchWithRetries(url: string, waiting: Waiting): Promise<Uint8Array> {
  for (let attempt = 1; ; attempt++) {
    const answer = await ask(url)
    if ('bytes' in answer) return answer.bytes
    if (!answer.again || attempt === ATTEMPTS) throw answer.fault
    await waiting.sleep(PAUSE, new AbortController().signal)
  }
}

type Answer = { bytes: Uint8Array } | { fault: CliError; again: boolean }

async function ask(url: string): Promise<Answer> {
  try {
    const response = await fetch(url)
    const { status, statusText } = response
    if (status === 200) return { bytes: new Uint8Array(await response.arrayBuffer()) }
    const told = `unable to read URL ${quote(url)}, server reported ${status} ${statusText}, status code=${status}`
    return { fault: new CliError(told), again: status >= 500 }
  } catch (error) {
    return { fault: new CliError(unreachable(url, error), { bare: true }), again: true }
  }
}

/** Why there is no answer, as kubectl tells it of any server (pkg/cmd/util/helpers.go). */
function unreachable(url: string, error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  const { code, hostname } = cause as NodeJS.ErrnoException & { hostname?: string }
  if (code === 'ECONNREFUSED')
    return `The connection to the server ${new URL(url).host} was refused - did you specify the right host or port?`
  const reason = code === 'ENOTFOUND' ? `dial tcp: lookup ${hostname}: no such host` : messageOf(cause)
  return `Unable to connect to the server: ${reason}`
}
