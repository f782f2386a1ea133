/** Tokens of service accounts: JSON web tokens that the cluster signs and knows again. */
import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { isJsonObject } from '../../base/json.ts'
import { rsaKeyOf } from '../../base/rsa-key.ts'
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

/** The signed token. The key follows from the cluster, so that the same claims are always the same text. */
export async function signToken(server: ServerContext, claims: TokenClaims): Promise<string> {
  const { key, id } = await keyOf(server)
  const signed = [{ alg: 'RS256', kid: id }, claims].map(encode).join('.')
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`
}

/** The claims of a token that this cluster has signed; undefined for any other text. Says nothing of its time. */
export async function readToken(server: ServerContext, token: string): Promise<TokenClaims | undefined> {
  const [header = '', payload = '', given = '', ...more] = token.split('.')
  if (given === '' || more.length > 0) return undefined
  const { key } = await keyOf(server)
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

/** The key of this cluster: no other one has a namespace of that uid. */
async function keyOf({ store }: ServerContext): Promise<SigningKey> {
  const namespace = await store.get('/registry/namespaces/kube-system')
  const seed = `kubelite service accounts of ${namespace ? objectOf(namespace).metadata.uid : 'nowhere'}`
  const found = known.get(seed)
  if (found !== undefined) return found
  const key = rsaKeyOf(seed)
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
  const made = { key, id: createHash('sha256').update(spki).digest('base64url') }
  known.set(seed, made)
  return made
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
