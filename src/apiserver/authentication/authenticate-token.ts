/** From a service account's token to the user that it stands for. Source: pkg/serviceaccount (jwt.go, claims.go). */
import type { KindName } from '../../api/describe-context.ts'
import { unauthorized } from '../../apimachinery/status-error.ts'
import type { Client } from '../client.ts'
import type { Identity, ServerContext } from '../context.ts'
import { clusterUid, ISSUER, type Reference, readToken, type TokenClaims } from './service-account-token.ts'
import { accountGroups, accountUserName } from './service-account-user.ts'

/** Where tokens are checked: the client must be one that may read all that they are bound to. */
export interface Checking {
  server: ServerContext
  client: Pick<Client, 'find'>
}

/** The user of a token that is valid now, and meant for the API server. Throws Unauthorized. */
export async function authenticateToken(checking: Checking, token: string): Promise<Identity> {
  const found = await reviewToken(checking, token, [ISSUER])
  if ('error' in found) throw unauthorized('Unauthorized')
  return found.identity
}

/** What becomes of a token: the user and the audiences that it is for, or why it is not valid. */
export type Reviewed = { identity: Identity; audiences: readonly string[] } | { error: string }

/** Looks at a token that must be meant for one of the audiences. */
export async function reviewToken(
  checking: Checking,
  token: string,
  audiences: readonly string[],
): Promise<Reviewed> {
  const claims = readToken(await clusterUid(checking.client.find), token)
  if (claims === undefined) return { error: 'invalid bearer token' }
  const meant = claims.aud.filter((audience) => audiences.includes(audience))
  const problem =
    meant.length === 0
      ? `token audiences ${JSON.stringify(claims.aud)} is invalid for the target audiences ${JSON.stringify(audiences)}`
      : (problemOfTime(claims, checking.server.clock.now() / 1000) ??
        (await problemOfObjects(checking, claims)))
  if (problem !== undefined) return { error: `[invalid bearer token, ${problem}]` }
  return { identity: identityOf(claims), audiences: meant }
}

function problemOfTime({ nbf, exp }: TokenClaims, now: number): string | undefined {
  if (now >= exp) return 'service account token has expired'
  return now < nbf ? 'service account token is not valid yet' : undefined
}

/** A token is worth nothing without its account and what else it is bound to. */
async function problemOfObjects(
  { client }: Checking,
  { 'kubernetes.io': bound }: TokenClaims,
): Promise<string | undefined> {
  const { namespace } = bound
  const all: [KindName, string, Reference | undefined, string][] = [
    ['ServiceAccount', namespace, bound.serviceaccount, 'service account'],
    ['Pod', namespace, bound.pod, 'pod'],
    ['Secret', namespace, bound.secret, 'secret'],
    ['Node', '', bound.pod ? undefined : bound.node, 'node'],
  ]
  for (const [kind, place, reference, word] of all) {
    if (reference === undefined) continue
    const found = await client.find(kind, { namespace: place, name: reference.name })
    if (found?.metadata.uid !== reference.uid) return `${word} ${reference.name} has been deleted`
  }
  return undefined
}

function identityOf({ 'kubernetes.io': bound, jti }: TokenClaims): Identity {
  const { namespace, serviceaccount, pod, node } = bound
  const prefix = 'authentication.kubernetes.io/'
  return {
    name: accountUserName(namespace, serviceaccount.name),
    uid: serviceaccount.uid,
    groups: [...accountGroups(namespace), 'system:authenticated'],
    extra: {
      [`${prefix}credential-id`]: [`JTI=${jti}`],
      ...(node && { [`${prefix}node-name`]: [node.name], [`${prefix}node-uid`]: [node.uid] }),
      ...(pod && { [`${prefix}pod-name`]: [pod.name], [`${prefix}pod-uid`]: [pod.uid] }),
    },
  }
}
