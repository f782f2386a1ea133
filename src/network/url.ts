/** URLs and headers of requests, read as curl reads them. */

/** Where a request goes. */
export interface Target {
  scheme: 'http' | 'https'
  host: string
  port: number
  path: string
}

/** What is wrong with what was asked for, with curl's exit code. */
export class RequestError extends Error {
  override name = 'RequestError'
  readonly exitCode: number
  constructor(exitCode: number, message: string) {
    super(message)
    this.exitCode = exitCode
  }
}

const DEFAULT_PORT = { http: 80, https: 443 } as const
const BAD_URL = 3
const UNSUPPORTED = 1

/** Reads a URL; http is meant where it names no scheme. Throws RequestError. */
export function urlOf(text: string): Target {
  const [, named] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text) ?? []
  const scheme = (named ?? 'http').toLowerCase()
  if (scheme !== 'http' && scheme !== 'https')
    throw new RequestError(UNSUPPORTED, `Protocol "${scheme}" not supported`)
  const url = parse(named === undefined ? `http://${text}` : text)
  if (url === undefined)
    throw new RequestError(BAD_URL, `URL rejected: Malformed input to a URL function: ${text}`)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (host === '') throw new RequestError(BAD_URL, 'URL rejected: No host part in the URL')
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

/** The host that the headers name, without its port; undefined where they name none. Throws RequestError. */
export function readHostHeader(headers: readonly string[]): string | undefined {
  let host: string | undefined
  for (const header of headers) {
    const [, name = '', value = ''] = /^([^:]+):\s*(.*?)\s*$/.exec(header) ?? []
    if (name === '') throw new RequestError(2, `--header must be 'Name: value', not '${header}'`)
    if (name.toLowerCase() === 'host') host = value.toLowerCase().replace(/:\d+$/, '')
  }
  return host
}
