/** Why a webhook could not be reached, in the words of Go's net, tls and x509 packages. */
import { isIP } from 'node:net'
import { checkServerIdentity, type PeerCertificate } from 'node:tls'

/** What of a failed connection is known, beside its message. */
interface ConnectionError extends Error {
  code?: string
  address?: string
  port?: number
  hostname?: string
  errors?: readonly ConnectionError[]
}

const REFUSED: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  EHOSTUNREACH: 'no route to host',
  ENETUNREACH: 'network is unreachable',
  ETIMEDOUT: 'connection timed out',
}

const UNKNOWN_AUTHORITY = new Set([
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_SIGNATURE_FAILURE',
])

/** A certificate that is not for the name that was called; the message is Go's. */
class WrongName extends Error {}

/** The text after `Post "https://…": `. */
export function connectionProblem(error: unknown, { hostname, port }: URL): string {
  // Where a name has several addresses, the first is told of.
  const { errors, ...whole } = { errors: undefined, ...(error as ConnectionError) } as ConnectionError
  const failure = errors?.[0] ?? (error as ConnectionError)
  const { code = '', message, name } = failure
  if (failure instanceof WrongName) return unverified(message)
  if (name === 'TimeoutError' || name === 'AbortError') return 'context deadline exceeded'
  if (REFUSED[code]) {
    const address = failure.address ?? whole.address ?? hostname
    return `dial tcp ${hostAndPort(address, failure.port ?? (port || '443'))}: connect: ${REFUSED[code]}`
  }
  if (code === 'ENOTFOUND') return `dial tcp: lookup ${hostname}: no such host`
  if (code === 'EAI_AGAIN') return `dial tcp: lookup ${hostname}: server misbehaving`
  if (UNKNOWN_AUTHORITY.has(code)) return unverified('certificate signed by unknown authority')
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID')
    return unverified('certificate has expired or is not yet valid')
  if (/wrong version number|packet length too long/i.test(message))
    return 'http: server gave HTTP response to HTTPS client'
  return code === 'ECONNRESET' ? 'EOF' : message
}

function unverified(reason: string): string {
  return `tls: failed to verify certificate: x509: ${reason}`
}

function hostAndPort(host: string, port: number | string): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** As crypto/x509 does, it looks at the alternative names alone; Node also takes the common name. */
export function checkServerName(host: string, certificate: PeerCertificate): Error | undefined {
  const names = alternativeNames(certificate)
  if (isIP(host)) {
    if (names.ip.length === 0)
      return new WrongName(`cannot validate certificate for ${host} because it doesn't contain any IP SANs`)
    return checkServerIdentity(host, certificate) && notFor(names.ip, host)
  }
  if (names.dns.length + names.ip.length === 0 && certificate.subject?.CN)
    return new WrongName('certificate relies on legacy Common Name field, use SANs instead')
  if (names.dns.length === 0)
    return new WrongName(`certificate is not valid for any names, but wanted to match ${host}`)
  return checkServerIdentity(host, certificate) && notFor(names.dns, host)
}

function notFor(names: readonly string[], host: string): WrongName {
  return new WrongName(`certificate is valid for ${names.join(', ')}, not ${host}`)
}

/** Node tells them in one text: `DNS:localhost, IP Address:127.0.0.1`. */
function alternativeNames({ subjectaltname = '' }: PeerCertificate): { dns: string[]; ip: string[] } {
  const names = subjectaltname.split(', ')
  const after = (start: string) =>
    names.filter((name) => name.startsWith(start)).map((name) => name.slice(start.length))
  return { dns: after('DNS:'), ip: after('IP Address:') }
}
