/** Tokens of service accounts: JSON web tokens that the cluster signs and knows again. */
import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import type { KubeObject, NamespacedName } from '../../apimachinery/object.ts'
import { isJsonObject } from '../../base/json.ts'
import { rsaKeyOf } from '../../base/rsa-key.ts'
import { accountUserName } from './service-account-user.ts'

/** Who issues tokens, and whom they are for where a request for one does not say (kubeadm's --service-account-issuer). */
export const ISSUER = 'https://kubernetes.default.svc.cluster.local'

/** An object by name and uid. */
export interface Reference {
  name: string
  uid: string
}

/** The claims of a token. Source: pkg/serviceaccount/claims.go. Times are in seconds since the epoch. */
export interface TokenClaims {
  aud: readonly string[]
  exp: number
  iat: number
  iss: string
  /** The token's own id. */
  jti: string
  'kubernetes.io': {
    namespace: string
    serviceaccount: Reference
    /** The objects that the token lives and dies with. */
    pod?: Reference
    node?: Reference
    secret?: Reference
    /** From then on its use is noted: it was meant to be worth nothing any more. */
    warnafter?: number
  }
  nbf: number
  /** The name of the user. */
  sub: string
}

/** For so long pods have asked since before tokens expired; they get more, and the time is noted (kubelet's projections). */
const WATCHED_SECONDS = 3607
const EXTENDED_SECONDS = 365 * 24 * 3600

/** What a token is to say. */
export interface TokenContent {
  namespace: string
  account: Reference
  bound: Pick<TokenClaims['kubernetes.io'], 'pod' | 'node' | 'secret'>
  audiences: readonly string[]
  /** For how long it is asked for. */
  seconds: number
  /** When it is issued, in ms. */
  at: number
  id: string
}

/** The claims, their names in alphabetical order, as they are signed. */
export function claimsOf({
  namespace,
  account,
  bound,
  audiences,
  seconds,
  at,
  id,
}: TokenContent): TokenClaims {
  const { node, pod, secret } = bound
  const iat = Math.floor(at / 1000)
  const isExtended = pod !== undefined && seconds === WATCHED_SECONDS && audiences.join() === ISSUER
  return {
    aud: audiences,
    exp: iat + (isExtended ? EXTENDED_SECONDS : seconds),
    iat,
    iss: ISSUER,
    jti: id,
    'kubernetes.io': {
      namespace,
      ...(node && { node }),
      ...(pod && { pod }),
      ...(secret && { secret }),
      serviceaccount: account,
      ...(isExtended && { warnafter: iat + seconds }),
    },
    nbf: iat,
    sub: accountUserName(namespace, account.name),
  }
}

/** The uid of the cluster, from which its key follows: that of a namespace which no other one has. */
export async function clusterUid(
  find: (kind: 'Namespace', name: NamespacedName) => Promise<KubeObject | undefined>,
): Promise<string> {
  const namespace = await find('Namespace', { namespace: '', name: 'kube-system' })
  return namespace?.metadata.uid ?? 'nowhere'
}

/** The token, signed by the cluster of the uid: the same claims are always the same text. */
export function signToken(cluster: string, claims: TokenClaims): string {
  const { key, id } = keyOf(cluster)
  const signed = [{ alg: 'RS256', kid: id }, claims].map(encode).join('.')
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`
}

/** The claims of a token that this cluster has signed; undefined for any other text. Says nothing of its time. */
export function readToken(cluster: string, token: string): TokenClaims | undefined {
  const [header = '', payload = '', given = '', ...more] = token.split('.')
  if (given === '' || more.length > 0) return undefined
  const { key } = keyOf(cluster)
  const signature = Buffer.from(given, 'base64url')
  if (!verify('sha256', Buffer.from(`${header}.${payload}`), createPublicKey(key), signature))
    return undefined
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
  return isJsonObject(claims) ? (claims as unknown as TokenClaims) : undefined
}

/** A key, and the name by which tokens say that they are signed with it: the hash of the public part. */
interface SigningKey {
  key: KeyObject
  id: string
}

const known = new Map<string, SigningKey>()

function keyOf(cluster: string): SigningKey {
  const found = known.get(cluster)
  if (found !== undefined) return found
  const key = rsaKeyOf(`kubelite service accounts of ${cluster}`)
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
  const made = { key, id: createHash('sha256').update(spki).digest('base64url') }
  known.set(cluster, made)
  return made
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
