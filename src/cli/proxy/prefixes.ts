/** Where a proxy has the API, and where it has files. Source: kubectl, pkg/proxy/proxy_server.go, NewServer. */
import type { RestHandler } from '../../rest/listen.ts'
import type { RestResponse } from '../../rest/message.ts'
import { respondText } from '../../rest/respond.ts'

/** The handlers by the prefixes of their paths; the longest one that fits counts, as in Go's ServeMux. */
export function byPrefix(handlers: Readonly<Record<string, RestHandler>>): RestHandler {
  const prefixes = Object.keys(handlers).sort((a, b) => b.length - a.length)
  return async (request) => {
    const path = pathOf(request.url)
    const prefix = prefixes.find((each) => path.startsWith(each))
    if (prefix !== undefined) return handlers[prefix]!(request)
    if (prefixes.includes(`${path}/`)) return redirect(`${path}/`)
    return respondText(404, '404 page not found\n')
  }
}

/** The API below a prefix, which is taken off unless it is the API's own. */
export function below(prefix: string, api: RestHandler): RestHandler {
  if (prefix.startsWith('/api')) return api
  return (request) => api({ ...request, url: `/${request.url.slice(prefix.length)}` })
}

/** A prefix with slashes at both ends. */
export function asPrefix(text: string): string {
  return `${text.startsWith('/') ? '' : '/'}${text}${text.endsWith('/') ? '' : '/'}`
}

/** The path of a URL, as it is written. */
export function pathOf(url: string): string {
  return url.split('?')[0] ?? ''
}

/** The client is to ask there. */
export function redirect(location: string): RestResponse {
  return { status: 301, headers: { location }, body: '' }
}
