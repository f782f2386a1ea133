/** Who makes a request: what its headers say. Source: k8s.io/apiserver, endpoints/filters/impersonation.go. */
import { internalError } from '../apimachinery/status-error.ts'
import type { Credentials } from '../apiserver/client.ts'
import { headerOf, type RestRequest } from './message.ts'

const EXTRA = 'impersonate-extra-'

/**
 * First the bearer of the token, then whom that user impersonates; neither for the cluster's owner, whom every request
 * without credentials is made by. Throws where groups are given without a user.
 */
export function credentialsIn(request: RestRequest): Credentials[] {
  const token = /^bearer (.*)$/i.exec(headerOf(request, 'authorization'))?.[1]?.trim() ?? ''
  const user = headerOf(request, 'impersonate-user')
  const groups = request.headers['impersonate-group'] ?? []
  const uid = headerOf(request, 'impersonate-uid')
  const extra = extraIn(request)
  if (user === '' && (groups.length > 0 || uid !== '' || Object.keys(extra).length > 0))
    throw internalError('requested groups, uid or extra without impersonating a user')
  return [
    ...(token === '' ? [] : [{ token }]),
    ...(user === '' ? [] : [{ user, groups, ...(uid !== '' && { uid }), extra }]),
  ]
}

function extraIn({ headers }: RestRequest): Record<string, readonly string[]> {
  const given = Object.entries(headers).filter(([name]) => name.startsWith(EXTRA))
  return Object.fromEntries(
    given.map(([name, values]) => [unescapeKey(name.slice(EXTRA.length)), values ?? []]),
  )
}

/** What a header's name cannot hold is written as in a URL. */
function unescapeKey(key: string): string {
  try {
    return decodeURIComponent(key)
  } catch {
    return key
  }
}

/** Who owns what a request writes that names no field manager: its program's name (handlers/create.go). */
export function managerOf(request: RestRequest): string {
  const [program = ''] = headerOf(request, 'user-agent').split('/')
  return program.slice(0, 128).replace(/[^ -~]/g, '') || 'unknown'
}
