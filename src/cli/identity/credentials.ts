/** As whom a call is made: what its flags say, and what the kubeconfig says of its user. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Credentials } from '../../apiserver/client.ts'
import { isJsonObject, type JsonObject } from '../../base/json.ts'
import { CliError } from '../errors.ts'
import type { GlobalOptions } from '../flags/global.ts'

/** The flags that say who acts. */
type IdentityFlags = Pick<GlobalOptions, 'as' | 'asGroup' | 'asUid' | 'asUserExtra' | 'token' | 'user'>

/**
 * First what the user is known by, then whom that user impersonates; neither for the owner of the cluster. Flags win over
 * the kubeconfig. Throws in the words of client-go.
 */
export function credentialsOf(user: JsonObject, flags: IdentityFlags, cwd: string): Credentials[] {
  const token = flags.token || textOf(user.token)
  const certificate = token === '' ? certificateOf(user, cwd) : ''
  const as = flags.as || textOf(user.as)
  const groups = flags.asGroup.length > 0 ? flags.asGroup : listOf(user['as-groups'])
  const uid = flags.asUid || textOf(user['as-uid'])
  const extra = { ...extraOf(user['as-user-extra']), ...parseExtra(flags.asUserExtra) }
  if (as === '' && (groups.length > 0 || uid !== '' || Object.keys(extra).length > 0))
    throw new CliError(
      `requesting uid, groups or user-extra for ${flags.user || 'kubernetes-admin'} without impersonating a user`,
    )
  return [
    ...(token === '' ? [] : [{ token }]),
    ...(certificate === '' ? [] : [{ certificate }]),
    ...(as === '' ? [] : [{ user: as, groups, ...(uid !== '' && { uid }), extra }]),
  ]
}

/** The client certificate of the user as PEM; empty without one. Its key must be there and be its own. */
function certificateOf(user: JsonObject, cwd: string): string {
  const certificate = pemOf(user, 'client-certificate', 'client-cert', cwd)
  if (certificate === '') return ''
  const key = pemOf(user, 'client-key', 'client-key', cwd)
  if (key === '')
    throw new CliError(
      'invalid configuration: clientKey, clientKeyData or clientKey Exec Command must be specified to use the clientCert authentication method.',
    )
  if (!isKeyOf(key, certificate)) throw new CliError('tls: private key does not match public key')
  return certificate
}

/** In the kubeconfig itself, or in a file. */
function pemOf(user: JsonObject, field: string, told: string, cwd: string): string {
  const data = textOf(user[`${field}-data`])
  if (data !== '') return Buffer.from(data, 'base64').toString()
  const path = textOf(user[field])
  if (path === '') return ''
  try {
    return readFileSync(resolve(cwd, path), 'utf8')
  } catch {
    throw new CliError(
      `invalid configuration: unable to read ${told} ${path} due to open ${path}: no such file or directory`,
    )
  }
}

function isKeyOf(key: string, certificate: string): boolean {
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key))
  } catch {
    throw new CliError('tls: failed to find any PEM data in certificate or key input')
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}

function extraOf(value: unknown): Record<string, string[]> {
  if (!isJsonObject(value)) return {}
  return Object.fromEntries(Object.entries(value).map(([key, values]) => [key, listOf(values)]))
}

/** `reason=test` once for each value of a key. */
function parseExtra(pairs: readonly string[]): Record<string, string[]> {
  const extra: Record<string, string[]> = {}
  for (const pair of pairs) {
    const equals = pair.indexOf('=')
    if (equals < 0) throw new CliError(`--as-user-extra must be of the form KEY=VALUE, not "${pair}"`)
    const key = pair.slice(0, equals)
    extra[key] = [...(extra[key] ?? []), pair.slice(equals + 1)]
  }
  return extra
}
