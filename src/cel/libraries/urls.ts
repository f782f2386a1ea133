/** Kubernetes' URL library (k8s.io/apiserver, pkg/cel/library/urls.go): absolute URLs, and absolute paths. */
import { EvaluationError } from '../errors.ts'
import type { FunctionTable } from '../functions/overload.ts'
import { EntriesMap, Opaque } from '../values/value.ts'

/** A parsed URL. */
class UrlValue extends Opaque {
  override readonly typeName = 'kubernetes.URL'
  readonly text: string
  readonly scheme: string
  readonly host: string
  readonly path: string
  readonly query: string

  constructor(text: string, [scheme = '', host = '', path = '', query = '']: readonly string[]) {
    super()
    this.text = text
    this.scheme = scheme
    this.host = host
    this.path = path
    this.query = query
  }

  override equals(other: UrlValue): boolean {
    return this.text === other.text
  }

  get hostname(): string {
    const bracketed = /^\[([^\]]*)\]/.exec(this.host)
    return bracketed ? (bracketed[1] ?? '') : this.host.replace(/:\d*$/, '')
  }

  get port(): string {
    return /:(\d*)$/.exec(this.host.replace(/^\[[^\]]*\]/, ''))?.[1] ?? ''
  }
}

export const urls: FunctionTable = {
  'isURL(string): bool': (text: string) => parseUrl(text) !== undefined,
  'url(string): URL': (text: string) => {
    const url = parseUrl(text)
    if (url) return url
    throw new EvaluationError(
      `URL parse error during conversion from string: parse "${text}": invalid URI for request`,
    )
  },
  'URL.getScheme(): string': (url: UrlValue) => url.scheme,
  'URL.getHost(): string': (url: UrlValue) => url.host,
  'URL.getHostname(): string': (url: UrlValue) => url.hostname,
  'URL.getPort(): string': (url: UrlValue) => url.port,
  'URL.getEscapedPath(): string': ({ path }: UrlValue) => escapePath(path),
  'URL.getQuery(): map<string, list<string>>': ({ query }: UrlValue) => queryOf(query),
}

const FORM =
  /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):\/\/(?:[^/?#@\s]*@)?((?:\[[0-9a-fA-F:.%]+\]|[^/?#\s:[\]]*)(?::\d*)?))?((?:\/[^?#]*)?)(?:\?([^#]*))?$/

/** What Go's url.ParseRequestURI takes: an absolute URL or an absolute path, without a fragment. */
function parseUrl(text: string): UrlValue | undefined {
  const found = FORM.exec(text)
  if (!found || text === '') return undefined
  const [, scheme, host, path = '', query = ''] = found
  if (scheme === undefined && !path.startsWith('/')) return undefined
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused.
  if (/[\x00-\x1f\x7f]/.test(text) || /%(?![0-9a-fA-F]{2})/.test(path)) return undefined
  return new UrlValue(text, [scheme?.toLowerCase() ?? '', host ?? '', path, query])
}

function escapePath(path: string): string {
  const escaped = path.replace(/[^\w\-.~!$&'()*+,;=:@/%[\]]/gu, (char) =>
    [...Buffer.from(char)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  )
  return escaped.replaceAll('[', '%5B').replaceAll(']', '%5D')
}

function queryOf(query: string): EntriesMap {
  const byKey = new Map<string, string[]>()
  for (const [key, value] of new URLSearchParams(query)) byKey.set(key, [...(byKey.get(key) ?? []), value])
  return new EntriesMap(byKey)
}
