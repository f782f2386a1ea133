/** Tokens of service accounts: JSON web tokens that the cluster signs and knows again. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { isJsonObject } from '../../base/json.ts'
import type { ServerContext } from '../context.ts'
import { objectOf } from '../stored-object.ts'

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

/**
 * The signed token. The key follows from the cluster, so that the same claims are always the same text: a key pair
 * could not be made alike twice.
 */
export async function signToken(server: ServerContext, claims: TokenClaims): Promise<string> {
  const key = await keyOf(server)
  const signed = [{ alg: 'HS256', kid: keyId(key), typ: 'JWT' }, claims].map(encode).join('.')
  return `${signed}.${signature(key, signed)}`
}

/** The claims of a token that this cluster has signed; undefined for any other text. Says nothing of its time. */
export async function readToken(server: ServerContext, token: string): Promise<TokenClaims | undefined> {
  const [header = '', payload = '', given = '', ...more] = token.split('.')
  if (given === '' || more.length > 0) return undefined
  const [expected, actual] = [signature(await keyOf(server), `${header}.${payload}`), given].map((text) =>
    Buffer.from(text),
  )
  if (expected!.length !== actual!.length || !timingSafeEqual(expected!, actual!)) return undefined
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
  return isJsonObject(claims) ? (claims as unknown as TokenClaims) : undefined
}

/** A secret of this cluster: no other one has a namespace of that uid. */
async function keyOf({ store }: ServerContext): Promise<string> {
  const namespace = await store.get('/registry/namespaces/kube-system')
  return `kubelite service accounts of ${namespace ? objectOf(namespace).metadata.uid : 'nowhere'}`
}

function keyId(key: string): string {
  return signature(key, 'key id')
}

function signature(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url')
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
