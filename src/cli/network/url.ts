/** URLs and what else `curl` takes to say where a request goes. Exit codes are curl's. */
import { ipFamily } from '../../apimachinery/ip.ts'
import { CliError } from '../errors.ts'

/** Where a request goes. */
export interface Target {
  scheme: 'http' | 'https'
  host: string
  port: number
  path: string
}

const DEFAULT_PORT = { http: 80, https: 443 } as const
const BAD_URL = 3
const UNSUPPORTED = 1

/** Reads a URL; http is meant where it names no scheme. Throws CliError with curl's exit codes. */
export function readUrl(text: string): Target {
  const [, named] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text) ?? []
  const scheme = (named ?? 'http').toLowerCase()
  if (scheme !== 'http' && scheme !== 'https')
    throw curlError(UNSUPPORTED, `Protocol "${scheme}" not supported`)
  const url = parse(named === undefined ? `http://${text}` : text)
  if (url === undefined) throw curlError(BAD_URL, `URL rejected: Malformed input to a URL function: ${text}`)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (host === '') throw curlError(BAD_URL, 'URL rejected: No host part in the URL')
  const port = url.port === '' ? DEFAULT_PORT[scheme] : Number(url.port)
  return { scheme, host, port, path: url.pathname }
}

function parse(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}

/** A failure as curl tells it: `curl: (6) Could not resolve host: x`. */
export function curlError(exitCode: number, message: string): CliError {
  return new CliError(`curl: (${exitCode}) ${message}`, { bare: true, exitCode })
}

/** `--resolve HOST:PORT:ADDRESS`, as 'host:port' and address. */
export function readResolve(texts: readonly string[]): Map<string, string> {
  return new Map(
    texts.map((text) => {
      const [, host = '', port = '', address = ''] = /^([^:]+):(\d+):(.+)$/.exec(text) ?? []
      if (ipFamily(address) === undefined)
        throw new CliError(
          `--resolve must be HOST:PORT:ADDRESS, such as shop.example.com:80:198.18.0.1, not '${text}'`,
        )
      return [`${host.toLowerCase()}:${port}`, address]
    }),
  )
}

/** The host that the headers name, without its port; undefined where they name none. */
export function readHostHeader(headers: readonly string[]): string | undefined {
  let host: string | undefined
  for (const header of headers) {
    const [, name = '', value = ''] = /^([^:]+):\s*(.*?)\s*$/.exec(header) ?? []
    if (name === '') throw new CliError(`--header must be 'Name: value', not '${header}'`)
    if (name.toLowerCase() === 'host') host = value.toLowerCase().replace(/:\d+$/, '')
  }
  return host
}
