/** Which requests a proxy lets through. Source: kubectl, pkg/proxy/proxy_server.go, FilterServer. */
import { parsePattern } from '../../apimachinery/go-pattern.ts'
import type { RestHandler } from '../../rest/listen.ts'
import { headerOf } from '../../rest/message.ts'
import { respondText } from '../../rest/respond.ts'
import { CliError } from '../errors.ts'

/** Patterns, several of them joined by commas. */
export interface FilterFlags {
  acceptHosts: string
  acceptPaths: string
  rejectMethods: string
  rejectPaths: string
}

/** The API behind the filter. Throws CliError for a pattern that is none. */
export function filtered(flags: FilterFlags): (api: RestHandler) => RestHandler {
  const rejectPaths = patternsIn(flags.rejectPaths)
  const rejectMethods = patternsIn(flags.rejectMethods)
  const acceptPaths = patternsIn(flags.acceptPaths)
  const acceptHosts = patternsIn(flags.acceptHosts)
  return (api) => async (request) => {
    const path = request.url.split('?')[0] ?? ''
    const host = hostIn(headerOf(request, 'host'))
    const isRejected = matches(path, rejectPaths) || matches(request.method, rejectMethods)
    if (!isRejected && matches(path, acceptPaths) && matches(host, acceptHosts)) return api(request)
    return respondText(403, 'Forbidden\n')
  }
}

function patternsIn(text: string): RegExp[] {
  return text.split(',').map((pattern) => {
    const matcher = parsePattern(pattern)
    if (matcher !== undefined) return matcher
    throw new CliError(`Error compiling re: error parsing regexp: \`${pattern}\``, { exitCode: 255 })
  })
}

function matches(text: string, patterns: readonly RegExp[]): boolean {
  return patterns.some((pattern) => text.search(pattern) >= 0)
}

/** `localhost` of `localhost:8080`; brackets go with the port of an IPv6 address, and stay without one (SplitHostPort). */
function hostIn(header: string): string {
  const [, inBrackets, plain] = /^(?:\[([^\]]*)\]|([^:]*)):\d*$/.exec(header) ?? []
  return inBrackets ?? plain ?? header
}
